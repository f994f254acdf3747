// The keys that a volunteer has chosen for themselves, kept in this browser.

import { t } from "../shared/words.mjs";
import { byId, setWords } from "./elements.mjs";

const REMAPPED = "phonebank keys";
const NEVER = new Set(["Tab", "Escape", "Enter", "Space"]);

const chosenKeys = () => JSON.parse(localStorage.getItem(REMAPPED) ?? "{}");

// Let a key do what another one usually does; what it did itself goes to that one's place.
function remap(usual, code) {
  const chosen = chosenKeys();
  const before = chosen[usual] ?? usual;
  const owner = Object.keys(chosen).find((each) => chosen[each] === code) ?? code;
  if (owner !== usual) chosen[owner] = before;
  chosen[usual] = code;
  for (const each of Object.keys(chosen)) if (chosen[each] === each) delete chosen[each];
  localStorage.setItem(REMAPPED, JSON.stringify(chosen));
}

// What the key of a code does, as the code of the key that usually does it; "" for nothing.
export function usualOf(code) {
  const chosen = chosenKeys();
  return Object.keys(chosen).find((each) => chosen[each] === code) ?? (code in chosen ? "" : code);
}

// How a key is called, by its place on an English keyboard.
const keyName = (code) => code.replace(/^(Key|Digit|Numpad)/, "").replace("Slash", "?");

export function showKeys() {
  const chosen = chosenKeys();
  for (const place of document.querySelectorAll("kbd[data-key]")) {
    setWords(place, keyName(chosen[place.dataset.key] ?? place.dataset.key));
  }
}

// In the list of keys each one is a button: pressed, it waits for the key to be used instead.
export function offerChoice() {
  const list = byId("keys");
  let waiting = null;
  const stop = () => { waiting?.removeAttribute("data-waiting"); waiting = null; };
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-choose]");
    stop();
    if (!button) return;
    waiting = button;
    button.dataset.waiting = "";
    setWords(byId("keys-hint"), t("press a key"));
  });
  list.addEventListener("keydown", (event) => {
    if (!waiting || event.ctrlKey || event.altKey || event.metaKey) return;
    if (NEVER.has(event.code) || event.code.startsWith("Shift")) { stop(); return; }
    event.preventDefault();
    remap(waiting.dataset.choose, event.code.replace("Numpad", "Digit"));
    setWords(byId("keys-hint"), t("key changed"));
    stop();
    showKeys();
  });
  byId("keys-as-usual").addEventListener("click", () => {
    localStorage.removeItem(REMAPPED);
    setWords(byId("keys-hint"), "");
    showKeys();
  });
  showKeys();
}
