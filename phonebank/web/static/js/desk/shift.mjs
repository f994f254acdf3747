// A shift as it happens: told to look again, the page fetches its changing part and takes it in
// without moving anything under the reader's hands.

import { lookWhenTold } from "../shared/live.mjs";
import { listenForCopies, showCopyButtons } from "./copying.mjs";
import { morphChildren } from "./morph.mjs";
import { tellTimes } from "./times.mjs";

const LOOK_ANYWAY_MILLISECONDS = 15000;
const PATIENCE_MILLISECONDS = 8000;
const now = document.getElementById("now");
const offline = document.getElementById("offline");
const dialog = document.getElementById("confirm-end");

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
  if (focused && document.activeElement === document.body) document.getElementById("shift-name").focus({ preventScroll: true });
}

// What only the browser knows, put into a part before it is compared or shown.
function settle(root) {
  tellTimes(root);
  showCopyButtons(root);
}

document.addEventListener("click", (event) => {
  if (event.target.closest("#end")) {
    event.preventDefault();
    dialog.showModal();
  } else if (event.target.closest("[data-dismiss]")) {
    dialog.close();
  }
});

settle(document);
listenForCopies();
setInterval(look, LOOK_ANYWAY_MILLISECONDS);
const tellConnection = (connected) => { offline.hidden = connected; };
addEventListener("offline", () => tellConnection(false));
lookWhenTold(now.dataset.events, look, tellConnection);
