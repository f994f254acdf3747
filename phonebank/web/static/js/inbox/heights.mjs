// How high the lines of a long list are: measured where they have been shown, guessed elsewhere.

const GUESS = 88;

export class Heights {
  constructor(length) {
    this.measured = new Map(); // id -> pixels
    this.order = { length };
    this.tops = new Float64Array(length + 1);
    this.upTo = 0; // tops are right up to here
  }

  // The same lines, or others, in another order.
  of(order) {
    const next = new Heights(order.length);
    next.measured = this.measured;
    next.order = order;
    next.guess = this.guess;
    return next;
  }

  // Note a line's height; true where it is another than it was taken for.
  learn(place, id, pixels) {
    if (!pixels || this.measured.get(id) === pixels) return false;
    this.measured.set(id, pixels);
    this.upTo = this.guess === undefined ? 0 : Math.min(this.upTo, place);
    this.guess ??= pixels;
    return true;
  }

  // Where a line begins, in pixels from the list's own beginning.
  topOf(place) {
    for (; this.upTo < place; this.upTo++) {
      const pixels = this.measured.get(this.order[this.upTo]) ?? this.guess ?? GUESS;
      this.tops[this.upTo + 1] = this.tops[this.upTo] + pixels;
    }
    return this.tops[place];
  }

  // The line at so many pixels from the beginning.
  placeAt(pixels) {
    this.topOf(this.order.length);
    let [low, high] = [0, Math.max(0, this.order.length - 1)];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.tops[middle] <= pixels) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
