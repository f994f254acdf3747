// The join page: times in the volunteer's own zone, and the order in which languages are ticked.

import { clockBeside } from "../shared/days.mjs";

const language = document.documentElement.lang;
const date = { weekday: "long", day: "numeric", month: "long", hour: "numeric", minute: "2-digit" };
for (const time of document.querySelectorAll("time[data-local]")) {
  const [at, { begins }] = [new Date(time.dateTime), time.dataset];
  const form = begins ? clockBeside(at, new Date(begins)) : date;
  time.textContent = new Intl.DateTimeFormat(language, form).format(at);
}
const zone = new Intl.DateTimeFormat(language, { timeZoneName: "short" })
  .formatToParts(new Date()).find((part) => part.type === "timeZoneName");
for (const place of document.querySelectorAll("[data-zone]")) place.textContent = zone?.value ?? "";

const ranking = document.querySelector("input[name=ranking]");
const boxes = [...document.querySelectorAll("input[name=language]")];
let order = ranking ? ranking.value.split(",").filter(Boolean) : [];

function show() {
  ranking.value = order.join(",");
  for (const box of boxes) {
    const rank = order.indexOf(box.value);
    box.closest("label").querySelector(".rank").textContent = rank < 0 || order.length < 2 ? "" : rank + 1;
  }
}
for (const box of boxes) {
  box.addEventListener("change", () => {
    order = order.filter((tag) => tag !== box.value);
    if (box.checked) order.push(box.value);
    show();
  });
}
if (ranking) show();
