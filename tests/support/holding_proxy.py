"""A server between a worker and the carrier that holds one request, so that a test can kill the
worker at exactly that moment."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests


class Hold(StrEnum):
    """When the request is held."""

    BEFORE_THE_CARRIER = "before"
    AFTER_THE_CARRIER = "after"


class HoldingProxy:
    """Listens on `url`; `held` is set once a request is held, which is never answered."""

    def __init__(self, target: str, hold: Hold) -> None:
        self.held = threading.Event()
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if hold is Hold.AFTER_THE_CARRIER:
                    headers = {
                        name: value for name, value in self.headers.items() if name != "Host"
                    }
                    answer = requests.post(target + self.path, body, headers=headers, timeout=10)
                    assert answer.status_code == 201, answer.text
                proxy.held.set()
                self.close_connection = True
                proxy._released.wait(30)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._released = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def serve(self) -> None:
        """Answer until closed."""
        self._server.serve_forever(poll_interval=0.05)

    def close(self) -> None:
        """Let go of everything."""
        self._released.set()
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def holding_proxy(target: str, hold: Hold) -> Iterator[HoldingProxy]:
    """A proxy before `target` for as long as the block lasts."""
    proxy = HoldingProxy(target, hold)
    thread = threading.Thread(target=proxy.serve)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.close()
        thread.join()
