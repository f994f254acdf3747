"""What we ask of a connection to a program of others."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


class Unreachable(Exception):
    """Nothing was answered; the message says why, in words without a secret in them.

    `was_sent` where the request may have arrived all the same.
    """

    def __init__(self, sentence: str, *, was_sent: bool = False) -> None:
        super().__init__(sentence)
        self.was_sent = was_sent


@dataclass(frozen=True)
class HttpAnswer:
    """What was answered; the body is cut where it is too long. `retry_after_seconds` is how long
    we are asked to wait, where we are."""

    status: int
    body: bytes
    retry_after_seconds: int = 0


class Outbound(Protocol):
    """One request and its answer; a redirect is an answer like any other."""

    def ask(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes = b""
    ) -> HttpAnswer:
        """Raises Unreachable."""
