// The texter's inbox: which conversation is open, what is shown anew, and what each press does.
// The server's parts are authoritative; here is only what is under the texter's hands.

import { shortcutsAreOn, switchShortcuts } from "../shared/keys.mjs";
import { lookWhenTold } from "../shared/live.mjs";
import { NoAnswer, getJson, postJson } from "../shared/server.mjs";
import { say } from "../shared/toasts.mjs";
import { t } from "../shared/words.mjs";
import { saveAnswer, saveWhatIsLeft } from "./answers.mjs";
import * as drafts from "./drafts.mjs";
import { exchange, parse, patchList, show, take } from "./parts.mjs";
import { choosePrepared } from "./prepared.mjs";
import { listenForShortcuts } from "./shortcuts.mjs";

const PAGE_SIZE = 50;
const SETTLE_MILLISECONDS = 250;
const HERE_MILLISECONDS = 15000; // looking also tells that the texter is there
const GO_ON = "phonebank inbox goes on";

const $ = (id) => document.getElementById(id);
const root = $("inbox");
const list = $("conversations");
const thread = $("thread");
const answers = $("answers");
const wide = matchMedia("(min-width: 56.25em)");

let openId = Number(root.dataset.open) || null;
let turn = 0; // of several openings on their way only the last one counts
const underWay = new Set(); // kinds of deeds, each of which takes turns
let nobodyLeft = false;
let first = PAGE_SIZE;
let unreadWhenOrdered = new Map();

const items = () => [...list.children];
const itemOf = (id) => $(`conversation-${id}`);
const idOf = (item) => Number(item.dataset.id);
const composer = () => thread.querySelector("[data-part=composer]");
const mode = () => composer()?.dataset.mode;
const address = (deed) => `/inbox/conversations/${openId}/${deed}`;
const goesOn = () => localStorage.getItem(GO_ON) !== "off";

// --- what went wrong: it is said where one is, and nothing moves on ---------------------------

function trouble(error, kind) {
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
async function attempt(kind, deed) {
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

// --- opening ----------------------------------------------------------------------------------

async function open(id, { focus = true } = {}) {
  drafts.flush();
  const mine = ++turn;
  const parts = await getJson(`/inbox/conversations/${id}`).catch((error) => trouble(error));
  if (!parts || mine !== turn) return;
  const how = openId !== null || wide.matches ? "replaceState" : "pushState";
  openId = id;
  show(thread, parts.thread);
  show(answers, parts.answers);
  thread.hidden = answers.hidden = false;
  root.dataset.view = "thread";
  showSheet(false);
  if (!itemOf(id)) await reorder();
  markCurrent();
  history[how](null, "", `/inbox?open=${id}`);
  settle();
  if (focus) ($("send-first") ?? $("thread-title")).focus();
  look();
}

// Restore what was typed here; after a moment the conversation takes a press as meant for it.
function settle() {
  const field = $("draft");
  if (field) {
    field.value = drafts.keptWords(openId) ?? field.value;
    if (field.value) drafts.keep(openId, field.value, measured);
  }
  thread.dataset.settled = "false";
  const mine = turn;
  setTimeout(() => { if (mine === turn) thread.dataset.settled = "true"; }, SETTLE_MILLISECONDS);
  const log = thread.querySelector("[data-part=texts]");
  log.scrollTop = log.scrollHeight;
}

function markCurrent() {
  for (const link of list.querySelectorAll("[aria-current]")) link.removeAttribute("aria-current");
  const link = itemOf(openId)?.querySelector("a");
  link?.setAttribute("aria-current", "true");
  if (wide.matches) link?.scrollIntoView({ block: "nearest" });
}

function back() {
  drafts.flush();
  const left = itemOf(openId);
  turn++;
  openId = null;
  thread.hidden = answers.hidden = true;
  root.dataset.view = "list";
  showSheet(false);
  history.replaceState(null, "", "/inbox");
  markCurrent();
  (left?.querySelector("a") ?? $("left")).focus();
}

function move(step) {
  const all = items();
  const at = all.findIndex((item) => idOf(item) === openId);
  const to = all[at < 0 ? 0 : at + step];
  if (to) open(idOf(to));
}

// --- looking again ----------------------------------------------------------------------------

let looking = null;
let again = false;

// Show everything on the screen as it stands; several calls at once are one.
function look() {
  if (looking) { again = true; return looking; }
  looking = lookOnce().catch(() => {}).finally(() => {
    looking = null;
    if (again) { again = false; look(); }
  });
  return looking;
}

async function lookOnce() {
  const seen = document.visibilityState === "visible" ? openId : null;
  const asked = { ids: items().map(idOf), open: seen, nobody_left: nobodyLeft };
  const parts = await postJson("/inbox/look", asked);
  patchList(list, parse(parts.items).querySelectorAll("li"), { adding: false });
  showLeft(parts.left);
  showNew(parts.new_elsewhere);
  if (parts.thread && seen === openId) lookAtThread(parts);
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
    const before = unreadWhenOrdered.get(idOf(item)) ?? 0;
    return idOf(item) !== openId && Number(item.dataset.unread) > before;
  });
  const count = grown.length + Math.max(0, elsewhere);
  const chip = $("new-replies");
  chip.hidden = count === 0;
  const words = count ? t("new", { count }) : "";
  if (chip.textContent !== words) chip.textContent = words;
}

