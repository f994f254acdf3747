// What passes between the volunteer and their captain: a raised hand, messages, and being listened to.

import { t } from "../shared/words.mjs";
import { byId, element, renewWhenChanged, setWords } from "./elements.mjs";

export function renderCaptain(state, putAway) {
  const raised = state.caller.help;
  const button = byId("raise-hand");
  button.setAttribute("aria-pressed", String(Boolean(raised)));
  setWords(button.querySelector(".icon-words"), t(raised ? "hand is up" : "help"));
  byId("lower-hand").hidden = !raised;
  for (const each of document.querySelectorAll("[data-reason]")) each.setAttribute("aria-pressed", String(each.dataset.reason === raised));
  renderSupervised(state.caller.supervised);
  renderMessages(state.messages, putAway);
}

function renderSupervised(manners) {
  const place = byId("supervised");
  place.hidden = manners.length === 0;
  setWords(place.querySelector("[data-manner]"), manners.length ? t(`captain ${manners.at(-1)}`) : "");
}

// Each until it is put away, the latest last; a screen reader says each once, as it comes.
function renderMessages(messages, putAway) {
  const place = byId("messages");
  place.hidden = messages.length === 0;
  renewWhenChanged(place, messages, () => messages.map((message) => {
    const words = element("p", {}, element("strong", { textContent: t("from captain") }), " ", element("bdi", { textContent: message.text }));
    const button = element("button", { type: "button", className: "quiet", textContent: t("put away") });
    button.dataset.focus = `message ${message.id}`;
    button.addEventListener("click", () => putAway(message.id));
    return element("div", { className: "notice message" }, words, button);
  }));
}

// What earlier callers wrote for the next one.
export function renderEarlier(call) {
  const notes = call?.earlier ?? [];
  byId("earlier").hidden = notes.length === 0;
  renewWhenChanged(byId("earlier-notes"), notes, () => notes.map((note) => {
    const when = new Intl.DateTimeFormat(document.documentElement.lang, { day: "numeric", month: "short", hour: "numeric", minute: "2-digit" }).format(new Date(note.at));
    const head = element("small", { textContent: note.result ? `${when} · ${t(`result ${note.result}`)}` : when });
    return element("li", {}, head, element("p", {}, element("bdi", { textContent: note.text })));
  }));
}

