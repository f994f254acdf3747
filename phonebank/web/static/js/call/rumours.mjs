// What voters ask or have heard wrong: noted with one key, answered once, shown to every caller.

import { t } from "../shared/words.mjs";
import { bilingual, byId, element, renewWhenChanged } from "./elements.mjs";
import { ask } from "./results.mjs";

// Answers that belong to no question stand beside the script.
export function renderRumours(script, talking) {
  byId("rumour-button").hidden = !talking;
  const place = byId("rumours");
  renewWhenChanged(place, script.rumours, () => script.rumours.map(told));
  place.hidden = !script.rumours.length;
}

const told = (rumour) => element("div", { className: "heard notice" },
  element("p", {}, `${t("heard")} `, element("strong", {}, element("bdi", { textContent: rumour.words }))),
  element("div", { className: "two" }, ...bilingual(rumour.answer)));

// Resolves to { words } for something new, { rumour_id } for what is known, or null.
export async function askAboutRumour(script, questionId) {
  const dialog = byId("ask-rumour");
  const known = script.known_rumours.filter((each) => each.question_id === questionId);
  byId("known-rumours").replaceChildren(...known.map((each) => {
    const button = element("button", { type: "button", className: "quiet" }, element("bdi", { textContent: each.words }));
    button.dataset.rumour = String(each.id);
    return button;
  }));
  const field = byId("rumour-words");
  field.value = "";
  field.onkeydown = (event) => {
    if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); dialog.querySelector("[data-rumour=new]").click(); }
  };
  const pressed = ask(dialog, "[data-rumour]", (button) => button.dataset.rumour);
  field.focus();
  const which = await pressed;
  if (!which) return null;
  if (which !== "new") return { rumour_id: Number(which) };
  return field.value.trim() ? { words: field.value } : null;
}
