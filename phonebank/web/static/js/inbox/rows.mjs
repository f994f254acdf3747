// The list of conversations: all of them in order, and in the page only the lines near the view,
// the open one and the one that has the focus. Each line stands at its own place, so that none
// moves when others come or go; what a line says is asked for when it comes near.

import { getJson } from "../shared/server.mjs";
import { t } from "../shared/words.mjs";
import { exchange, parse, take } from "./parts.mjs";
import { Heights } from "./heights.mjs";
import { idOf, itemOf, items, list, now } from "./screen.mjs";

const AROUND = 8; // lines above and below the view that are there before they are seen
const AHEAD = 40; // and those whose words are asked for
const KEPT = 1500; // lines whose words are remembered
const MOST_ASKED = 120;
const ASK_MILLISECONDS = 30;

const scroller = list.closest(".inbox-list");
const known = new Map(); // id -> the HTML of its line
const shown = new WeakMap(); // line -> the HTML that it was made from
const old = new Set(); // ids whose line was not in the page when all others were looked at
let order = [];
let placeOf = new Map(); // id -> its place in the order
let heights = new Heights(0);
let stop = null; // the id of the line that Tab comes to
let drawing = false;
const sizes = new ResizeObserver(() => drawSoon()); // of the view, and of lines when letters grow
let asking = null;

export const length = () => order.length;
export const idAt = (place) => order[place];
export const placeIn = (id) => placeOf.get(id) ?? -1;
export const shownIds = () => items().filter((item) => !item.classList.contains("awaited")).map(idOf);

// Remember the lines that the page came with, as they came.
export function remember() {
  for (const item of items()) {
    known.set(idOf(item), item.outerHTML);
    shown.set(item, item.outerHTML);
    sizes.observe(item);
  }
}

export function begin(ids) {
  order = ids;
  list.dataset.placed = "";
  arrange();
}

// Show another order; `html` holds the first lines of it. What is under the eyes stays where it is.
export function setOrder(ids, html) {
  order = ids;
  keep(html);
  arrange();
}

// More of the same order has come.
export function append(ids) {
  order = [...order, ...ids.filter((id) => !placeOf.has(id))];
  arrange();
}

// Lines as they stand now. The others that are remembered may be old from here on.
export function refresh(html) {
  const fresh = keep(html);
  for (const id of known.keys()) if (!fresh.has(id)) old.add(id);
  draw();
}

function arrange() {
  placeOf = new Map(order.map((id, place) => [id, place]));
  heights = heights.of(order);
  list.hidden = order.length === 0;
  if (list.hidden) list.replaceChildren();
  draw();
}

function keep(html) {
  const lines = [...parse(html).children];
  for (const line of lines) {
    const id = idOf(line);
    known.delete(id);
    known.set(id, line.outerHTML);
    old.delete(id);
  }
  for (const id of known.keys()) {
    if (known.size <= KEPT) break;
    known.delete(id);
    old.delete(id);
  }
  return new Set(lines.map(idOf));
}

const top = () => scroller.scrollTop - list.offsetTop;

function inView() {
  const first = heights.placeAt(top());
  return [first, heights.placeAt(top() + scroller.clientHeight)];
}

// Put into the page what belongs there now, and nothing else.
function draw() {
  if (list.hidden) return;
  const focused = list.contains(document.activeElement) ? idOf(document.activeElement.closest("li")) : null;
  const [first, last] = inView();
  const wanted = new Set();
  for (let place = Math.max(0, first - AROUND); place <= Math.min(order.length - 1, last + AROUND); place++) wanted.add(place);
  stop = [focused, stop, now.openId, order[first]].find((id) => placeOf.has(id));
  for (const id of [focused, stop, now.openId]) if (placeOf.has(id)) wanted.add(placeOf.get(id));
  fill([...wanted].sort((one, other) => one - other));
  if (focused && document.activeElement === document.body) itemOf(focused)?.querySelector("a").focus({ preventScroll: true });
  measure();
  ask();
}

function fill(places) {
  const ids = new Set(places.map((place) => order[place]));
  for (const item of items()) if (!ids.has(idOf(item))) item.remove();
  let before = list.firstElementChild;
  for (const place of places) {
    const id = order[place];
    let item = itemOf(id);
    if (!item) {
      item = made(id);
      list.insertBefore(item, before);
    } else if (item === before) before = before.nextElementSibling;
    else list.insertBefore(item, before);
    dress(renewed(item, id), id, place);
  }
}