async function reorder() {
  const parts = await getJson(`/inbox/conversations?first=${first}`);
  show(list, parts.items);
  showLeft(parts.left);
  $("more").hidden = !parts.more;
  list.hidden = list.children.length === 0;
  root.toggleAttribute("data-empty", list.hidden);
  noteOrder();
  markCurrent();
  showNew(0);
}

function noteOrder() {
  unreadWhenOrdered = new Map(items().map((item) => [idOf(item), Number(item.dataset.unread)]));
}

async function showMore() {
  first += PAGE_SIZE;
  const parts = await getJson(`/inbox/conversations?first=${first}`);
  const fresh = [...parse(parts.items).querySelectorAll("li")];
  const new_ = fresh.filter((item) => !$(item.id));
  patchList(list, new_, { adding: true });
  $("more").hidden = !parts.more;
  noteOrder();
  new_[0]?.querySelector("a").focus();
}

// --- sending ----------------------------------------------------------------------------------

async function send() {
  if (openId === null || thread.dataset.settled !== "true") return;
  const from = openId;
  const deed = { unsent: sendFirst, open: sendReply }[mode()];
  let sent = false;
  if (deed && (await attempt("send", async () => { sent = await deed(); })) && sent) await goOn(from, deed);
}

async function sendFirst() {
  const id = openId;
  await postJson(address("first"), { key: drafts.keyOf(id) });
  drafts.forget(id);
  return true;
}

async function sendReply() {
  const field = $("draft");
  const written = field.value;
  const body = written.trim();
  if (!body) { field.focus(); return false; }
  // Now, not after the wait: by then another conversation may be open.
  const [id, to] = [openId, address("reply")];
  await drafts.flush();
  const sent = await postJson(to, { key: drafts.keyOf(id), body });
  if (sent.body !== body) {
    drafts.renew(id);
    throw new Error(t("sent earlier"));
  }
  drafts.forget(id);
  return leaveNothing(id, field, written);
}

// True where the field is empty now; what was typed while the text was under way stays in it.
function leaveNothing(id, field, written) {
  const since = field.value.startsWith(written) ? field.value.slice(written.length).trimStart() : "";
  field.value = since;
  if (since) drafts.keep(id, since, measured);
  else if (id === openId) measured({ units: 0 });
  return !since;
}

// After a first text the next one; after a reply whoever waits for one, then whoever has none.
async function goOn(from, deed) {
  await look();
  if (openId !== from) return;
  const waiting = ["held", "new reply", "voter wrote"];
  const wanted = deed === sendFirst ? ["unsent"] : [...waiting, "unsent"];
  const next = goesOn() ? nextOf(from, wanted) : null;
  if (next) await open(idOf(next));
  else afterTheLast(deed);
}

