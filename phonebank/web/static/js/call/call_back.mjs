// When the voter wants to be called back, by the voter's own clock, and by whom.

import { clockBeside } from "../shared/days.mjs";
import { getJson } from "../shared/server.mjs";
import { byId, element } from "./elements.mjs";
import { ask } from "./results.mjs";

// Resolves to { call_back_at, in_person }, with null for "any time"; to null where it is not told.
export async function askWhen(callId) {
  const dialog = byId("ask-call-back");
  byId("call-back-times").replaceChildren();
  offer(callId);
  const chosen = await ask(dialog, "[data-at]", (button) => button.dataset.at || customTime(button));
  if (!chosen) return null;
  const inPerson = dialog.querySelector("[name=by-whom]:checked").value === "me";
  return { call_back_at: chosen === "any" ? null : chosen, in_person: inPerson };
}

async function offer(callId) {
  let offered;
  try {
    offered = await getJson(`/call/call-back-times?call_id=${callId}`);
  } catch {
    return; // "Any time" can be told without the server's help.
  }
  byId("call-back-times").replaceChildren(...offered.times.map((time) => choice(time, offered.zones[0])));
  byId("call-back-zone").replaceChildren(...offered.zones.map((zone) => element("option", {
    value: zone, textContent: zone.replace("_", " ").replace(/^.*\//, ""),
  })));
  byId("call-back-zone").hidden = offered.zones.length < 2;
}

function choice(time, zone) {
  const at = new Date(time);
  const words = new Intl.DateTimeFormat(document.documentElement.lang, {
    ...clockBeside(at, new Date()), timeZone: zone, timeZoneName: "short",
  }).format(at);
  const made = element("button", { type: "button", className: "quiet" }, element("bdi", { textContent: words }));
  made.dataset.at = time;
  return made;
}

// What was typed is told by the voter's clock: the moment at which it shows that.
function customTime() {
  const typed = byId("call-back-time").value;
  if (!typed) return "";
  const zone = byId("call-back-zone").value;
  const asUtc = new Date(`${typed}:00Z`);
  let moment = new Date(asUtc - offset(asUtc, zone));
  moment = new Date(asUtc - offset(moment, zone));
  return moment.toISOString().replace("Z", "+00:00");
}

// How far a zone's clock is ahead of UTC at a moment, in milliseconds.
function offset(moment, zone) {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit",
  }).formatToParts(moment);
  const of = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  return Date.UTC(of.year, of.month - 1, of.day, of.hour, of.minute, of.second) - Math.floor(moment / 1000) * 1000;
}
