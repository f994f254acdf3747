// Times of day say their day where it is not the one that goes without saying.

const clock = { hour: "numeric", minute: "2-digit" };
const dayAndClock = { weekday: "short", day: "numeric", month: "short", ...clock };

const sameDay = (one, other) => one.toDateString() === other.toDateString();

// How a moment is told to somebody who thinks of the day of `other`: options of Intl.
export const clockBeside = (moment, other) => (sameDay(moment, other) ? clock : dayAndClock);
