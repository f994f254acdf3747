// How long something has lasted, counted on here from what the server said.

const told = new WeakMap();

const words = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

// `data-since` holds seconds, as of now.
export function tellSince(root) {
  for (const place of root.querySelectorAll("[data-since]")) place.textContent = words(Number(place.dataset.since));
}

// Count on: each place from when its seconds were told.
export function clock(root) {
  for (const place of root.querySelectorAll("[data-since]")) {
    const before = told.get(place);
    const from = before?.seconds === place.dataset.since ? before : { seconds: place.dataset.since, at: Date.now() };
    told.set(place, from);
    const text = words(Number(from.seconds) + Math.floor((Date.now() - from.at) / 1000));
    if (place.textContent !== text) place.textContent = text;
  }
}
