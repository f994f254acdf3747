// The captain's page: looks again when told, and turns presses into requests without leaving the
// page. The captain's own line is brought up when it is first needed; where it leads, the server
// decides.

import { Line } from "../call/line.mjs";
import { NoAnswer, postJson } from "../shared/server.mjs";
import { say } from "../shared/toasts.mjs";
import { t } from "../shared/words.mjs";
import { follow, now } from "./following.mjs";
import { clock, tellSince } from "./since.mjs";
import { tellTimes } from "./times.mjs";

const announced = new Set();

const line = new Line({
  token: async () => (await postJson(now.dataset.token)).token,
  signallingHost: document.getElementById("live").dataset.signallingHost,
  changed: (state) => {
    document.body.dataset.line = state;
    if (state === "refused") say(t("microphone refused"), { seconds: 12 });
    if (state === "lost") { say(t("line lost")); look(); }
    if (state === "up") say(t("line up"), { seconds: 3 });
  },
});

// --- looking -------------------------------------------------------------------------------------

// Who is with nobody any more, be it that the server ended it, needs no line.
function taken() {
  if (line.wanted && !document.getElementById("with")) line.stop();
}

// What only this browser knows, put into a part before it is compared or shown.
function settle(root) {
  tellTimes(root);
  tellSince(root);
  for (const menu of now.querySelectorAll("details[open][id]")) {
    const same = root.querySelector(`#${menu.id}`);
    if (same) same.open = true;
  }
  for (const hand of root.querySelectorAll("[data-hand]")) announce(hand.dataset);
}

function announce({ hand, name, reason }) {
  if (announced.has(hand)) return;
  announced.add(hand);
  document.getElementById("announce").textContent = t("raised", { name, reason });
}

// --- doing ---------------------------------------------------------------------------------------

const underWay = new Set();

// The same press again, while the first is under way, is not meant; another one is.
async function act(form, button) {
  const path = button.hasAttribute("formaction") ? button.formAction : form.action;
  if (underWay.has(path)) return;
  underWay.add(path);
  try {
    const answer = await postForm(form, path);
    button.closest("details")?.removeAttribute("open");
    if (answer?.connect && !line.wanted) { say(t("line connecting"), { seconds: 3 }); line.start(); }
    if (button.id === "leave") line.stop();
    if (form.id === "tell") { form.reset(); say(t("sent")); }
    look();
  } catch (error) {
    say(error instanceof NoAnswer ? t("no answer") : error.message);
  }
  underWay.delete(path);
}

const postForm = (form, path) => postJson(path, Object.fromEntries(new FormData(form)));

document.addEventListener("submit", (event) => {
  if (!event.target.closest("main")) return;
  event.preventDefault();
  act(event.target, event.submitter ?? event.target.querySelector("button"));
});
document.addEventListener("click", (event) => {
  for (const menu of now.querySelectorAll("details[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest?.("details[open]");
  if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
});

setInterval(() => clock(now), 1000);
const look = follow({ title: "captain-title", settle, taken });
// For tests, and for anybody who wants to hear what is heard.
window.phonebankLine = line;
