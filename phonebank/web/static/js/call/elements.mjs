// Small helpers to build and change elements.

export const byId = (id) => document.getElementById(id);

export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// Words of a language of their own, as the server sends them: { text, lang, dir }.
export function wordsIn(name, words, className = "") {
  const made = element(name, { textContent: words.text, className });
  if (words.lang) Object.assign(made, { lang: words.lang, dir: words.dir });
  return made;
}

// The same text for the voter and, where it helps, for the volunteer.
export function bilingual(text, name = "p") {
  const theirs = wordsIn(name, text.theirs, "theirs");
  return text.ours ? [theirs, wordsIn(name, text.ours, "ours")] : [theirs];
}

export const setWords = (place, words) => {
  if (place.textContent !== words) place.textContent = words;
};

// What is typed into a field and not noted yet stays; `data-kept` is what it was made with. Where
// somebody is typing, what they have typed since the last note goes before what was noted.
function putBack(place, field, focused) {
  const same = place.querySelector(`[data-kept][data-focus="${field.dataset.focus}"]`);
  const typing = field.dataset.focus === focused;
  if (same && (typing || same.dataset.kept === field.dataset.kept)) same.value = field.value;
}

// Sets innerHTML's place only where what is shown has changed, so that focus stays.
export function renewWhenChanged(place, shown, build) {
  const form = JSON.stringify(shown);
  if (place.dataset.shown === form) return false;
  place.dataset.shown = form;
  const focused = place.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
  const typed = [...place.querySelectorAll("[data-kept]")].filter((each) => each.value !== each.dataset.kept);
  place.replaceChildren(...build());
  for (const each of typed) putBack(place, each, focused);
  if (focused) place.querySelector(`[data-focus="${focused}"]`)?.focus({ preventScroll: true });
  return true;
}
