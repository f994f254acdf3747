// Buttons that copy the words of another element: data-copies is its id.

import { say } from "../shared/toasts.mjs";
import { t } from "../shared/words.mjs";

export function showCopyButtons(root) {
  for (const button of root.querySelectorAll("[data-copies]")) button.hidden = false;
}

export function listenForCopies() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copies]");
    if (!button) return;
    const source = document.getElementById(button.dataset.copies);
    try {
      await navigator.clipboard.writeText(source.textContent);
      say(t("copied"));
    } catch {
      getSelection().selectAllChildren(source);
    }
  });
}
