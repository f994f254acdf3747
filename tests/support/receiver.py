"""An application in miniature: it keeps every webhook and answers as it is told."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from tests.support.simulator import wait_until


@dataclass(frozen=True)
class Received:
    """One webhook as it arrived."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    params: dict[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Told:
    """What to answer."""

    body: str = "<Response/>"
    status: int = 200
    content_type: str = "text/xml"


@dataclass
class Receiver:
    """A server at `base_url`. `answers` maps a path to what is told there."""

    base_url: str
    received: list[Received] = field(default_factory=list)
    answers: dict[str, Told | Callable[[Received], Told]] = field(default_factory=dict)

    def url(self, path: str) -> str:
        """A path of this server."""
        return self.base_url + path

    def at(self, path: str) -> list[Received]:
        """What came to a path, in order of arrival."""
        return [one for one in self.received if one.path == path]

    def wait_for(self, path: str, count: int = 1) -> list[Received]:
        """Wait until so many came to a path."""
        wait_until(lambda: len(self.at(path)) >= count, f"{count} webhooks at {path}")
        return self.at(path)

    def answer(self, received: Received) -> Told:
        """What this webhook is told."""
        told = self.answers.get(received.path, Told("", 204))
        return told(received) if callable(told) else told


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a simulator that was reset while it waited for an answer."""
        if not isinstance(sys.exception(), ConnectionError):
            raise


@contextmanager
def run_receiver() -> Iterator[Receiver]:
    """Run a receiver on a free port of loopback."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            body = self.rfile.read(length)
            self._take(dict(parse_qsl(body.decode(), True)), body)

        def do_GET(self) -> None:
            self._take({})

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

        def _take(self, params: dict[str, str], body: bytes = b"") -> None:
            parts = urlsplit(self.path)
            headers = dict(self.headers.items())
            received = Received(self.command, parts.path, parts.query, headers, params, body)
            receiver.received.append(received)
            told = receiver.answer(received)
            answered = told.body.encode()
            self.send_response(told.status)
            self.send_header("Content-Type", told.content_type)
            self.send_header("Content-Length", str(len(answered)))
            self.end_headers()
            self.wfile.write(answered)

    server = _Server(("127.0.0.1", 0), Handler)
    receiver = Receiver(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="receiver")
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
