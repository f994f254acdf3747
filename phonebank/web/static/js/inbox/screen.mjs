// What is under the texter's hands: the parts of the screen, which conversation is open, and how a
// deed is done once at a time and told where it fails.

import { NoAnswer } from "../shared/server.mjs";
import { say } from "../shared/toasts.mjs";
import { t } from "../shared/words.mjs";

const GO_ON = "phonebank inbox goes on";

export const $ = (id) => document.getElementById(id);
export const root = $("inbox");
export const list = $("conversations");
export const thread = $("thread");
export const answers = $("answers");
export const wide = matchMedia("(min-width: 56.25em)");

export const now = {
  openId: Number(root.dataset.open) || null,
  turn: 0, // of several openings on their way only the last one counts
  nobodyLeft: false,
  replying: false,
  leaving: false, // by the texter's own deed
  ordering: 0, // of several orders on their way too
  waitingWhenOrdered: new Set(),
};
const underWay = new Set(); // kinds of deeds, each of which takes turns

export const items = () => [...list.children];
export const itemOf = (id) => $(`conversation-${id}`);
export const idOf = (item) => Number(item.dataset.id);
export const mode = () => thread.querySelector("[data-part=composer]")?.dataset.mode;
export const address = (deed) => `/inbox/conversations/${now.openId}/${deed}`;
export const goesOn = () => localStorage.getItem(GO_ON) !== "off";
export const goOnOrNot = (on) => localStorage.setItem(GO_ON, on ? "on" : "off");

export function trouble(error, kind) {
  const unheard = kind === "answer" ? t("answer later") : t("no answer");
  const words = error instanceof NoAnswer ? unheard : error.message;
  const place = $("trouble");
  if (place && root.dataset.sheet !== "open" && !document.querySelector("dialog[open]")) {
    place.textContent = words;
  } else {
    say(words, { seconds: 12 });
  }
}

// One deed of a kind at a time; an error is told and undoes nothing. False where it was not done.
export async function attempt(kind, deed) {
  if (underWay.has(kind)) return false;
  underWay.add(kind);
  if ($("trouble")) $("trouble").textContent = "";
  try {
    await deed();
    return true;
  } catch (error) {
    trouble(error, kind);
    return false;
  } finally {
    underWay.delete(kind);
  }
}

export function showSheet(on, { focus = true } = {}) {
  root.dataset.sheet = on ? "open" : "";
  const button = thread.querySelector("[data-do=answers]");
  button?.setAttribute("aria-expanded", String(on));
  if (on && focus) $("answers-title").focus();
}

export function measured({ segments, units }) {
  const size = $("size");
  if (size) size.textContent = units > 0 ? t(segments === 1 ? "size one" : "size", { segments, units }) : "";
}
