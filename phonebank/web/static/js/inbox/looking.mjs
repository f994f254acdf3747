// Showing everything on the screen as it stands on the server. Nothing moves under one's hands.

import { getJson, postJson } from "../shared/server.mjs";
import { t } from "../shared/words.mjs";
import { markCurrent, settle } from "./opening.mjs";
import { exchange, parse, patchList, show } from "./parts.mjs";
import {
  $, PAGE_SIZE, answers, idOf, items, list, mode, now, root, showSheet, thread,
} from "./screen.mjs";

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
  const asked = { ids: items().map(idOf), open: seen, nobody_left: now.nobodyLeft };
  const parts = await postJson("/inbox/look", asked);
  patchList(list, parse(parts.items).querySelectorAll("li"), { adding: false });
  showLeft(parts.left);
  showNew(parts.new_elsewhere);
  if (parts.thread && seen === now.openId) lookAtThread(parts);
}

function lookAtThread(parts) {
  const fresh = parse(parts.thread);
  const sameMode = fresh.querySelector("[data-part=composer]").dataset.mode === mode();
  patchTexts(fresh);
  patchPart(thread, fresh, "head");
  patchPart(thread, fresh, sameMode ? "suggestion" : "composer");
  patchPart(answers, parse(parts.answers), "survey");
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
  patchList(log.querySelector("ol"), fresh.querySelectorAll("[data-part=texts] li"), { adding: true });
  if (atEnd) log.scrollTop = log.scrollHeight;
}

function showLeft(html) {
  const place = $("left");
  if (place.dataset.html === html) return;
  const focused = place.contains(document.activeElement);
  place.innerHTML = place.dataset.html = html;
  if (focused) ($("more-voters") ?? place).focus();
}

// The list keeps its order: how many conversations have news is told, and shown when asked for.
function showNew(elsewhere) {
  const grown = items().filter((item) => {
    const before = now.unreadWhenOrdered.get(idOf(item)) ?? 0;
    return idOf(item) !== now.openId && Number(item.dataset.unread) > before;
  });
  const count = grown.length + Math.max(0, elsewhere);
  const chip = $("new-replies");
  chip.hidden = count === 0;
  const words = count ? t("new", { count }) : "";
  if (chip.textContent !== words) chip.textContent = words;
}

const listed = () => `/inbox/conversations?${new URLSearchParams({ first: now.first, search: $("find").value.trim() })}`;

export async function reorder() {
  const parts = await getJson(listed());
  show(list, parts.items);
  showLeft(parts.left);
  $("more").hidden = !parts.more;
  list.hidden = list.children.length === 0;
  if (!$("find").value.trim()) root.toggleAttribute("data-empty", list.hidden);
  noteOrder();
  markCurrent();
  showNew(0);
}

export function noteOrder() {
  now.unreadWhenOrdered = new Map(items().map((item) => [idOf(item), Number(item.dataset.unread)]));
}

export async function showMore() {
  now.first += PAGE_SIZE;
  const parts = await getJson(listed());
  const fresh = [...parse(parts.items).querySelectorAll("li")];
  const new_ = fresh.filter((item) => !$(item.id));
  patchList(list, new_, { adding: true });
  $("more").hidden = !parts.more;
  noteOrder();
  new_[0]?.querySelector("a").focus();
}
