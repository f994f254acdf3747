// Times in the reader's own zone and language; the server wrote them in UTC.

const language = document.documentElement.lang;
const day = { weekday: "short", day: "numeric", month: "short" };
const clock = { hour: "numeric", minute: "2-digit" };
const forms = {
  date: { ...day, ...clock },
  end: { ...clock, timeZoneName: "short" },
  short: { day: "numeric", month: "short", year: "numeric", ...clock },
};

export function tellTimes(root) {
  for (const time of root.querySelectorAll("time[data-local]")) {
    const form = new Intl.DateTimeFormat(language, forms[time.dataset.local]);
    time.textContent = form.format(new Date(time.dateTime));
  }
}
