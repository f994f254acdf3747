// Putting parts of the page anew where they have changed, and nowhere else: what is under one's
// hands stays, and so does the focus.

import { clockBeside } from "../shared/days.mjs";

const last = new WeakMap(); // element -> the HTML that it was made from

export function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

// Remember what parts were made from, and fill in what only the browser knows.
export function take(root) {
  for (const each of root.querySelectorAll("[data-part], li[id]")) last.set(each, each.outerHTML);
  tellTimes(root);
}

// Show a part for the first time.
export function show(place, html) {
  const fresh = parse(html);
  take(fresh);
  place.replaceChildren(fresh);
}

// Exchange the children of a list that have changed, by id; new ones are added below.
export function patchList(list, fresh) {
  for (const item of [...fresh]) {
    const there = document.getElementById(item.id);
    if (there) exchange(there, item);
    else place(list, item);
  }
}

function place(list, item) {
  last.set(item, item.outerHTML);
  list.append(item);
  tellTimes(item);
}

// Exchange an element for a new one, if it has changed; true where it has.
export function exchange(there, fresh) {
  const html = fresh.outerHTML;
  if (last.get(there) === html) return false;
  const focused = there.contains(document.activeElement) ? document.activeElement : null;
  const current = there.querySelector("[aria-current]");
  last.set(fresh, html);
  keepTyped(there, fresh);
  there.replaceWith(fresh);
  tellTimes(fresh);
  if (current) fresh.querySelector("a")?.setAttribute("aria-current", "true");
  if (focused) focusAgain(fresh, focused);
  return true;
}

// What is typed as an answer and not noted yet stays.
function keepTyped(there, fresh) {
  for (const field of there.querySelectorAll(".written-answer input")) {
    const same = fresh.querySelector(`#${CSS.escape(field.id)}`);
    if (same) same.value = field.value;
  }
}

// Focus what was focused before; else the nearest heading, never the body.
function focusAgain(fresh, focused) {
  const { do: deed, choice } = focused.dataset;
  const same = focused.id
    ? document.getElementById(focused.id)
    : fresh.querySelector(choice ? `[data-choice="${choice}"]` : deed ? `[data-do="${deed}"]` : "a");
  const heading = fresh.closest("section")?.querySelector("h2");
  (same ?? fresh.querySelector("button, a") ?? heading)?.focus({ preventScroll: true });
}

// Times of day, and the day where it is not today, as the reader's own clock and language have them.
function tellTimes(root) {
  const tag = document.documentElement.lang;
  const whole = new Intl.DateTimeFormat(tag, { dateStyle: "full", timeStyle: "short" });
  for (const time of root.querySelectorAll("time[datetime]:empty")) {
    const at = new Date(time.dateTime);
    time.textContent = new Intl.DateTimeFormat(tag, clockBeside(at, new Date())).format(at);
    time.title = whole.format(at);
  }
}
