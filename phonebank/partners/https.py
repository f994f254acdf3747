"""HTTPS to programs of others. Their addresses are given by people, so none may lead inside.

The name is looked up once, every address behind it is looked at, and the connection goes to the
one that was looked at: a name that leads elsewhere the next time gains nothing (DNS rebinding).
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from typing import Final, Self
from urllib.parse import SplitResult, urlsplit

from phonebank.partners.port import HttpAnswer, Unreachable

_MOST_BYTES: Final = 8 << 20
_FOR_ANOTHER: Final = tuple(
    ipaddress.ip_network(each) for each in ("64:ff9b::/96", "64:ff9b:1::/48", "::/96")
)
"""IPv6 addresses that stand for one of IPv4: NAT64 (RFC 6052, RFC 8215), and the form of old."""


class HttpsOutbound:
    """`private_addresses` also lets plain http and private networks through: for tests, and for
    programs on the same machine. `timeout_seconds` bounds the whole of a request."""

    def __init__(self, *, private_addresses: bool = False, timeout_seconds: float = 10.0) -> None:
        self._private = private_addresses
        self._timeout = timeout_seconds
        self._tls = ssl.create_default_context()

    def ask(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes = b""
    ) -> HttpAnswer:
        """One request, never redirected. Raises Unreachable."""
        parts = urlsplit(url)
        if parts.scheme != "https" and not self._private:
            raise Unreachable("the address does not begin with https://")
        with _Deadline(self._timeout) as deadline:
            connection = self._connected(parts, deadline)
            with contextlib.closing(connection):
                return _answer(connection, deadline, method, parts, headers, body)

    def _connected(self, parts: SplitResult, deadline: "_Deadline") -> http.client.HTTPConnection:
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        address = self._looked_up(host, port)
        connection = http.client.HTTPConnection(host, port, timeout=self._timeout)
        try:
            plain = socket.create_connection((address, port), deadline.left_seconds())
            if parts.scheme == "https":
                connection.sock = self._shaken_hands(plain, host, deadline)
            else:
                connection.sock = deadline.watching(plain)
        except ssl.SSLError as error:
            raise Unreachable("its certificate is not good") from error
        except OSError as error:
            raise Unreachable("nothing answers at this address") from error
        return connection

    def _shaken_hands(
        self, plain: socket.socket, host: str, deadline: "_Deadline"
    ) -> socket.socket:
        with contextlib.ExitStack() as on_failure:
            on_failure.callback(plain.close)
            tls = self._tls.wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)
            on_failure.callback(tls.close)
            deadline.watching(tls)
            try:
                tls.do_handshake()
            except ssl.SSLError:
                if deadline.is_over:
                    raise TimeoutError from None  # it was cut short: nothing is known of it
                raise
            on_failure.pop_all()
        return tls

    def _looked_up(self, host: str, port: int) -> str:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise Unreachable("its name leads nowhere") from error
        addresses = [str(each[4][0]) for each in found]
        if not self._private and not all(map(is_public, addresses)):
            raise Unreachable("it leads into a private network")
        return addresses[0]


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet's, also where it stands for another."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return is_public(str(found.ipv4_mapped))
        if found.sixtofour or found.teredo or any(found in each for each in _FOR_ANOTHER):
            return False
    return found.is_global and not found.is_multicast


def _seconds(told: str) -> int:
    """Of a Retry-After in seconds; one that names a date is as good as none."""
    return int(told) if told.isascii() and told.isdigit() and len(told) < 10 else 0


class _Deadline:
    """Whoever answers a letter at a time is not listened to for ever: when the time is over, the
    socket that is watched is shut down, whatever is waited for. A look-up of a name cannot be cut
    short; it has the resolver's own limit, and counts."""

    def __init__(self, seconds: float) -> None:
        self.is_over = False
        self._watched: socket.socket | None = None
        self._ends_at = time.monotonic() + seconds
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def left_seconds(self) -> float:
        """How long one may still wait; never 0, which would mean not to wait at all."""
        return max(self._ends_at - time.monotonic(), 0.001)

    def watching(self, watched: socket.socket) -> socket.socket:
        """Shut this one down in time. The connection itself forgets its socket early."""
        self._watched = watched
        if self.is_over:
            self._end()
        return watched

    def _end(self) -> None:
        self.is_over = True
        if self._watched is not None:
            with contextlib.suppress(OSError):
                # TLS's own would take the state away that another thread is reading with.
                socket.socket.shutdown(self._watched, socket.SHUT_RDWR)


def _answer(
    connection: http.client.HTTPConnection,
    deadline: _Deadline,
    method: str,
    parts: SplitResult,
    headers: Mapping[str, str],
    body: bytes,
) -> HttpAnswer:
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(method, path, body or None, {"Host": parts.netloc, **headers})
        with connection.getresponse() as response:
            wait = _seconds(response.getheader("Retry-After", ""))
            content = response.read(_MOST_BYTES)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable("it did not answer in time", was_sent=True) from error
    if deadline.is_over:  # an answer without a length looks whole when it is cut
        raise Unreachable("it did not answer in time", was_sent=True)
    return HttpAnswer(response.status, content, wait)
