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
  if (state.caller.state === "finished") return "finished";
  if (state.shift.state !== "running") return state.shift.state;
  if (state.caller.state === "on break") return "break";
  if (!line.wanted) return "start";
  if (line.state !== "up" || !state.caller.line_up) return "connecting";
  return state.empty ? state.empty.reason : "ready";
}

// view -> the actions under its message, the first one being the one to press.
const ACTIONS = {
  elsewhere: ["take over"],
  start: ["start"],
  ready: ["next", "break", "finish"],
  break: ["go on"],
  finished: ["go on after all"],
  ended: ["see summary"],
  "all done": ["finish"],
  "other languages": ["finish"],
  later: ["look again"],
};
const KEYS = { next: "N" };

export function renderStage(view, state, act) {
  byId("stage").hidden = view === "call";
  if (view === "call") return;
  const values = { count: state.caller.calls_made, time: clock(new Date(momentOf(view, state)), new Date(state.at)) };
  setWords(byId("stage-title"), t(`${view} title`, values));
  setWords(byId("stage-text"), t(`${view} text`, values));
  const actions = ACTIONS[view] ?? [];
  renewWhenChanged(byId("stage-actions"), actions, () => actions.map((name, index) => action(name, index, act)));
  renderLast(view, state.last);
}

const momentOf = (view, state) => (view === "later" ? (state.empty.opens_at ?? state.at) : state.shift.starts_at);

function action(name, index, act) {
  const made = element("button", { type: "button", className: index ? "quiet" : "primary" });
  if (KEYS[name]) made.append(Object.assign(element("kbd", { textContent: KEYS[name] }), { ariaHidden: "true" }));
  made.append(element("span", { textContent: t(name) }));
  made.dataset.focus = name;
  made.dataset.does = name;
  made.addEventListener("click", () => act(name));
  return made;
}

function renderLast(view, last) {
  const place = byId("stage-last");
  place.hidden = view !== "ready" || !last;
  if (last) setWords(place, t("last", { name: last.voter.text, result: t(`result ${last.result}`) }));
}
