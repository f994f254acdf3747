// The demo only: the Voice SDK speaks to a host through wss and https alone, and the simulated
// carrier on this machine has no certificate. These two addresses are asked in plain instead.

const { host } = document.getElementById("demo-signalling").dataset;
const { WebSocket: Socket, fetch: ask } = window;
const plain = (url, scheme) =>
  String(url).startsWith(`${scheme}s://${host}/`) ? String(url).replace(`${scheme}s:`, `${scheme}:`) : url;

window.WebSocket = class extends Socket {
  constructor(url, protocols = []) {
    super(plain(url, "ws"), protocols);
  }
};
window.fetch = (url, options) => ask(plain(url, "http"), options);
