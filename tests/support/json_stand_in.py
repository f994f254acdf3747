"""What stand-ins for other programs' JSON APIs have in common: doors on loopback, and their faults.

A stand-in imports nothing of the application: it follows what the other program publishes.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Answer = tuple[int, Any]
Query = dict[str, str]


@dataclass
class JsonStandIn:
    """A program at `base_url`. `asked` is every request: (method, path with its query).

    `faults` are used up by the next posts, `read_faults` by the next reads, one each: a status to
    answer with (nothing is taken; 429 asks to wait for `retry_after_seconds`), or "lost" (it is
    taken, and the answer is never sent).
    """

    base_url: str = ""
    faults: list[int | str] = field(default_factory=list)
    read_faults: list[int] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    retry_after_seconds: int = 90

    def may(self, headers: Any) -> Answer | None:
        """What to answer to whoever has no good key; None for a good one."""
        raise NotImplementedError

    def got(self, path: str, query: Query) -> Answer:
        """The answer to a GET."""
        raise NotImplementedError

    def posted(self, path: str, body: Any) -> Answer:
        """The answer to a POST."""
        raise NotImplementedError

    def error(self, status: int) -> Any:
        """The body of an answer that says no."""
        raise NotImplementedError


@contextmanager
def run_on_loopback(stand_in: JsonStandIn, prefix: str) -> Iterator[None]:
    """Answer at a free port of loopback, below the path `prefix`, until the block is left."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(stand_in, prefix))
    server.daemon_threads = True
    stand_in.base_url = f"http://127.0.0.1:{server.server_port}{prefix}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(stand_in: JsonStandIn, prefix: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            fault = stand_in.read_faults.pop(0) if stand_in.read_faults else None
            self._answer(*self._answered("GET", fault))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            fault = stand_in.faults.pop(0) if stand_in.faults else None
            answer = self._answered("POST", fault, body)
            if fault == "lost":
                self.close_connection = True
            else:
                self._answer(*answer)

        def _answered(self, method: str, fault: int | str | None, body: bytes = b"") -> Answer:
            path = self.path.removeprefix(prefix)
            return _answer_to(stand_in, method, path, fault, self.headers, body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

        def _answer(self, status: int, told: Any) -> None:
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if status == 429:
                self.send_header("Retry-After", str(stand_in.retry_after_seconds))
            self.end_headers()
            self.wfile.write(body)

    return Handler


def _answer_to(
    stand_in: JsonStandIn,
    method: str,
    path: str,
    fault: int | str | None,
    headers: Any,
    body: bytes,
) -> Answer:
    stand_in.asked.append((method, path))
    refused = stand_in.may(headers)
    if refused is not None:
        return refused
    if isinstance(fault, int):
        return fault, stand_in.error(fault)
    parts = urlsplit(path)
    if method == "GET":
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        return stand_in.got(parts.path, query)
    return stand_in.posted(parts.path, json.loads(body))
