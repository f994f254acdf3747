"""A page with nothing on it but the Voice SDK, and one device on that page."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Page, TimeoutError

from tests.support.browser import TOLERANCE_HZ, dominant_hz, voice_sdk
from tests.support.simulator import wait_until

_PAGE = b"<!doctype html><meta charset=utf-8><title>phone</title><script src=/sdk.js></script>"
_DEADLINE_SECONDS = 20.0

# Everything that the device and its call emit, by name and with an error's code.
_DEVICE = """async ([token, options]) => {
  window.events = [];
  const note = (name, detail) => events.push(detail === undefined ? name : `${name} ${detail}`);
  window.watch = call => {
    window.call = call;
    for (const name of ['accept', 'ringing', 'disconnect', 'cancel', 'reject', 'reconnecting',
                        'reconnected', 'messageReceived', 'messageSent'])
      call.on(name, () => note(name));
    call.on('error', error => note('call error', error.code));
  };
  window.device = new Twilio.Device(token, {logLevel: 'silent', ...options});
  device.on('error', error => note('device error', error.code));
  for (const name of ['registered', 'unregistered', 'tokenWillExpire'])
    device.on(name, () => note(name));
  device.on('incoming', call => { watch(call); note('incoming'); });
}"""


class Phone:
    """One Device of the real SDK, driven through its public methods."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        page.goto(url)

    def set_up(self, token: str, **options: Any) -> None:
        """Make the device, with these options of the SDK's."""
        self.page.evaluate(_DEVICE, [token, options])

    def call(self, **params: str) -> str:
        """Call the TwiML application; the CallSid once it is answered."""
        self.start_call(**params)
        self.wait_for("accept")
        return self.call_sid

    def start_call(self, **params: str) -> None:
        """Call the TwiML application, and wait for nothing."""
        self.page.evaluate("async params => watch(await device.connect({params}))", params)

    @property
    def call_sid(self) -> str:
        sid: str = self.page.evaluate("call.parameters.CallSid")
        return sid

    @property
    def status(self) -> str:
        status: str = self.page.evaluate("call.status()")
        return status

    def do(self, script: str) -> Any:
        """Run JavaScript that speaks of `device` and `call`; what it returns."""
        return self.page.evaluate(script)

    def wait_for(self, event: str, deadline_seconds: float = _DEADLINE_SECONDS) -> None:
        """Wait for an event that has come or will come, and strike it off."""
        took = """name => {
          const at = events.indexOf(name);
          return at >= 0 && events.splice(at, 1).length > 0;
        }"""
        try:
            self.page.wait_for_function(took, arg=event, timeout=deadline_seconds * 1000)
        except TimeoutError as error:
            came = self.page.evaluate("events")
            raise AssertionError(f"{event} did not come; what came: {came}") from error

    def wait_to_hear(self, hz: int | None) -> None:
        """Wait until this note is what the far end is heard as; None waits for silence."""
        heard: list[int | None] = []

        def is_heard() -> bool:
            heard.append(dominant_hz(self.page, "call.getRemoteStream()", 0.4))
            return heard[-1] == (hz and pytest.approx(hz, abs=TOLERANCE_HZ))

        try:
            wait_until(is_heard, "the note", _DEADLINE_SECONDS)
        except AssertionError as error:
            raise AssertionError(f"{hz} Hz was not heard; what was: {heard}") from error


@contextmanager
def voice_page() -> Iterator[str]:
    """Serve the page on a free port of loopback, which browsers count as a secure origin."""
    answers = {
        "/": ("text/html", _PAGE),
        "/sdk.js": ("text/javascript", voice_sdk().read_bytes()),
        "/favicon.ico": ("image/x-icon", b""),
    }

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content_type, body = answers[self.path]
            self.send_response(200)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="voice page")
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
