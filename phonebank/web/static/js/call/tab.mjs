// Which tab this is: a name that survives a reload, and that a duplicated tab does not share.

const STORED = "phonebank tab";
const PATIENCE_MILLISECONDS = 400;

export async function tabName() {
  const kept = sessionStorage.getItem(STORED);
  if (kept && (await reserve(kept))) return kept;
  const fresh = crypto.randomUUID();
  sessionStorage.setItem(STORED, fresh);
  await reserve(fresh);
  return fresh;
}

// A lock is held for as long as the page lives: a copy of this tab cannot get it.
function reserve(name) {
  if (!navigator.locks) return true;
  const signal = AbortSignal.timeout(PATIENCE_MILLISECONDS);
  return new Promise((resolve) => {
    const held = () => { resolve(true); return new Promise(() => {}); };
    navigator.locks.request(`phonebank tab ${name}`, { signal }, held).catch(() => resolve(false));
  });
}
