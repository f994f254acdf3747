// What the page says between calls: one message, and at most one thing that matters to press.

import { clockBeside } from "../shared/days.mjs";
import { t } from "../shared/words.mjs";
import { byId, element, renewWhenChanged, setWords } from "./elements.mjs";

const clock = (moment, today) =>
  new Intl.DateTimeFormat(document.documentElement.lang, clockBeside(moment, today)).format(moment);

// Which of them it is. `line` is the volunteer's own line.
export function viewOf(state, line) {
  if (!state.holds) return "elsewhere";
  if (state.call) return "call";
  if (state.guest) return state.guest.leaving ? "going home" : "guest";
  if (state.caller.state === "finished") return state.caller.leaving === "removed" ? "removed" : "finished";
  if (state.shift.state !== "running") return state.shift.state;
  if (state.caller.state === "paused") return "held";
  if (state.caller.on_break) return "break";
  if (state.caller.by_phone) return state.empty ? state.empty.reason : "ready";
  if (!line.wanted) return "start";
  if (line.state !== "up" || !state.caller.line_up) return "connecting";
  if (state.empty) return state.empty.reason;
  if (state.caller.waits) return "waiting";
  return state.shift.by_itself ? "free" : "ready";
}

// view -> the actions under its message, the first one being the one to press.
const ACTIONS = {
  elsewhere: ["take over"],
  start: ["start", "use my phone"],
  connecting: [],
  guest: ["leave"],
  ready: ["next", "break", "finish"],
  free: ["take calls", "break", "finish"],
  break: ["go on"],
  finished: ["go on after all"],
  ended: ["see summary"],
  "all done": ["finish"],
  "other languages": ["finish"],
  later: ["look again"],
};
const KEYS = { next: "KeyN", "take calls": "KeyN", "by hand": "KeyN", break: "KeyB", "go on": "KeyB", leave: "KeyL" };
const COUNTED = new Set(["ready", "free", "break", "held", "finished", "ended", "removed", "all done", "later"]);

const actionsOf = (view, state) => {
  if (view !== "waiting") return ACTIONS[view] ?? [];
  const denied = state.last?.taken_for_machine ? ["it was a person"] : [];
  return [...(state.caller.by_hand ? ["by hand"] : []), "break", "finish", ...denied];
};

export function renderStage(view, state, act) {
  byId("stage").hidden = view === "call";
  if (view === "call") return;
  const values = { count: state.caller.calls_made, host: state.guest?.host, name: state.guest?.voter?.text, time: clock(new Date(momentOf(view, state)), new Date(state.at)) };
  const about = view === "waiting" ? state.caller.waits_about_seconds : null;
  setWords(byId("stage-title"), about ? t("waiting about", { seconds: about }) : t(`${view} title`, values));
  setWords(byId("stage-text"), t(`${view} text`, values));
  const actions = actionsOf(view, state);
  renewWhenChanged(byId("stage-actions"), actions, () => actions.map((name, index) => action(name, index, act)));
  renderFigures(view, state.caller.figures);
  renderLast(view, state.last);
}

function renderFigures(view, { calls, conversations, talk_seconds }) {
  const place = byId("stage-figures");
  place.hidden = !COUNTED.has(view) || calls === 0;
  setWords(place, t("own figures", { calls, conversations, minutes: Math.round(talk_seconds / 60) }));
}

function keyOf(code) {
  const made = Object.assign(element("kbd", { textContent: code.replace("Key", "") }), { ariaHidden: "true" });
  made.dataset.key = code;
  return made;
}

const momentOf = (view, state) => (view === "later" ? (state.empty.opens_at ?? state.at) : state.shift.starts_at);

function action(name, index, act) {
  const made = element("button", { type: "button", className: index || name === "break" ? "quiet" : "primary" });
  if (KEYS[name]) made.append(keyOf(KEYS[name]));
  made.append(element("span", { textContent: t(name) }));
  made.dataset.focus = name;
  made.dataset.does = name;
  made.addEventListener("click", () => act(name));
  return made;
}

function renderLast(view, last) {
  const place = byId("stage-last");
  place.hidden = !["ready", "waiting", "free"].includes(view) || !last;
  byId("stage-undo").hidden = place.hidden || !last.undoable;
  if (last) setWords(place, t("last", { name: last.voter.text, result: t(`result ${last.result}`) }));
}
