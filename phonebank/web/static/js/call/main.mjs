// The call page: shows the state that the server owns, and turns keys and taps into requests.

import { ignoreHeldKeys, listenForKeys, shortcutsAreOn, switchShortcuts } from "../shared/keys.mjs";
import { lookWhenTold } from "../shared/live.mjs";
import { NoAnswer, postJson } from "../shared/server.mjs";
import { say } from "../shared/toasts.mjs";
import { t } from "../shared/words.mjs";
import { announceConnection, renderTitle } from "./announce.mjs";
import { Audio, freeSpeaker } from "./audio.mjs";
import { renderBar, renderTimer } from "./bar.mjs";
import { askWhen } from "./call_back.mjs";
import { renderCaptain, renderEarlier } from "./captain.mjs";
import { byId, setWords } from "./elements.mjs";
import { FOLLOW_UP_KEYS, awaitsNews, followUpAt, renderFollowUps, standingWords } from "./follow_ups.mjs";
import { offerChoice, showKeys, usualOf } from "./key_choice.mjs";
import { renderHousehold } from "./household.mjs";
import { Line } from "./line.mjs";
import { Note } from "./note.mjs";
import { Outbox } from "./outbox.mjs";
import { ADVANCING, RESULT_KEYS, ask, canBeTold, renderResults } from "./results.mjs";
import { Screen } from "./screen.mjs";
import { renderStage, viewOf } from "./stage.mjs";
import { askAboutRumour, renderRumours } from "./rumours.mjs";
import { questionAsked, renderScript, renderSurvey } from "./survey.mjs";
import { tabName } from "./tab.mjs";

const HERE_MILLISECONDS = 5000;
const LOOK_AGAIN_MILLISECONDS = 20000;
const NEWS_MILLISECONDS = 1500;
const UNDO_SECONDS = 8;
const STARTED = "phonebank line started";
const ADVANCE = "phonebank advance";

const tab = await tabName();
const screen = new Screen(tab, render);
let insteadOfPhone = false;
const line = new Line({
  token: async () => (await postJson("/call/token", { tab, instead_of_phone: insteadOfPhone })).token,
  deviceLost: () => trouble("device lost", true),
  signallingHost: byId("call-main").dataset.signallingHost,
  changed: (state) => { document.body.dataset.line = state; render(screen.now, screen.now); },
});
const outbox = new Outbox({
  answered: (state, item) => {
    if (item.path === "/call/note") note.saved();
    screen.show(state);
    render(screen.now, screen.now);
  },
  refused: (error) => { say(error.message); screen.look(); },
  stuck: (whether) => trouble("offline", whether),
});
const note = new Note((callId, text) => {
  // A result on its way carries the note with it.
  if (!outbox.hasResultFor(callId)) outbox.add("/call/note", { call_id: callId, note: text });
});
const audio = new Audio(line, () => trouble("device lost", false));
const troubles = new Set();
const ABOUT_SOUND = new Set(["device lost", "phone lost", "microphone refused", "line lost"]);
let byPhone = false;
let shiftId = null;
let acting = false;
let nextKey = crypto.randomUUID();
let view = null;
let dismissUndo = () => {};
let news = null;

// --- showing -----------------------------------------------------------------------------------

function render(state, before) {
  if (!state) return;
  const { call } = state;
  // A captain has moved the volunteer: what is told by the stream, and the words, are another shift's.
  if (shiftId !== null && shiftId !== state.shift.id) { location.reload(); return; }
  shiftId = state.shift.id;
  const earlier = view;
  view = viewOf(state, line);
  keepLine(state);
  renderTitle(call);
  renderBar(call, line);
  renderHousehold(call);
  renderTimer(call, (moment) => screen.secondsSince(moment));
  renderScript(state.script, call || ["ready", "free", "waiting", "planned", "paused", "start", "connecting"].includes(view));
  renderSurvey(state.script, call ? outbox.answersFor(call.id) : new Map(), Boolean(call), answer);
  renderRumours(state.script, Boolean(call?.answered_at));
  renderFollowUps(call, sendText);
  if (awaitsNews(call)) lookForNews();
  note.render(call, state.holds, call ? outbox.noteFor(call.id) : undefined);
  renderResults(call, call ? outbox.hasResultFor(call.id) : false);
  renderStage(view, state, (name) => does(name));
  renderCaptain(state, (id) => post("/call/message", { message_id: id }));
  renderEarlier(call);
  byId("finish-after").setAttribute("aria-pressed", String(state.caller.leaving !== null));
  byId("finish-after").disabled = state.caller.leaving === "removed";
  audio.render(state.caller.by_phone);
  showKeys();
  for (const part of ["call-bar", "household", "script", "survey", "note-part", "results"]) byId(part).inert = !state.holds;
  trouble("line lost", line.state === "lost" && !state.caller.by_phone);
  trouble("phone lost", Boolean(call) && !call.over && !state.caller.line_up && line.state === "down");
  if (state.caller.by_phone) trouble("device lost", false);
  trouble("microphone refused", line.state === "refused");
  if (call?.id !== before?.call?.id) nextKey = crypto.randomUUID();
  tellLast(state.last, before?.last, before !== null);
  moveFocus(state, before, earlier);
}

