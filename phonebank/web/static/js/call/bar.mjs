// The bar of a call: where it stands, who it is with, in which language, for how long.

import { t } from "../shared/words.mjs";
import { byId, setWords } from "./elements.mjs";

const ICONS = { previewed: "◌", queued: "○", placing: "○", dialling: "◔", ringing: "◑", talking: "●", over: "■" };

export const stateOf = (call) => (call.over ? "over" : call.state);

export function renderBar(call, line) {
  byId("call-bar").hidden = !call;
  if (!call) return;
  const state = stateOf(call);
  byId("call-bar").dataset.state = state;
  setWords(byId("state-icon"), ICONS[state] ?? "○");
  setWords(byId("state-words"), t(`state ${state}`));
  const name = byId("voter-name");
  setWords(name, call.voter.text);
  name.lang = call.voter.lang;
  name.dir = call.voter.dir;
  setWords(byId("romanised"), call.romanised_name === call.voter.text ? "" : call.romanised_name);
  setWords(byId("voter-language"), t(`language ${call.language}`));
  byId("machine").hidden = call.answered_by !== "machine" || call.heard_as === "human" || call.over;
  const mayBeMachine = call.answered_by !== "human" && call.heard_as !== "human";
  byId("message-follows").hidden = !(call.message_follows && state === "talking" && mayBeMachine);
  const previewed = call.state === "previewed";
  document.querySelector("[data-does=release]").hidden = !previewed;
  document.querySelector("[data-does=mute]").hidden = previewed;
  document.querySelector("[data-does=keypad]").hidden = previewed;
  setWords(document.querySelector("[data-does=hang-up]"), t(previewed ? "pass over" : "hang up"));
  byId("line-buttons").hidden = call.over;
  byId("line-again").hidden = !call.over;
  renderMute(line);
}

function renderMute(line) {
  const button = document.querySelector("[data-does=mute]");
  button.setAttribute("aria-pressed", String(line.muted));
  setWords(button.querySelector("[data-word]"), t(line.muted ? "unmute" : "mute"));
}

export function renderTimer(call, secondsSince) {
  if (!call) return;
  const from = call.answered_at ?? call.queued_at;
  const seconds = Math.floor(secondsSince(from) - (call.ended_at ? secondsSince(call.ended_at) : 0));
  const padded = String(seconds % 60).padStart(2, "0");
  setWords(byId("timer"), `${Math.floor(seconds / 60)}:${padded}`);
}
