"""A connection to programs of others never leads into a private network."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from phonebank.partners.https import HttpsOutbound, is_public
from phonebank.partners.port import Unreachable
from tests.support.receiver import Told, run_receiver


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "10.0.0.8", "169.254.169.254", "192.168.1.1", "[::1]",
        "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::5db8:d822]",
        "[::5db8:d822]", "[fd00::1]", "0.0.0.0", "2130706433", "0x7f.1",
    ],
)  # fmt: skip
def test_no_request_goes_to_a_private_address(host: str) -> None:
    with pytest.raises(Unreachable, match=r"private network|leads nowhere|nothing answers"):
        HttpsOutbound(timeout_seconds=2).ask("POST", f"https://{host}/", {})
    assert not any(map(is_public, [host.strip("[]")] if ":" in host else []))


def test_plain_http_is_refused() -> None:
    with pytest.raises(Unreachable, match="https"):
        HttpsOutbound().ask("POST", "http://example.org/", {})


def test_a_public_address_is_public() -> None:
    assert is_public("93.184.216.34") and is_public("2606:2800:220:1:248:1893:25c8:1946")


def test_a_redirect_is_not_followed() -> None:
    with run_receiver() as receiver:
        receiver.answers["/a"] = Told("", 302)
        outbound = HttpsOutbound(private_addresses=True)
        assert outbound.ask("POST", receiver.url("/a"), {}, b"x").status == 302
        assert [one.path for one in receiver.received] == ["/a"]


def test_who_answers_too_slowly_is_not_waited_for() -> None:
    def slowly(_: object) -> Told:
        time.sleep(1.2)  # longer than the caller waits: that is what is tested
        return Told()

    with run_receiver() as receiver:
        receiver.answers["/slow"] = slowly
        outbound = HttpsOutbound(private_addresses=True, timeout_seconds=0.3)
        with pytest.raises(Unreachable, match="in time") as caught:
            outbound.ask("POST", receiver.url("/slow"), {}, b"x")
        assert caught.value.was_sent


@contextlib.contextmanager
def dripping(head: bytes) -> Iterator[int]:
    """A server that answers with this and then a letter at a time without end; its port."""
    is_over = threading.Event()

    def drip() -> None:
        taken, _ = server.accept()
        with taken, contextlib.suppress(OSError):
            taken.sendall(head)
            while not is_over.wait(0.02):
                taken.sendall(b"x")

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=drip)
        thread.start()
        yield server.getsockname()[1]
        is_over.set()
        thread.join()


@pytest.mark.parametrize(
    ("scheme", "head"),
    [
        ("http", b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"),
        ("http", b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\nConnection: close\r\n\r\n"),
        ("https", b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc"),  # the beginning of a handshake
    ],
    ids=["without a length", "with a length", "handshake"],
)
def test_who_drips_for_ever_is_cut_off_in_time(scheme: str, head: bytes) -> None:
    outbound = HttpsOutbound(private_addresses=True, timeout_seconds=0.3)
    began = time.monotonic()
    with dripping(head) as port:
        with pytest.raises(Unreachable, match=r"in time|nothing answers"):
            outbound.ask("POST", f"{scheme}://127.0.0.1:{port}/", {}, b"x")
        assert time.monotonic() - began < 3
