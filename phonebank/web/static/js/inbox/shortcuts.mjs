// The inbox's keys. Those with Ctrl or Alt also work while typing; the others never do. No key
// acts again while it is held, and none while a word is being composed.

import { listenForKeys, shortcutsAreOn } from "../shared/keys.mjs";

const LETTER = /^\p{L}$/u;

const dialogIsOpen = () => document.querySelector("dialog[open]") !== null;
const isComposing = (event) => event.isComposing || event.keyCode === 229;

export function listenForShortcuts(does) {
  const digits = Array.from({ length: 9 }, (_, at) => [`Digit${at + 1}`, (event) => (event.shiftKey ? does.tag : does.answer)(at + 1)]);
  listenForKeys({
    ...Object.fromEntries(digits),
    Slash: (event) => (event.shiftKey ? does.help() : does.prepared()),
    Backspace: does.takeBack,
  });
  document.addEventListener("keydown", withModifiers(does));
  document.addEventListener("keydown", (event) => beginToWrite(event, does));
  document.addEventListener("keydown", neverAgainWhileHeld, { capture: true });
}

function withModifiers(does) {
  const withAlt = {
    KeyJ: () => does.move(1), KeyK: () => does.move(-1), KeyO: does.optOut,
    KeyU: does.nextUnread, KeyW: does.wrongNumber, KeyG: does.handOn, KeyS: does.skip,
  };
  return (event) => {
    if (dialogIsOpen() || isComposing(event)) return;
    const enter = event.code === "Enter" || event.code === "NumpadEnter";
    const deed = enter && (event.ctrlKey || event.metaKey) ? does.send : alone(event) && withAlt[event.code];
    if (!deed) return;
    event.preventDefault();
    if (!event.repeat) deed();
  };
}

const alone = (event) => event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;

// A letter that is no shortcut begins the reply: the field has the focus before it arrives.
function beginToWrite(event, does) {
  const plain = !event.ctrlKey && !event.altKey && !event.metaKey && !event.repeat;
  const elsewhere = !event.target.closest?.("input, textarea, select");
  if (plain && elsewhere && LETTER.test(event.key) && !dialogIsOpen() && shortcutsAreOn()) does.write();
}

// A held Enter would press a button over and over, and the next one that gets the focus too.
function neverAgainWhileHeld(event) {
  const presses = event.code === "Enter" || event.code === "NumpadEnter" || event.code === "Space";
  if (event.repeat && presses && event.target.closest?.("button, a, summary")) event.preventDefault();
}