// One tab holds the line: it comes up again after a reload, and goes where another tab took over. A
// phone takes its place; when that hangs up in the middle of a call, the computer takes it back.
function keepLine(state) {
  const over = state.caller.state === "finished" || state.shift.state === "ended";
  if (state.caller.by_phone) {
    byPhone = true;
    if (line.wanted && !insteadOfPhone) line.stop();
    return;
  }
  insteadOfPhone = false;
  if (line.wanted && (!state.holds || (over && !state.call))) line.stop();
  else if (byPhone && state.holds && !over) { byPhone = false; if (state.call && !state.call.over && !line.wanted) start(); }
  else if (!line.wanted && state.holds && !over && line.state === "down" && sessionStorage.getItem(STARTED) === tab) start();
}

function tellLast(last, before, isNews) {
  if (!isNews || !last || last.call_id === before?.call_id) return;
  const words = t("saved", { name: last.voter.text, result: t(`result ${last.result}`) });
  dismissUndo();
  dismissUndo = say(words, last.undoable ? { seconds: UNDO_SECONDS, action: t("undo"), onAction: undo } : {});
}

// To the script when the voter answers, to the results when the line ends, never to nowhere.
function moveFocus(state, before, earlier) {
  const typing = document.activeElement?.matches("input, textarea");
  const { call } = state;
  if (announceConnection(call)) {
    if (!typing && !document.querySelector("dialog[open]")) byId("script-title").focus({ preventScroll: true });
  } else if (call?.over && before?.call?.id === call.id && !before.call.over) {
    if (!typing) byId("results-title").focus({ preventScroll: true });
  } else if (earlier !== null && earlier !== view && document.activeElement === document.body) {
    const primary = byId("stage-actions").querySelector("button");
    (view === "call" ? byId("script-title") : (primary ?? byId("stage-title"))).focus({ preventScroll: true });
  }
}

function trouble(name, is) {
  const had = troubles.has(name);
  if (had === is) return;
  if (is) troubles.add(name);
  else troubles.delete(name);
  const [first] = troubles;
  byId("banner").hidden = !first;
  setWords(byId("banner-words"), first ? t(first) : "");
  byId("banner-audio").hidden = !ABOUT_SOUND.has(first);
  // A phone that has become the line says so itself.
  if (had && !first && !screen.now?.caller.by_phone) say(t("back"), { seconds: 3 });
}

// --- doing -------------------------------------------------------------------------------------

const DOES = {
  start,
  next: callTheNext,
  "take calls": callTheNext,
  "by hand": callTheNext,
  release: () => screen.now.call && post("/call/release", { call_id: screen.now.call.id }),
  person: () => screen.now.call && post("/call/person", { call_id: screen.now.call.id }),
  "it was a person": () => screen.now.last && post("/call/person", { call_id: screen.now.last.call_id }),
  break: () => post("/call/break", { on: true }),
  "go on": () => post("/call/break", { on: false }),
  finish: () => post("/call/finish"),
  "go on after all": async () => { await post("/go-on"); await screen.look(); },
  "look again": () => screen.look(),
  "take over": async () => { await post("/call/here", { take_over: true }); start(); screen.look(); },
  "hang-up": () => screen.now.call && post("/call/hang-up", { call_id: screen.now.call.id }),
  mute: () => line.mute(!line.muted),
  help: () => { byId("help").showModal(); },
  rumour: tagRumour,
  audio: openAudio,
  "use my phone": openAudio,
  "computer again": computerAgain,
  keypad: () => { setWords(byId("tones"), ""); byId("keypad").showModal(); },
  "raise hand": raiseHand,
  leave: () => post("/call/leave"),
  undo,
  "finish after": () => post("/call/finish-after", { on: screen.now.caller.leaving === null }),
  redial: redial,
  "see summary": () => location.assign(byId("call-main").dataset.summary),
};

// One thing at a time: a second press while the first is under way is not meant. Muting waits for
// nothing: the voter must not hear a cough because an answer of the server's takes long.
async function does(name) {
  if (name === "mute") return DOES.mute();
  if (acting) return;
  acting = true;
  try {
    await DOES[name]();
  } finally {
    acting = false;
  }
}

