"""One REST request and its answer, apart from HTTP."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from phonebank.simulator.network import Network
from phonebank.simulator.rest.errors import ApiError

_E164 = re.compile(r"\+[1-9]\d{6,14}")


@dataclass(frozen=True)
class Ask:
    """A request: the network, the path's parts, and the form or query in its order."""

    network: Network
    parts: Mapping[str, str]
    pairs: tuple[tuple[str, str], ...]

    @property
    def account_sid(self) -> str:
        """The account that asks."""
        return self.network.settings.account_sid

    @property
    def form(self) -> dict[str, str]:
        """The last value of each parameter."""
        return dict(self.pairs)

    def get(self, name: str, default: str = "") -> str:
        """One parameter."""
        return self.form.get(name, default)

    def all(self, name: str) -> list[str]:
        """Every value of a repeated parameter."""
        return [value for one, value in self.pairs if one == name]

    def has(self, name: str) -> bool:
        """Whether a parameter was given at all."""
        return name in self.form

    def refuse(self, *names: str) -> None:
        """Raise ApiError for parameters that Twilio knows and this simulator does not play.

        Better refused than taken and then not done.
        """
        for name in names:
            if self.has(name):
                raise ApiError(20001, f"{name} is not played by this simulator")

    def flag(self, name: str, default: bool = False) -> bool:
        """A true/false parameter."""
        return self.get(name, str(default)).lower() == "true"

    def number(self, name: str, default: int) -> int:
        """A whole-number parameter; raises ApiError 20001 if it is none."""
        raw = self.get(name, str(default))
        if not re.fullmatch(r"-?\d+", raw):
            raise ApiError(20001, f"{name} must be a whole number")
        return int(raw)

    def url(self, name: str, code: int = 20001) -> str:
        """A URL parameter, empty if not given; raises ApiError if it is none."""
        raw = self.get(name)
        parts = urlsplit(raw)
        if raw and (parts.scheme not in ("http", "https") or not parts.netloc):
            raise ApiError(code, f"{name} is not a valid URL: {raw}")
        return raw


@dataclass(frozen=True)
class Answer:
    """What is sent back; no body with 204."""

    body: Any = None
    status: int = 200


@dataclass(frozen=True)
class Route:
    """A path as the API description writes it, and who answers."""

    method: str
    path: str
    handler: Callable[[Ask], Awaitable[Answer]]


def is_e164(number: str) -> bool:
    """Whether a text is an international number such as +16515550123."""
    return _E164.fullmatch(number) is not None


def missing() -> ApiError:
    """The error for a resource that is not there."""
    return ApiError(20404)
