// Writing a call script. Its form works by itself; here it changes without a new page, shows one
// translation at a time beside the source, and counts what is missing in each.

import { say } from "../shared/toasts.mjs";
import { t } from "../shared/words.mjs";

const form = document.getElementById("script");
const wanted = new URLSearchParams(location.search).get("beside");
let shown = wanted;
let changed = false;
let saving = false;

// Buttons that add or take away: the server makes the new form, from what is typed.
form.addEventListener("submit", async (event) => {
  const button = event.submitter;
  if (button?.name !== "do") { saving = true; return; }
  event.preventDefault();
  if (form.getAttribute("aria-busy") === "true") return;
  form.setAttribute("aria-busy", "true");
  const data = new FormData(form, button);
  form.inert = true; // what is typed meanwhile would be gone with the old form
  try {
    const answer = await fetch(form.action, { method: "POST", body: data });
    if (!answer.ok || answer.redirected) throw new Error(`HTTP ${answer.status}`);
    const html = await answer.text();
    form.inert = false;
    take(html);
  } catch {
    form.inert = false;
    button.focus();
    say(t("no answer"), { seconds: 10 });
  }
  form.removeAttribute("aria-busy");
});

function take(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  form.replaceChildren(...page.getElementById("script").childNodes);
  begin();
  note();
  form.querySelector("[autofocus]")?.focus();
}

function note() {
  changed = true;
  document.getElementById("unsaved").textContent = t("unsaved");
}

const translations = () => [...form.querySelectorAll(".translation")];
const words = (side) => side.querySelector("textarea, input").value.trim();

function showBeside(tag) {
  shown = tag;
  for (const side of translations()) side.hidden = tag !== "all" && side.dataset.tag !== tag;
  for (const each of form.querySelectorAll("[data-beside]")) each.checked = each.value === tag;
}

// Every side of each text that is written in some language.
function begunSides() {
  const rows = [...form.querySelectorAll(".sides")].map((row) => [...row.querySelectorAll(".side")]);
  return rows.filter((sides) => sides.some(words)).flat();
}

function countMissing() {
  const begun = begunSides();
  for (const place of form.querySelectorAll("[data-missing]")) {
    const tag = place.dataset.missing;
    const missing = begun.filter((side) => side.dataset.tag === tag && !words(side)).length;
    place.textContent = missing || "✓";
    place.classList.toggle("warn", missing > 0);
    place.classList.toggle("good", missing === 0);
  }
}

function begin() {
  const place = document.getElementById("beside");
  countMissing();
  if (!place) return;
  place.hidden = false;
  const tags = [...place.querySelectorAll("[data-beside]")].map((each) => each.value);
  showBeside(tags.includes(shown) ? shown : tags[0]);
}

form.addEventListener("input", (event) => {
  if ("beside" in event.target.dataset) return;
  note();
  countMissing();
});
form.addEventListener("change", (event) => {
  if ("beside" in event.target.dataset) showBeside(event.target.value);
});
addEventListener("beforeunload", (event) => {
  if (changed && !saving) event.preventDefault();
});

begin();
form.querySelector("[aria-invalid]")?.focus();
if (wanted) {
  const missing = begunSides().find((side) => side.dataset.tag === wanted && !words(side));
  missing?.querySelector("textarea, input").focus();
}
