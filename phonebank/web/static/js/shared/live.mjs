// Live events: the server says only "look again". `look` is called for each, and at once on
// every new connection; `connected` is told whenever the stream comes or goes.

const SILENCE_MILLISECONDS = 25000;
const AGAIN_MILLISECONDS = 1000;

export function lookWhenTold(path, look, connected = () => {}) {
  let source;
  let watchdog;
  const heard = () => {
    clearTimeout(watchdog);
    watchdog = setTimeout(begin, SILENCE_MILLISECONDS);
    connected(true);
  };
  const begin = () => {
    source?.close();
    source = new EventSource(path);
    source.addEventListener("look", () => { heard(); look(); });
    source.addEventListener("beat", heard);
    source.onerror = () => {
      connected(false);
      // A browser gives up on an answer that is no stream (a proxy's error page): try on.
      if (source.readyState === EventSource.CLOSED) setTimeout(begin, AGAIN_MILLISECONDS);
    };
  };
  addEventListener("online", begin);
  begin();
}