// True where the server has answered, be it with a no.
async function post(path, body = {}) {
  try {
    screen.show(await postJson(path, { tab, ...body }));
    trouble("offline", false);
  } catch (error) {
    if (error instanceof NoAnswer) { trouble("offline", true); return false; }
    say(error.message);
    screen.look();
  }
  return true;
}

// A key is good for one call; tried again without an answer, for the same one. A call that was
// over before it was ever seen here has spent it too.
async function callTheNext() {
  const key = nextKey;
  if ((await post("/call/next", { key })) && nextKey === key) nextKey = crypto.randomUUID();
}

function start() {
  if (!window.Twilio?.Device) { trouble("no sdk", true); return; }
  sessionStorage.setItem(STARTED, tab);
  line.start();
}

// What is pressed in it need not wait until the server has said which code to dial.
function openAudio() {
  audio.open();
}

// The phone's line ends once the computer's is there: the voter stays.
function computerAgain() {
  byId("audio").close();
  insteadOfPhone = true;
  start();
}

async function raiseHand() {
  const reason = await ask(byId("ask-help"), "[data-reason]", (button) => button.dataset.reason);
  if (!reason) return;
  const note = byId("help-note").value;
  byId("help-note").value = "";
  const done = await post("/call/help", reason === "none" ? { raised: false } : { reason, note });
  if (done && screen.now.caller.help) say(t("help is coming"));
}

async function redial() {
  const key = nextKey;
  if ((await post("/call/redial", { key })) && nextKey === key) nextKey = crypto.randomUUID();
}

// `endsWith`: the result with which the answer ends the call, if it does.
function answer(questionId, given, endsWith) {
  const { call } = screen.now;
  outbox.add("/call/answer", { tab, call_id: call.id, question_id: questionId, answer: given });
  render(screen.now, screen.now);
  if (endsWith) tell(endsWith);
}

async function tagRumour() {
  const call = screen.now?.call;
  if (!call || !screen.now.holds || !call.answered_at) return;
  const questionId = Number(questionAsked()?.dataset.question) || null;
  const said = await askAboutRumour(screen.now.script, questionId);
  if (said && (await post("/call/rumour", { call_id: call.id, question_id: questionId, ...said }))) say(t("rumour kept"));
}

// Once the voter has said yes; the server sends each once, whatever is pressed again.
async function sendText(followUp) {
  const call = screen.now?.call;
  if (!call || !followUp || !screen.now.holds || followUp.standing) return;
  if (!(await post("/call/follow-up", { call_id: call.id, follow_up_id: followUp.id }))) return;
  const now = followUpAt(screen.now.call, followUp.number);
  if (now?.standing) say(`${followUp.title}: ${standingWords(now)}`);
}

function lookForNews() {
  clearTimeout(news);
  news = setTimeout(() => screen.look(), NEWS_MILLISECONDS);
}

async function tell(result) {
  const call = screen.now?.call;
  if (!call || !screen.now.holds || !canBeTold(call) || outbox.hasResultFor(call.id)) return;
  const language = result === "other language" ? await whichLanguage() : null;
  if (result === "other language" && !language) return;
  if (language && (await handedOver(call, language))) return;
  const appointment = result === "call back" ? await askWhen(call.id) : {};
  if (!appointment) return;
  if (result === "do not call" && !(await ask(byId("ask-do-not-call"), "[data-confirm]", () => "yes"))) return;
  const goesOn = ADVANCING.has(result) || screen.now.shift.by_itself;
  const thenNext = goesOn && localStorage.getItem(ADVANCE) !== "off";
  const body = { tab, call_id: call.id, result, note: note.text, language, ...appointment, then_next: thenNext, key: crypto.randomUUID() };
  outbox.add("/call/result", body);
  render(screen.now, screen.now);
}

// Somebody else at the number comes to the phone: the line stays, and the call becomes theirs. After
// the answers that were given before, as a result would.
function turnTo(voterId, result) {
  const call = screen.now?.call;
  if (acting || !call?.household.length || !screen.now.holds || outbox.hasResultFor(call.id)) return;
  outbox.add("/call/household", { tab, call_id: call.id, voter_id: voterId, result, note: note.text, key: crypto.randomUUID() });
  render(screen.now, screen.now);
}

const turnToFirst = (result) => turnTo(screen.now?.call?.household[0]?.voter_id, result);

const whichLanguage = () => ask(byId("ask-language"), "[data-language]", (button) => button.dataset.language);

