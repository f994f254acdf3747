// The demo only: the Voice SDK speaks through wss and https alone, and sends its statistics to
// Twilio. The simulated carrier on this machine has no certificate: it is asked in plain instead.

const { host } = document.getElementById("demo-signalling").dataset;
const { WebSocket: Socket, fetch: ask } = window;
const STATISTICS = /^https:\/\/eventgw[\w.]*\.twilio\.com\//;

window.WebSocket = class extends Socket {
  constructor(url, protocols = []) {
    super(url === `wss://${host}/signal` ? `ws://${host}/signal` : url, protocols);
  }
};
window.fetch = (url, options) =>
  ask(typeof url === "string" ? url.replace(STATISTICS, `http://${host}/`) : url, options);
