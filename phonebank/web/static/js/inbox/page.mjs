// The texter's inbox: what each press does. The server's parts are authoritative.

import { shortcutsAreOn, switchShortcuts } from "../shared/keys.mjs";
import { lookWhenTold } from "../shared/live.mjs";
import { getJson, postJson } from "../shared/server.mjs";
import { say } from "../shared/toasts.mjs";
import { t } from "../shared/words.mjs";
import { saveAnswer, saveWhatIsLeft } from "./answers.mjs";
import * as drafts from "./drafts.mjs";
import { followOrder, look, nextOf, noteOrder, reorder } from "./looking.mjs";
import { back, markCurrent, move, open, settle } from "./opening.mjs";
import { show, take } from "./parts.mjs";
import { choosePrepared } from "./prepared.mjs";
import * as rows from "./rows.mjs";
import {
  $, address, answers, attempt, goOnOrNot, goesOn, idOf, measured, now, root, showSheet, thread,
  wide,
} from "./screen.mjs";
import { send } from "./sending.mjs";
import { listenForShortcuts } from "./shortcuts.mjs";

const HERE_MILLISECONDS = 15000; // looking also tells that the texter is there
const UNDO_SECONDS = 10;
const WRITING_MILLISECONDS = 8000; // whoever has typed nothing for so long is not writing

// --- everything else that can be pressed ------------------------------------------------------

async function record(question, choice) {
  const id = now.openId;
  const done = await attempt("answer", () => saveAnswer(id, Number(question), choice));
  if (!done) return;
  await look();
  if (document.activeElement === document.body) $("answers-title").focus();
}

// Asked in a dialog, it is about the conversation that was open then: another may have come since.
async function decide(deed) {
  const to = document.querySelector("dialog[open]")?.dataset.about ?? address("");
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  if (now.openId === null || !(await attempt("decide", () => postJson(to + deed)))) return;
  if (UNDOABLE.has(deed)) offerUndo(to);
  await look();
  ($("closed-words") ?? $("thread-title")).focus();
}

const UNDOABLE = new Set(["opt-out", "wrong-number", "close"]);

function offerUndo(to) {
  const onAction = async () => { if (await attempt("decide", () => postJson(`${to}undo`))) await look(); };
  say(t("done"), { seconds: UNDO_SECONDS, action: t("undo"), onAction });
}

// --- handing on, skipping, and what nobody can tell -------------------------------------------

async function askWhoTakes() {
  if (now.openId === null) return;
  const place = $("takers");
  const got = await attempt("decide", async () => { show(place, (await getJson(address("takers"))).takers); });
  if (!got) return;
  $("hand-on").dataset.about = address("");
  $("hand-on").showModal();
}

async function handOn(to) {
  const about = $("hand-on").dataset.about;
  $("hand-on").close();
  if (to.call) {
    if (!(await attempt("decide", () => postJson(`${about}hand`, to)))) return;
    say(t("to be called"));
    await look();
  } else await leave(() => postJson(`${about}hand`, to));
}

// After the deed the conversation is somebody else's: the list without it, and the next one.
async function leave(deed) {
  let next = null;
  now.leaving = true;
  if (await attempt("decide", deed)) {
    await attempt("list", async () => { next = await nextOf("waiting", "unsent"); await reorder(); });
    if (next) await open(next);
    else back();
  }
  now.leaving = false;
}

async function skip() {
  if (!thread.querySelector("[data-do=skip]")) return;
  const to = address("");
  const undo = async () => { if (await attempt("decide", () => postJson(`${to}unskip`))) await attempt("list", reorder); };
  await leave(async () => {
    const { undoable } = await postJson(`${to}skip`);
    say(t("skipped"), undoable ? { seconds: UNDO_SECONDS, action: t("undo"), onAction: undo } : {});
  });
}

async function putTag(button) {
  const on = button.getAttribute("aria-pressed") !== "true";
  const body = { tag_id: Number(button.dataset.tag), on };
  if (await attempt("tag", () => postJson(address("tag"), body))) await look();
}

async function goToUnread() {
  let next = null;
  if (!(await attempt("list", async () => { next = await nextOf("waiting"); }))) return;
  if (next) await open(next);
  else say(t("none unread"));
}

async function decideText(button) {
  if (await attempt("decide", () => postJson(address(`texts/${button.dataset.text}/${button.dataset.deed}`)))) await look();
}

async function takeBatch() {
  let given = 0;
  const asked = await attempt("list", async () => {
    given = (await postJson("/inbox/batch")).given;
    now.nobodyLeft = given === 0;
    if (given) await reorder();
  });
  if (!asked) return;
  if (!given) { await look(); return; }
  const next = await nextOf("unsent", "waiting").catch(() => null);
  if (next) await open(next);
}

async function workAgain() {
  if (await attempt("list", () => postJson("/go-on"))) await look();
}

