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
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import SplitResult, urlsplit

from phonebank.partners.port import HttpAnswer, Unreachable

_MOST_BYTES: Final = 8 << 20
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")


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
        connection = self._connected(parts)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        with contextlib.closing(connection), _ended_after(self._timeout, connection):
            try:
                connection.request(method, path, body or None, {"Host": parts.netloc, **headers})
                response = connection.getresponse()
                wait = _seconds(response.getheader("Retry-After", ""))
                return HttpAnswer(response.status, response.read(_MOST_BYTES), wait)
            except (OSError, http.client.HTTPException, ValueError) as error:
                raise Unreachable("it did not answer in time", was_sent=True) from error

    def _connected(self, parts: SplitResult) -> http.client.HTTPConnection:
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        address = self._looked_up(host, port)
        connection = http.client.HTTPConnection(host, port, timeout=self._timeout)
        try:
            plain = socket.create_connection((address, port), self._timeout)
            is_tls = parts.scheme == "https"
            connection.sock = (
                self._tls.wrap_socket(plain, server_hostname=host) if is_tls else plain
            )
        except ssl.SSLError as error:
            raise Unreachable("its certificate is not good") from error
        except OSError as error:
            raise Unreachable("nothing answers at this address") from error
        return connection

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
        if found.sixtofour or found.teredo or found in _NAT64:
            return False
    return found.is_global and not found.is_multicast


def _seconds(told: str) -> int:
    """Of a Retry-After in seconds; one that names a date is as good as none."""
    return int(told) if told.isascii() and told.isdigit() and len(told) < 10 else 0


@contextlib.contextmanager
def _ended_after(seconds: float, connection: http.client.HTTPConnection) -> Iterator[None]:
    """Whoever answers a letter at a time is not listened to for ever."""

    def end() -> None:
        with contextlib.suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
