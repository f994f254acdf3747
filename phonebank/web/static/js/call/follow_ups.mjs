// Texts that the voter may ask for on the phone: each by one key, asked for in the voter's words.

import { t } from "../shared/words.mjs";
import { bilingual, byId, element, renewWhenChanged } from "./elements.mjs";

export const FOLLOW_UP_KEYS = ["KeyT", "KeyY", "KeyI", "KeyO", "KeyP"];

// `send` is called with the text that was pressed.
export function renderFollowUps(call, send) {
  const offered = call?.follow_ups ?? [];
  byId("follow-ups").hidden = !offered.length;
  renewWhenChanged(byId("follow-up-list"), offered, () => offered.map((each) => shown(each, send)));
}

// Whether one is under way, so that what becomes of it is to be seen soon.
export const awaitsNews = (call) => Boolean(call?.follow_ups.some((each) => each.standing === "on its way"));

export const followUpAt = (call, number) => call?.follow_ups.find((each) => each.number === number);

export function standingWords({ standing, waits_until: until }) {
  if (!standing) return "";
  const time = until ? new Date(until).toLocaleTimeString(document.documentElement.lang, { hour: "numeric", minute: "2-digit" }) : "";
  return t(`text ${standing}`, { time });
}

function shown(each, send) {
  const code = FOLLOW_UP_KEYS[each.number - 1];
  const key = element("kbd", { textContent: code.replace("Key", "") });
  key.dataset.key = code;
  key.setAttribute("aria-hidden", "true");
  const button = element("button", { type: "button", className: "quiet", onclick: () => send(each) },
    key, " ", element("bdi", { textContent: each.title }));
  button.setAttribute("aria-disabled", String(each.standing !== null));
  button.dataset.focus = `follow-up ${each.id}`;
  const status = element("span", { className: "hint", textContent: standingWords(each) });
  status.dataset.standing = each.standing ?? "";
  return element("li", {},
    element("div", { className: "two" }, ...bilingual(each.question)),
    element("p", { className: "actions" }, button, status),
    element("details", {}, element("summary", { textContent: t("see the text") }), element("div", { className: "two" }, ...bilingual(each.text))));
}
