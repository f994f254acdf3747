// What is typed and not sent: kept in this browser at each letter and on the server a moment
// later. With it goes the key of the text that it will become: whatever is tried again, after an
// error or a reload, is one text.

import { postJson } from "../shared/server.mjs";

const PREFIX = "phonebank draft ";
const PAUSE_MILLISECONDS = 400;

let waiting = null; // { id, body, timer } of the save that has not begun
let line = Promise.resolve(); // saves take turns, so that an older one never comes last

const stored = (id) => JSON.parse(localStorage.getItem(PREFIX + id) ?? "null");
const store = (id, draft) => localStorage.setItem(PREFIX + id, JSON.stringify(draft));

// The words kept here, or null where there are none.
export const keptWords = (id) => stored(id)?.body || null;

// The key of the text that this draft, or this unsent first text, will become.
export function keyOf(id) {
  const draft = stored(id) ?? { body: "", key: crypto.randomUUID() };
  store(id, draft);
  return draft.key;
}

// Keep what was typed; `measured` is told its size by the server.
export function keep(id, body, measured) {
  store(id, { body, key: keyOf(id) });
  if (waiting && waiting.id !== id) flush();
  clearTimeout(waiting?.timer);
  waiting = { id, body, measured, timer: setTimeout(flush, PAUSE_MILLISECONDS) };
}

// Save at once; resolves when no save is under way any more.
export function flush() {
  if (waiting) {
    const { id, body, measured, timer } = waiting;
    clearTimeout(timer);
    waiting = null;
    line = line.then(() => save(id, body, measured));
  }
  return line;
}

async function save(id, body, measured) {
  try {
    measured(await postJson(`/inbox/conversations/${id}/draft`, { draft: body }));
  } catch {
    // The copy in this browser is what counts; the next letter, or the next visit, saves again.
  }
}

// The draft has become a text: a save of it that has not begun would bring it back.
export function forget(id) {
  if (waiting?.id === id) {
    clearTimeout(waiting.timer);
    waiting = null;
  }
  localStorage.removeItem(PREFIX + id);
}

// The key is spent on other words than these: they become a text of their own.
export const renew = (id) => store(id, { body: stored(id)?.body ?? "", key: crypto.randomUUID() });
