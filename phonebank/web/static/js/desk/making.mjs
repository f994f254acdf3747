// Files that are being made: asks the API how each stands, and shows the page anew when one is
// ready.

const ASKED_EVERY_MILLISECONDS = 2_000;
const UNDER_WAY = new Set(["waiting", "running"]);

async function isUnderWay(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    return !answer.ok || UNDER_WAY.has((await answer.json()).state);
  } catch {
    return true; // no connection: it is asked again
  }
}

async function watch() {
  const making = [...document.querySelectorAll("[data-making]")];
  if (making.length === 0) return;
  const underWay = await Promise.all(making.map((row) => isUnderWay(row.dataset.making)));
  if (underWay.includes(false)) {
    location.reload();
  } else {
    setTimeout(watch, ASKED_EVERY_MILLISECONDS);
  }
}

watch();
