// A shift as it happens.

import { listenForCopies, showCopyButtons } from "./copying.mjs";
import { follow } from "./following.mjs";
import { tellTimes } from "./times.mjs";

const dialog = document.getElementById("confirm-end");

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

listenForCopies();
follow({ title: "shift-name", settle });