function nextOf(id, wanted) {
  const all = items();
  const at = all.findIndex((item) => idOf(item) === id);
  const inTurn = [...all.slice(at + 1), ...all.slice(0, Math.max(at, 0))];
  for (const standings of wanted.includes("held") ? [wanted.slice(0, 3), ["unsent"]] : [wanted]) {
    const next = inTurn.find((item) => standings.includes(item.dataset.standing));
    if (next) return next;
  }
  return null;
}

function afterTheLast(deed) {
  if (deed === sendFirst && $("more-voters")) {
    if (!wide.matches) back();
    $("more-voters").focus();
  } else {
    ($("draft") ?? $("thread-title")).focus();
  }
}

// --- everything else that can be pressed ------------------------------------------------------

async function record(question, choice) {
  const id = openId;
  const done = await attempt("answer", () => saveAnswer(id, Number(question), choice));
  if (!done) return;
  await look();
  if (document.activeElement === document.body) $("answers-title").focus();
}

// Asked in a dialog, it is about the conversation that was open then: another may have come since.
async function decide(deed) {
  const to = document.querySelector("dialog[open]")?.dataset.about ?? address("");
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  if (openId === null || !(await attempt("decide", () => postJson(to + deed)))) return;
  await look();
  ($("closed-words") ?? $("thread-title")).focus();
}

async function takeBatch() {
  let given = 0;
  const asked = await attempt("list", async () => {
    given = (await postJson("/inbox/batch")).given;
    nobodyLeft = given === 0;
    if (given) await reorder();
  });
  if (!asked) return;
  if (!given) { await look(); return; }
  const next = items().find((item) => item.dataset.standing === "unsent");
  if (next) await open(idOf(next));
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

function showSheet(on, { focus = true } = {}) {
  root.dataset.sheet = on ? "open" : "";
  const button = thread.querySelector("[data-do=answers]");
  button?.setAttribute("aria-expanded", String(on));
  if (on && focus) $("answers-title").focus();
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
  if (openId === null) return;
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
  "send-first": send,
  send,
  batch: takeBatch,
  "work-again": workAgain,
  reorder: async () => { if (await attempt("list", reorder)) list.querySelector("a")?.focus(); },
  more: () => attempt("list", showMore),
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
  optOut: () => { if (thread.querySelector("[data-do$=opt-out]")) ask("confirm-opt-out"); },
  send,
  write: () => $("draft")?.focus(),
});

thread.addEventListener("input", (event) => {
  if (event.target.id === "draft") drafts.keep(openId, event.target.value, measured);
});

function measured({ segments, units }) {
  const size = $("size");
  if (size) size.textContent = units > 0 ? t(segments === 1 ? "size one" : "size", { segments, units }) : "";
}

answers.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && root.dataset.sheet === "open") closeSheet();
});
$("shortcuts-on").addEventListener("change", (event) => switchShortcuts(event.target.checked));
$("go-on").addEventListener("change", (event) => localStorage.setItem(GO_ON, event.target.checked ? "on" : "off"));
addEventListener("popstate", () => {
  const wanted = Number(new URLSearchParams(location.search).get("open"));
  if (wanted) open(wanted);
  else if (openId !== null) back();
});
addEventListener("pagehide", () => drafts.flush());
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") look(); });

// --- begin --------------------------------------------------------------------------------------

function tellConnection(connected) {
  $("offline").hidden = connected;
  if (connected) saveWhatIsLeft(() => { if ($("trouble")) $("trouble").textContent = ""; look(); });
}
addEventListener("offline", () => tellConnection(false));
noteOrder();
take(root);
if (openId !== null) { markCurrent(); settle(); }
else if (wide.matches && list.children.length) open(idOf(list.children[0]), { focus: false });
lookWhenTold("/events", look, tellConnection);
setInterval(look, HERE_MILLISECONDS);
