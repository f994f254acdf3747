// An import as it goes on: told to look again, the page fetches its changing part.

import { lookWhenTold } from "../shared/live.mjs";
import { morphChildren } from "./morph.mjs";

const PATIENCE_MILLISECONDS = 8000;
const now = document.getElementById("now");
const offline = document.getElementById("offline");

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
  const opened = now.querySelector("details")?.open;
  const focused = now.contains(document.activeElement);
  morphChildren(now, fresh.content);
  if (opened && now.querySelector("details")) now.querySelector("details").open = true;
  if (focused && document.activeElement === document.body) document.getElementById("import-title").focus({ preventScroll: true });
}

lookWhenTold(now.dataset.events, look, (connected) => { offline.hidden = connected; });
