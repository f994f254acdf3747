// The state as the server last told it. An older answer never replaces a newer one.

import { NoAnswer, getJson } from "../shared/server.mjs";

export class Screen {
  #tab;
  #changed;
  #looking = false;
  #again = false;
  #skew = 0;
  now = null;

  constructor(tab, changed) {
    this.#tab = tab;
    this.#changed = changed;
  }

  show(state) {
    if (!state?.at || (this.now && Date.parse(state.at) < Date.parse(this.now.at))) return;
    this.#skew = Date.parse(state.at) - Date.now();
    const before = this.now;
    this.now = state;
    this.#changed(state, before);
  }

  async look() {
    if (this.#looking) { this.#again = true; return; }
    this.#looking = true;
    try {
      do {
        this.#again = false;
        this.show(await getJson(`/call/state?tab=${this.#tab}`));
      } while (this.#again);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
    } finally {
      this.#looking = false;
    }
  }

  // Seconds since a moment of the server's clock.
  secondsSince(moment) {
    return Math.max(0, (Date.now() + this.#skew - Date.parse(moment)) / 1000);
  }
}
