"""The stand-in's doors: VAN's paths over plain HTTP on loopback."""

import base64
import binascii
import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from phonebank.simulator.van.codes import CONTACT_TYPES, INPUT_TYPES, QUESTIONS, RESULT_CODES
from phonebank.simulator.van.people import PEOPLE, Person
from phonebank.simulator.van.rules import wrong

_LISTS = {
    "/v4/canvassResponses/resultCodes": RESULT_CODES,
    "/v4/canvassResponses/contactTypes": CONTACT_TYPES,
    "/v4/canvassResponses/inputTypes": INPUT_TYPES,
}


@dataclass
class StandIn:
    """A VAN at `base_url`; `taken` is what stands in it: (VAN ID, body), in order of arrival.

    `faults` are used up by the next writes, one each: a status to answer with (nothing is taken),
    or "lost" (it is taken, and the answer is never sent). It knows PEOPLE, or `knows_everybody`
    whose VAN ID is a number.
    """

    base_url: str = ""
    app_name: str = "phonebank.example"
    api_key: str = "11111111-2222-3333-4444-555555555555"
    taken: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    faults: list[int | str] = field(default_factory=list)
    questions_a_page: int = 1
    knows_everybody: bool = False

    def person(self, van_id: str) -> Person | None:
        """Whom it knows by this id."""
        known = next((each for each in PEOPLE if str(each.van_id) == van_id), None)
        if known is None and self.knows_everybody and van_id.isascii() and van_id.isdigit():
            return Person(int(van_id), {})
        return known


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever only looks whether somebody listens hangs up in the middle: that is no error."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def run_stand_in(port: int = 0, *, knows_everybody: bool = False) -> Iterator[StandIn]:
    """Run a stand-in on loopback (port 0 takes a free one) until the block is left."""
    van = StandIn(knows_everybody=knows_everybody)
    server = _Server(("127.0.0.1", port), _handler(van))
    van.base_url = f"http://127.0.0.1:{server.server_port}/v4"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="van")
    thread.start()
    try:
        yield van
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(van: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer(
                *_got(van, self.path)
                if _may(van, self.headers.get("Authorization", ""))
                else _error(401, "Unauthorized")
            )

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            fault = van.faults.pop(0) if van.faults else None
            if not _may(van, self.headers.get("Authorization", "")):
                self._answer(*_error(401, "Unauthorized"))
            elif isinstance(fault, int):
                self._answer(*_error(fault, "Please try again later"))
            else:
                answer = _posted(van, self.path, body)
                if fault == "lost":
                    self.close_connection = True
                else:
                    self._answer(*answer)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: a path holds a person's id."""

        def _answer(self, status: int, told: Any) -> None:
            body = b"" if told is None else json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            if status != 204:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler


def _may(van: StandIn, authorization: str) -> bool:
    kind, _, given = authorization.partition(" ")
    try:
        told = base64.b64decode(given, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return False
    return kind == "Basic" and told in {f"{van.app_name}:{van.api_key}|{each}" for each in "01"}


def _got(van: StandIn, path: str) -> tuple[int, Any]:
    parts = urlsplit(path)
    if parts.path in _LISTS:
        return 200, _LISTS[parts.path]
    if parts.path != "/v4/surveyQuestions":
        return _error(404, "Not Found")
    skipped = int(parse_qs(parts.query).get("$skip", ["0"])[0])
    end = skipped + van.questions_a_page
    more = f"{van.base_url}/surveyQuestions?$skip={end}" if end < len(QUESTIONS) else None
    page = {"items": QUESTIONS[skipped:end], "count": len(QUESTIONS), "nextPageLink": more}
    return 200, page


def _posted(van: StandIn, path: str, body: bytes) -> tuple[int, Any]:
    place, _, van_id = path.removesuffix("/canvassResponses").rpartition("/")
    person = van.person(van_id)
    if place != "/v4/people" or not path.endswith("/canvassResponses") or person is None:
        return _error(404, "Not Found")
    try:
        given = json.loads(body)
    except ValueError:
        return _error(400, "The body is not JSON")
    problems = wrong(person, given)
    if problems:
        return _error(400, *problems)
    van.taken.append((person.van_id, given))
    return 204, None


def _error(status: int, *words: str) -> tuple[int, Any]:
    return status, {"errors": [{"code": "INVALID_PARAMETER", "text": each} for each in words]}
