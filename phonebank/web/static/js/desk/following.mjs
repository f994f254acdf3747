// A page whose part `#now` changes while it is read: told to look again, it fetches the part and
// takes it in without moving anything under the reader's hands.

import { lookWhenTold } from "../shared/live.mjs";
import { morphChildren } from "./morph.mjs";

const LOOK_ANYWAY_MILLISECONDS = 15000;
const PATIENCE_MILLISECONDS = 8000;
export const now = document.getElementById("now");

// `settle(root)` puts what only the browser knows into a part before it is compared or shown,
// `taken` is told afterwards, and `title` has the focus where what had it is gone. Returns what
// looks at once.
export function follow({ title, settle = () => {}, taken = () => {} }) {
  let looking = false;
  let again = false;

  async function look() {
    if (looking) { again = true; return; }
    looking = true;
    try {
      const answer = await fetch(now.dataset.now, { signal: AbortSignal.timeout(PATIENCE_MILLISECONDS) });
      if (answer.redirected) location.reload();
      else if (answer.ok) take(await answer.text());
    } catch {
      // The next look finds out; the stream tells when the connection is gone.
    }
    looking = false;
    if (again) { again = false; look(); }
  }

  function take(html) {
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    settle(fresh.content);
    const focused = now.contains(document.activeElement);
    morphChildren(now, fresh.content);
    if (focused && document.activeElement === document.body) document.getElementById(title).focus({ preventScroll: true });
    taken();
  }

  const tellConnection = (connected) => { document.getElementById("offline").hidden = connected; };
  settle(document);
  setInterval(look, LOOK_ANYWAY_MILLISECONDS);
  addEventListener("offline", () => tellConnection(false));
  lookWhenTold(now.dataset.events, look, tellConnection);
  return look;
}
