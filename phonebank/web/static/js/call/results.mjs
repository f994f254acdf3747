// The results: always at hand during a call, and asked for once it is over.

import { t } from "../shared/words.mjs";
import { byId, setWords } from "./elements.mjs";

export const ADVANCING = new Set(["not home", "voicemail", "wrong number", "refused"]);
export const RESULT_KEYS = {
  Digit1: "not home", Digit2: "voicemail", Digit3: "wrong number", Digit4: "call back",
  Digit5: "other language", Digit6: "refused", Digit7: "do not call", Digit8: "reached",
};
const TOO_EARLY = new Set(["previewed", "queued", "placing"]);

// Nothing can be told of a phone that has not begun to ring.
export const canBeTold = (call) => Boolean(call) && !TOO_EARLY.has(call.state);

export function renderResults(call, sending) {
  const part = byId("results");
  part.hidden = !call;
  document.documentElement.style.setProperty("--results", call ? `${part.offsetHeight}px` : "0px");
  if (!call) return;
  part.classList.toggle("wanted", call.over);
  setWords(byId("results-title"), t(call.over ? "results title over" : "results title"));
  const inert = !canBeTold(call) || sending;
  for (const button of part.querySelectorAll("[data-result]")) button.setAttribute("aria-disabled", String(inert));
}

const asked = new WeakMap();

// A dialog that asks which: resolves to what was pressed, or null, also when it is asked anew. The
// browser tells of a closing a moment late, when the same dialog may be open again.
export function ask(dialog, selector, valueOf) {
  asked.get(dialog)?.(null);
  return new Promise((resolve) => {
    const pressed = (event) => {
      const button = event.target.closest(selector);
      if (button) { dialog.returnValue = valueOf(button); dialog.close(dialog.returnValue); }
    };
    dialog.returnValue = "";
    dialog.addEventListener("click", pressed);
    const closed = () => { if (!dialog.open) end(dialog.returnValue || null); };
    const end = (value) => {
      dialog.removeEventListener("click", pressed);
      dialog.removeEventListener("close", closed);
      asked.delete(dialog);
      resolve(value);
    };
    asked.set(dialog, end);
    dialog.addEventListener("close", closed);
    dialog.showModal();
  });
}