function made(id) {
  const fragment = parse(known.get(id) ?? awaited(id));
  take(fragment);
  const item = fragment.firstElementChild;
  shown.set(item, known.get(id));
  sizes.observe(item);
  return item;
}

function renewed(item, id) {
  const html = known.get(id);
  if (!html || shown.get(item) === html) return item;
  const fresh = parse(html).firstElementChild;
  const there = exchange(item, fresh) ? fresh : item;
  shown.set(there, html);
  sizes.observe(there);
  return there;
}

const awaited = (id) => `<li id="conversation-${id}" data-id="${id}" class="awaited">`
  + `<a class="conversation" href="/inbox?open=${id}"><span class="conversation-line">${t("comes")}</span></a></li>`;

function dress(item, id, place) {
  item.setAttribute("aria-posinset", place + 1);
  item.setAttribute("aria-setsize", order.length);
  const link = item.querySelector("a");
  link.tabIndex = id === stop ? 0 : -1;
  if (id === now.openId) link.setAttribute("aria-current", "true");
  else link.removeAttribute("aria-current");
  put(item, place);
}

function put(item, place) {
  item.style.insetBlockStart = `${heights.topOf(place)}px`;
  const awaits = item.classList.contains("awaited");
  item.style.blockSize = awaits ? `${heights.topOf(place + 1) - heights.topOf(place)}px` : "";
}

// Learn how high the lines are; what is in view stays there.
function measure() {
  const there = items().map((item) => [item, placeOf.get(idOf(item))]);
  const anchor = heights.placeAt(top());
  const before = heights.topOf(anchor);
  const changed = there.filter(([item]) => !item.classList.contains("awaited"))
    .map(([item, place]) => heights.learn(place, order[place], item.offsetHeight))
    .some(Boolean);
  list.style.blockSize = `${heights.topOf(order.length)}px`;
  if (!changed) return;
  for (const [item, place] of there) put(item, place);
  list.style.blockSize = `${heights.topOf(order.length)}px`;
  const moved = heights.topOf(anchor) - before;
  if (moved && top() > 0) scroller.scrollTop += moved;
}

// Ask for the lines near the view that are not known, or are old; one request at a time.
function ask() {
  asking ??= setTimeout(async () => {
    const [first, last] = inView();
    const near = order.slice(Math.max(0, first - AHEAD), last + AHEAD)
      .filter((id) => !known.has(id) || old.has(id)).slice(0, MOST_ASKED);
    const came = near.length ? await linesOf(near) : null;
    asking = null;
    if (came === null) return;
    keep(came);
    for (const id of near) {
      old.delete(id);
      if (!known.has(id)) known.set(id, null); // somebody else's by now
    }
    draw();
  }, ASK_MILLISECONDS);
}

// Null where the server does not answer: they are asked for again with the next movement.
const linesOf = (ids) => getJson(`/inbox/rows?ids=${ids.join(",")}`).then((parts) => parts.items, () => null);

// How much of the view's beginning is under the bar that tells of new replies.
const covered = () => document.querySelector(".news").offsetHeight;

// Bring a line into view, by no more than is needed.
export function reveal(id) {
  const place = placeIn(id);
  if (place < 0) return;
  const [above, below] = [heights.topOf(place) - covered(), heights.topOf(place + 1)];
  if (above < top()) scroller.scrollTop = above + list.offsetTop;
  else if (below > top() + scroller.clientHeight) scroller.scrollTop = below + list.offsetTop - scroller.clientHeight;
  draw();
}

// Which line is open has changed.
export function markCurrent() {
  stop = placeOf.has(now.openId) ? now.openId : stop;
  draw();
}

export function focusOn(id) {
  stop = id;
  reveal(id);
  itemOf(id)?.querySelector("a").focus({ preventScroll: true });
}

const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };
list.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const to = placeIn(idOf(event.target.closest("li"))) + step;
  focusOn(order[Math.max(0, Math.min(order.length - 1, to))]);
});

list.addEventListener("focusin", (event) => {
  stop = idOf(event.target.closest("li"));
  for (const link of list.querySelectorAll("a")) link.tabIndex = idOf(link.closest("li")) === stop ? 0 : -1;
});

function drawSoon() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => { drawing = false; draw(); });
}
scroller.addEventListener("scroll", drawSoon, { passive: true });
sizes.observe(scroller);
