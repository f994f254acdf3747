// Times in the reader's own zone and language; the server wrote them in UTC.

import { clockBeside } from "../shared/days.mjs";

const language = document.documentElement.lang;
const day = { weekday: "short", day: "numeric", month: "short" };
const dayOfYear = { day: "numeric", month: "short", year: "numeric" };
const clock = { hour: "numeric", minute: "2-digit" };
const forms = {
  date: () => [day, clock],
  end: (at, begins) => [{ ...clockBeside(at, begins), timeZoneName: "short" }],
  short: () => [dayOfYear, clock],
  time: () => [clock],
};

// Each part is isolated: in Urdu the clock still runs from left to right.
const isolated = (text) => `\u2068${text}\u2069`;

export function tellTimes(root) {
  for (const time of root.querySelectorAll("time[data-local]")) {
    const at = new Date(time.dateTime);
    const parts = forms[time.dataset.local](at, new Date(time.dataset.begins))
      .map((form) => new Intl.DateTimeFormat(language, form).format(at));
    time.textContent = parts.map(isolated).join(" ");
  }
}
