// Asking the server and telling it: JSON both ways, with the page's own token on every POST.

const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
const PATIENCE_MILLISECONDS = 8000;

// The server answered, and said no: `message` is a sentence for the person at the page.
export class ServerSaidNo extends Error {
  constructor(status, body) {
    super(body?.error ?? `HTTP ${status}`);
    this.status = status;
    this.kind = body?.kind ?? "";
  }
}

// The server did not answer: the network is away, or the server is.
export class NoAnswer extends Error {}

export const getJson = (path) => ask(path, {});

export const postJson = (path, body = {}) =>
  ask(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify(body),
  });

async function ask(path, options) {
  const headers = { Accept: "application/json", ...options.headers };
  const signal = AbortSignal.timeout(PATIENCE_MILLISECONDS);
  let response;
  try {
    response = await fetch(path, { ...options, headers, signal, credentials: "same-origin" });
  } catch (error) {
    throw new NoAnswer(String(error));
  }
  const body = response.status === 204 ? null : await response.json().catch(() => null);
  if ([502, 503, 504].includes(response.status)) throw new NoAnswer(`HTTP ${response.status}`);
  if (response.status === 401 || body?.kind === "StalePage") return leave();
  if (!response.ok) throw new ServerSaidNo(response.status, body);
  return body;
}

// Signed out or in, perhaps in another tab: the page that comes instead knows who is here. Whoever
// waits for this answer goes on waiting, so that nothing kept here is given up.
function leave() {
  location.reload();
  return new Promise(() => {});
}
