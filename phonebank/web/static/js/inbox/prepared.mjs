// Choosing a prepared reply: type a few letters of it, Enter takes the first one found.

import { t } from "../shared/words.mjs";

const dialog = document.getElementById("prepared");
const search = document.getElementById("prepared-search");
const list = document.getElementById("prepared-list");
const none = document.getElementById("prepared-none");

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const buttons = () => [...list.querySelectorAll("li:not([hidden]) button")];

// Ask for one of the replies in `template`; `use` is called with its words.
export function choosePrepared(template, use) {
  list.replaceChildren(template.content.cloneNode(true));
  search.value = "";
  filter();
  list.onclick = (event) => {
    const chosen = event.target.closest("button");
    if (chosen) take(chosen, use);
  };
  search.onkeydown = (event) => {
    if (event.isComposing) return;
    const first = buttons()[0];
    if (event.key === "ArrowDown") first?.focus();
    // A search field keeps the first Escape for itself.
    if (event.key === "Escape") dialog.close();
    if (event.key !== "Enter" || event.repeat) return;
    event.preventDefault();
    if (first) take(first, use);
  };
  dialog.showModal();
}

function take(button, use) {
  dialog.close();
  use(button.dataset.words);
}

function filter() {
  const wanted = plain(search.value).split(/\s+/);
  for (const item of list.children) {
    const words = plain(item.textContent);
    item.hidden = !wanted.every((word) => words.includes(word));
  }
  none.textContent = buttons().length ? "" : t("none found");
}

search.addEventListener("input", filter);
list.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const all = buttons();
  const at = all.indexOf(document.activeElement) + step;
  (at < 0 ? search : all[Math.min(at, all.length - 1)]).focus();
});