function insert(words) {
  const field = $("draft");
  if (field.value.trim()) field.setRangeText(words, field.selectionStart, field.selectionEnd, "end");
  else field.value = words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

function askPrepared() {
  const template = thread.querySelector("[data-prepared]");
  if (template?.content.childElementCount) choosePrepared(template, insert);
}

function closeSheet() {
  showSheet(false);
  thread.querySelector("[data-do=answers]")?.focus();
}

function help() {
  $("shortcuts-on").checked = shortcutsAreOn();
  $("go-on").checked = goesOn();
  $("help").showModal();
}

function ask(id) {
  if (now.openId === null) return;
  $(id).dataset.about = address("");
  $(id).showModal();
}
const choice = (number) => answers.querySelector(`.current [data-number="${number}"]`);
const read = () => answers.querySelector("[data-do=take-back][data-read]");

// One choice is a number; of several, those that are pressed make the answer.
function chosenBy(button) {
  const choice = Number(button.dataset.choice);
  if (button.dataset.several === undefined) return choice;
  const made = [...button.closest("ul").querySelectorAll("[aria-pressed=true]")].map((each) => Number(each.dataset.choice));
  const next = made.includes(choice) ? made.filter((each) => each !== choice) : [...made, choice];
  return next.length ? { choice_ids: next, number: null, words: "" } : null;
}

function writeAnswer(form) {
  const { value } = form.querySelector("input");
  const number = form.dataset.kind === "number" ? Number(value) : null;
  record(form.dataset.question, { choice_ids: [], number, words: number === null ? value : "" });
}

const deeds = {
  "send-first": () => send(),
  send: () => send(),
  batch: takeBatch,
  "work-again": workAgain,
  reorder: async () => { if (await attempt("list", reorder) && rows.length()) rows.focusOn(rows.idAt(0)); },
  back,
  help,
  answers: () => showSheet(root.dataset.sheet !== "open"),
  "close-answers": closeSheet,
  answer: (button) => record(button.dataset.question, chosenBy(button)),
  "take-back": (button) => record(button.dataset.question, null),
  "ask-opt-out": () => ask("confirm-opt-out"),
  "ask-wrong-number": () => ask("confirm-wrong-number"),
  "opt-out": () => decide("opt-out"),
  "wrong-number": () => decide("wrong-number"),
  skip,
  tag: putTag,
  "send-anyway": () => { $("confirm-anyway").close(); send({ anyway: true }); },
  "hand-on": askWhoTakes,
  "hand-to": (button) => handOn({ to: Number(button.dataset.to) }),
  "hand-to-language": (button) => handOn({ language: button.dataset.language }),
  "hand-to-call": () => handOn({ call: true }),
  "next-unread": goToUnread,
  "decide-text": decideText,
  release: () => decide("release"),
  close: () => decide("close"),
  prepared: askPrepared,
  suggest: (button) => insert(button.dataset.words),
  dismiss: (button) => button.closest("dialog").close(),
};

document.addEventListener("click", (event) => {
  const link = event.target.closest("a.conversation");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
    event.preventDefault();
    open(idOf(link.closest("li")));
    return;
  }
  const button = event.target.closest("[data-do]");
  // The second click of a double click falls on what the first one has brought: it is not meant.
  if (button && event.detail < 2) deeds[button.dataset.do]?.(button);
});

document.addEventListener("submit", (event) => {
  if (event.target.dataset.do !== "write-answer") return;
  event.preventDefault();
  writeAnswer(event.target);
});

listenForShortcuts({
  answer: (number) => choice(number)?.click(),
  takeBack: () => read()?.click(),
  prepared: askPrepared,
  help,
  move,
  nextUnread: goToUnread,
  handOn: askWhoTakes,
  skip,
  tag: (number) => answers.querySelector(`[data-tag-number="${number}"]`)?.click(),
  wrongNumber: () => { if (thread.querySelector("[data-do=ask-wrong-number]")) ask("confirm-wrong-number"); },
  optOut: () => { if (thread.querySelector("[data-do$=opt-out]")) ask("confirm-opt-out"); },
  send: () => send(),
  write: () => $("draft")?.focus(),
});

thread.addEventListener("input", (event) => {
  if (event.target.id !== "draft") return;
  drafts.keep(now.openId, event.target.value, measured);
  tellWriting();
});

// Others in the conversation are told when one begins to write, and when one has stopped.
let writing = null;
function tellWriting() {
  clearTimeout(writing);
  writing = setTimeout(() => { now.replying = false; look(); }, WRITING_MILLISECONDS);
  if (!now.replying) { now.replying = true; look(); }
}

answers.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && root.dataset.sheet === "open") closeSheet();
});
let finding = 0;
$("find").addEventListener("input", () => {
  clearTimeout(finding);
  finding = setTimeout(() => attempt("find", reorder), 200);
});
$("of-tag")?.addEventListener("change", () => attempt("find", reorder));
$("shortcuts-on").addEventListener("change", (event) => switchShortcuts(event.target.checked));
$("go-on").addEventListener("change", (event) => goOnOrNot(event.target.checked));
addEventListener("popstate", () => {
  const wanted = Number(new URLSearchParams(location.search).get("open"));
  if (wanted) open(wanted);
  else if (now.openId !== null) back();
});
addEventListener("pagehide", () => drafts.flush());
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") look(); });

// --- begin --------------------------------------------------------------------------------------

function tellConnection(connected) {
  $("offline").hidden = connected;
  if (connected) saveWhatIsLeft(() => { if ($("trouble")) $("trouble").textContent = ""; look(); });
}
addEventListener("offline", () => tellConnection(false));
const came = JSON.parse($("order").textContent);
noteOrder(came.waiting);
rows.remember();
take(root);
rows.begin(came.order);
if (now.openId !== null) { markCurrent(); settle(); }
else if (wide.matches && rows.length()) open(rows.idAt(0), { focus: false });
followOrder(came.after);
lookWhenTold("/events", look, tellConnection);
setInterval(look, HERE_MILLISECONDS);