// True where the voter needs no other result: somebody has the call now, or nothing was meant.
async function handedOver(call, language) {
  const name = call.state === "talking" && !call.over ? await freeSpeaker(language) : null;
  if (!name) return false;
  const words = t(`language ${language}`);
  setWords(byId("ask-hand-over-title"), t("hand over to", { name, language: words }));
  setWords(document.querySelector("[data-choice=now]"), t("hand over now", { name }));
  const choice = await ask(byId("ask-hand-over"), "[data-choice]", (button) => button.dataset.choice);
  if (choice === "later") return false;
  if (choice !== "now") return true;
  await outbox.send();
  // Answers that are not kept yet could not be written once the call is another's.
  if (outbox.isEmpty) await post("/call/hand-over", { call_id: call.id, language });
  return true;
}

function undo() {
  const last = screen.now?.last;
  if (!screen.now?.holds || !last?.undoable) return;
  dismissUndo();
  post("/call/undo").then(() => { if (screen.now.call?.id === last.call_id) say(t("undone")); });
}

function callNext() {
  if (["ready", "free"].includes(view) || (view === "waiting" && screen.now.caller.by_hand)) does("next");
  else if (screen.now?.call?.state === "previewed") does("release");
}

const takeBreak = () => screen.now?.holds && post("/call/break", { on: !screen.now.caller.on_break });

function toQuestions() {
  (questionAsked() ?? byId("questions")).querySelector("button, input, textarea")?.focus();
}

// --- wiring ------------------------------------------------------------------------------------

for (const place of document.querySelectorAll("[data-word]")) setWords(place, t(place.dataset.word));
document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.close !== undefined) button.closest("dialog").close("");
  else if (button.dataset.result) tell(button.dataset.result);
  else if (button.dataset.mate) turnTo(Number(button.dataset.mate), button.dataset.before);
  else if (button.dataset.tone) pressTone(button.dataset.tone);
  else if (button.dataset.does && !button.closest("#stage-actions")) does(button.dataset.does);
});
ignoreHeldKeys();
listenForKeys({
  ...Object.fromEntries(Object.entries(RESULT_KEYS).map(([code, result]) => [code, () => tell(result)])),
  KeyN: callNext,
  KeyM: () => does("mute"),
  KeyU: undo,
  KeyS: toQuestions,
  KeyR: () => does("rumour"),
  KeyB: takeBreak,
  KeyH: () => does("raise hand"),
  KeyL: () => view === "guest" && does("leave"),
  KeyD: () => does("redial"),
  KeyJ: () => turnToFirst("reached"),
  KeyK: () => turnToFirst("not home"),
  ...Object.fromEntries(FOLLOW_UP_KEYS.map((code, place) => [code, () => sendText(followUpAt(screen.now?.call, place + 1))])),
  Slash: () => does("help"),
}, usualOf);
offerChoice();
byId("keypad").addEventListener("keydown", (event) => { if (/^[0-9*#]$/.test(event.key) && !event.repeat) pressTone(event.key); });
byId("shortcuts-on").checked = shortcutsAreOn();
byId("shortcuts-on").addEventListener("change", (event) => switchShortcuts(event.target.checked));
byId("advance-on").checked = localStorage.getItem(ADVANCE) !== "off";
byId("advance-on").addEventListener("change", (event) => localStorage.setItem(ADVANCE, event.target.checked ? "on" : "off"));
addEventListener("offline", () => trouble("offline", true));

function pressTone(key) {
  if (!line.canPress) return;
  line.press(key);
  setWords(byId("tones"), byId("tones").textContent + key);
}

async function here() {
  try {
    const { holds } = await postJson("/call/here", { tab });
    trouble("offline", false);
    if (screen.now && holds !== screen.now.holds) screen.look();
  } catch (error) {
    if (error instanceof NoAnswer) trouble("offline", true);
  }
}

// A tab that held the line before a reload need not wait to be told so.
const asked = here();
if (sessionStorage.getItem(STARTED) !== tab) await asked;
if (sessionStorage.getItem("phonebank start at once")) {
  sessionStorage.removeItem("phonebank start at once");
  sessionStorage.setItem(STARTED, tab);
}
await screen.look();
lookWhenTold("/events", () => screen.look(), (connected) => connected && trouble("offline", false));
outbox.send();
if (location.hash === "#phone") {
  history.replaceState(null, "", location.pathname);
  audio.open();
}
setInterval(here, HERE_MILLISECONDS);
setInterval(() => screen.look(), LOOK_AGAIN_MILLISECONDS);
setInterval(() => renderTimer(screen.now?.call, (moment) => screen.secondsSince(moment)), 250);
// For tests, and for anybody who wants to hear what is heard.
window.phonebankLine = line;
