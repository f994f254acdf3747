// Keys by their place on the keyboard (event.code), so that they are the same under an Urdu or a
// Khmer layout. Inert in fields and dialogs, while composing, with a modifier, and when held.

const SETTLE_MILLISECONDS = 250;
const FIELDS = "input, textarea, select, [contenteditable=''], [contenteditable=true]";
const STORED = "phonebank shortcuts";

export const shortcutsAreOn = () => localStorage.getItem(STORED) !== "off";
export const switchShortcuts = (on) => localStorage.setItem(STORED, on ? "on" : "off");

// `actions`: event.code -> function; `usual` tells which key's doing a key has taken over. The number
// row and the keypad are the same keys.
export function listenForKeys(actions, usual = (code) => code) {
  let last = { code: "", at: -Infinity };
  document.addEventListener("keydown", (event) => {
    const code = usual(event.code.replace("Numpad", "Digit"));
    const settled = code !== last.code || event.timeStamp - last.at > SETTLE_MILLISECONDS;
    last = { code, at: event.timeStamp };
    if (!actions[code] || !isMeant(event)) return;
    event.preventDefault();
    if (settled && !event.repeat) actions[code](event);
  });
}

function isMeant(event) {
  if (event.isComposing || event.keyCode === 229) return false;
  if (event.ctrlKey || event.altKey || event.metaKey) return false;
  if (event.target.closest?.(FIELDS) || document.querySelector("dialog[open]")) return false;
  return shortcutsAreOn();
}

// A held Enter or Space presses a button over and over in some browsers: once is meant.
export function ignoreHeldKeys() {
  document.addEventListener("keydown", (event) => {
    const presses = event.key === "Enter" || event.key === " ";
    if (event.repeat && presses && event.target.closest?.("button, a, summary")) event.preventDefault();
  }, { capture: true });
}
