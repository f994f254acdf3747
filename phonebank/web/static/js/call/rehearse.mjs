// A call with a made-up voter: script, questions and results as on a real one, kept nowhere.

import { ignoreHeldKeys, listenForKeys } from "../shared/keys.mjs";
import { t } from "../shared/words.mjs";
import { byId, setWords } from "./elements.mjs";
import { RESULT_KEYS } from "./results.mjs";
import { questionAsked, renderScript, renderSurvey } from "./survey.mjs";

const { script } = JSON.parse(byId("rehearsal").textContent);
const answers = new Map();
const parts = ["conversation", "results"];

function render() {
  renderScript(script, true);
  renderSurvey(script, answers, true, choose);
  // Nothing here is on its way to anywhere.
  for (const each of document.querySelectorAll(".choice.pending")) each.classList.remove("pending");
}

function choose(questionId, given, endsWith) {
  answers.set(questionId, given);
  render();
  if (endsWith) tell(endsWith);
}

function tell(result) {
  if (byId("results").hidden) return;
  for (const part of parts) byId(part).hidden = true;
  byId("stage").hidden = false;
  setWords(byId("stage-told"), t(`result ${result}`));
  byId("stage-title").focus();
}

function again() {
  answers.clear();
  for (const part of parts) byId(part).hidden = false;
  byId("stage").hidden = true;
  render();
  (byId("questions").querySelector("button") ?? byId("again")).focus();
}

for (const place of document.querySelectorAll("[data-word]")) setWords(place, t(place.dataset.word));
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-result]");
  if (button) tell(button.dataset.result);
});
byId("again").addEventListener("click", again);
ignoreHeldKeys();
listenForKeys({
  ...Object.fromEntries(Object.entries(RESULT_KEYS).map(([code, result]) => [code, () => tell(result)])),
  KeyS: () => questionAsked()?.querySelector("button, input, textarea")?.focus(),
});
document.documentElement.style.setProperty("--results", `${byId("results").offsetHeight}px`);
render();
