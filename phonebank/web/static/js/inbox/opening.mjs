// Opening a conversation, and moving between them.

import { getJson } from "../shared/server.mjs";
import * as drafts from "./drafts.mjs";
import { look, reorder } from "./looking.mjs";
import { show } from "./parts.mjs";
import * as rows from "./rows.mjs";
import {
  $, answers, measured, now, root, showSheet, thread, trouble, wide,
} from "./screen.mjs";

const SETTLE_MILLISECONDS = 250;

export async function open(id, { focus = true } = {}) {
  drafts.flush();
  const mine = ++now.turn;
  const parts = await getJson(`/inbox/conversations/${id}`).catch((error) => trouble(error));
  if (!parts || mine !== now.turn) return;
  const how = now.openId !== null || wide.matches ? "replaceState" : "pushState";
  now.openId = id;
  now.waitingWhenOrdered.delete(id); // what it brings from now on is news again
  show(thread, parts.thread);
  show(answers, parts.answers);
  thread.hidden = answers.hidden = false;
  root.dataset.view = "thread";
  showSheet(false);
  if (rows.placeIn(id) < 0) await reorder().catch(() => {});
  markCurrent();
  history[how](null, "", `/inbox?open=${id}`);
  settle();
  if (focus) ($("send-first") ?? $("thread-title")).focus();
  look();
}

// Restore what was typed here; after a moment the conversation takes a press as meant for it.
export function settle() {
  const field = $("draft");
  if (field) {
    field.value = drafts.keptWords(now.openId) ?? field.value;
    if (field.value) drafts.keep(now.openId, field.value, measured);
  }
  thread.dataset.settled = "false";
  const mine = now.turn;
  setTimeout(() => { if (mine === now.turn) thread.dataset.settled = "true"; }, SETTLE_MILLISECONDS);
  const log = thread.querySelector("[data-part=texts]");
  log.scrollTop = log.scrollHeight;
}

export function markCurrent() {
  if (wide.matches && now.openId !== null) rows.reveal(now.openId);
  rows.markCurrent();
}

export function back() {
  drafts.flush();
  const left = now.openId;
  now.turn++;
  now.openId = null;
  thread.hidden = answers.hidden = true;
  root.dataset.view = "list";
  showSheet(false);
  history.replaceState(null, "", "/inbox");
  markCurrent();
  if (rows.placeIn(left) < 0) $("left").focus();
  else rows.focusOn(left);
}

export function move(step) {
  const at = rows.placeIn(now.openId);
  const to = rows.idAt(at < 0 ? 0 : at + step);
  if (to !== undefined) open(to);
}
