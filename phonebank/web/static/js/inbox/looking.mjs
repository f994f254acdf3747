// Showing everything on the screen as it stands on the server. Nothing moves under one's hands.

import { getJson, postJson } from "../shared/server.mjs";
import { t } from "../shared/words.mjs";
import { settle } from "./opening.mjs";
import { exchange, parse, patchList } from "./parts.mjs";
import * as rows from "./rows.mjs";
import { $, answers, list, mode, now, root, showSheet, thread, trouble } from "./screen.mjs";

let looking = null;
let again = false;

// Show everything on the screen as it stands; several calls at once are one.
export function look() {
  if (looking) { again = true; return looking; }
  looking = lookOnce().catch(() => {}).finally(() => {
    looking = null;
    if (again) { again = false; look(); }
  });
  return looking;
}

async function lookOnce() {
  const seen = document.visibilityState === "visible" ? now.openId : null;
  const asked = { ids: rows.shownIds(), open: seen, nobody_left: now.nobodyLeft, replying: now.replying };
  const parts = await postJson("/inbox/look", asked);
  rows.refresh(parts.items);
  showLeft(parts.left);
  fill($("times"), parts.times);
  showNew(parts.waiting);
  if (seen !== now.openId || seen === null) return;
  if (parts.thread) lookAtThread(parts);
  else if (!now.leaving) trouble(new Error(t("taken")));
}

function lookAtThread(parts) {
  const fresh = parse(parts.thread);
  const sameMode = fresh.querySelector("[data-part=composer]").dataset.mode === mode();
  patchTexts(fresh);
  patchPart(thread, fresh, "head");
  patchPart(thread, fresh, "elsewhere");
  fill($("company"), parts.company);
  patchPart(thread, fresh, sameMode ? "suggestion" : "composer");
  const freshAnswers = parse(parts.answers);
  patchPart(answers, freshAnswers, "survey");
  patchPart(answers, freshAnswers, "tags");
  if (!sameMode) settle();
  showSheet(root.dataset.sheet === "open", { focus: false });
}

function patchPart(place, fresh, name) {
  const there = place.querySelector(`[data-part=${name}]`);
  const new_ = fresh.querySelector(`[data-part=${name}]`);
  if (there && new_) exchange(there, new_);
}

// New texts are added below, and seen only where the last one was in view.
function patchTexts(fresh) {
  const log = thread.querySelector("[data-part=texts]");
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  patchList(log.querySelector("ol"), fresh.querySelectorAll("[data-part=texts] li"));
  if (atEnd) log.scrollTop = log.scrollHeight;
}

function showLeft(html) {
  const place = $("left");
  if (place.dataset.html === html) return;
  const focused = place.contains(document.activeElement);
  place.innerHTML = place.dataset.html = html;
  if (focused) ($("more-voters") ?? place).focus();
}

function fill(place, html) {
  if (place.dataset.html !== html) place.innerHTML = place.dataset.html = html;
}

// The list keeps its order: how many conversations have news is told, and shown when asked for.
function showNew(waiting) {
  const count = waiting.filter((id) => id !== now.openId && !now.waitingWhenOrdered.has(id)).length;
  const chip = $("new-replies");
  chip.hidden = count === 0;
  const words = count ? t("new", { count }) : "";
  if (chip.textContent !== words) chip.textContent = words;
}

const sought = () => ({ search: $("find").value.trim(), tag: $("of-tag")?.value ?? "" });
const listed = (more = {}) => `/inbox/conversations?${new URLSearchParams({ ...sought(), ...more })}`;

// Put the list in order anew; the ids of a very long one come in several pages.
export async function reorder() {
  let asked;
  let parts;
  do {
    asked = listed();
    parts = await getJson(asked);
  } while (asked !== listed()); // something else is sought by now
  rows.setOrder(parts.order, parts.items);
  showLeft(parts.left);
  fill($("times"), parts.times);
  if (!sought().search && !sought().tag) root.toggleAttribute("data-empty", list.hidden);
  noteOrder(parts.waiting);
  showNew([]);
  followOrder(parts.after);
}

// Fetch the rest of the order, unless it is put in order anew meanwhile.
export async function followOrder(after) {
  const mine = ++now.ordering;
  while (after) {
    const parts = await getJson(listed({ after })).catch(() => ({}));
    if (mine !== now.ordering || !parts.order) return;
    rows.append(parts.order);
    after = parts.after;
  }
}

export function noteOrder(waiting) {
  now.waitingWhenOrdered = new Set(waiting);
}

// Whom to go on with after the conversation that is open: the first of these kinds there is.
export async function nextOf(...kinds) {
  const asked = new URLSearchParams(kinds.map((kind) => ["of", kind]));
  if (now.openId !== null) asked.set("than", now.openId);
  return (await getJson(`/inbox/next?${asked}`)).id;
}
