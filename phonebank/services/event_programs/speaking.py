"""Requests to a program of others that speaks JSON, and what its answers mean."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from phonebank.partners.port import HttpAnswer, Outbound, Unreachable

_MOST_PAGES: Final = 1_000
_LATER: Final = frozenset({408, 429, 503})
_LONGEST_WAIT_SECONDS: Final = 3_600


class ProgramAway(Exception):
    """It did nothing for now; the message says why. `wait_seconds` is how long it asked for."""

    def __init__(self, sentence: str, wait_seconds: int = 0) -> None:
        super().__init__(sentence)
        self.wait_seconds = min(wait_seconds, _LONGEST_WAIT_SECONDS)


class KeyRefused(ProgramAway):
    """It does nothing with this key."""


class ProgramUncertain(Exception):
    """It was asked to take something, and nobody knows whether it did."""


class ProgramRefused(Exception):
    """It would not have this; the message is its own reason."""


class Connection:
    """A program at `base_url`; `headers` are those that open it, and go nowhere else."""

    def __init__(
        self, outbound: Outbound, name: str, base_url: str, headers: Mapping[str, str]
    ) -> None:
        self._outbound, self._name, self._base_url = outbound, name, base_url
        self._headers = {
            "Accept": "application/json",
            "Content-Type": "application/json",
            "User-Agent": "phonebank",
            **headers,
        }

    def get(self, path: str) -> Any:
        """What stands at a path. Raises ProgramAway, and ProgramRefused where nothing does."""
        try:
            answer = self._outbound.ask("GET", self._base_url + path, self._headers)
        except Unreachable as problem:
            raise ProgramAway(str(problem)) from problem
        self._raise_if_away(answer)
        if answer.status in (404, 410):
            raise ProgramRefused(f"{self._name} does not know it")
        if answer.status != 200:
            raise ProgramAway(f"{self._name} answered {answer.status}")
        return self._read(answer)

    def pages(self, path: str, next_of: tuple[str, ...]) -> Iterator[Any]:
        """Each page of a listing; `next_of` is where in a page the address of the next one stands.

        Only its query is used, so that the key goes to no other host. Raises as `get` does.
        """
        place = path.partition("?")[0]
        for _ in range(_MOST_PAGES):
            page = self.get(path)
            yield page
            following = page
            for name in next_of:
                following = following.get(name) if isinstance(following, dict) else None
            if not isinstance(following, str) or not following:
                return
            path = f"{place}?{urlsplit(following).query}"
        raise ProgramAway(f"{self._name} told more pages than it can have")

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """Give it something once.

        Raises ProgramAway where it did nothing, ProgramUncertain where nobody knows, and
        ProgramRefused for what it would not have.
        """
        try:
            told = json.dumps(body).encode()
            answer = self._outbound.ask("POST", self._base_url + path, self._headers, told)
        except Unreachable as problem:
            if problem.was_sent:
                raise ProgramUncertain(str(problem)) from problem
            raise ProgramAway(str(problem)) from problem
        self._raise_if_away(answer)
        if answer.status >= 500:
            raise ProgramUncertain(f"{self._name} answered {answer.status}")
        if not 200 <= answer.status < 300:
            raise ProgramRefused(self._words(answer))
        try:
            return json.loads(answer.body)
        except ValueError as problem:
            raise ProgramUncertain("its answer cannot be read") from problem

    def _raise_if_away(self, answer: HttpAnswer) -> None:
        if answer.status in (401, 403):
            raise KeyRefused(f"{self._name} does not accept this key")
        if answer.status in _LATER:
            words = f"{self._name} answered {answer.status}"
            raise ProgramAway(words, answer.retry_after_seconds)

    def _read(self, answer: HttpAnswer) -> Any:
        try:
            return json.loads(answer.body)
        except ValueError as problem:
            raise ProgramAway("its answer cannot be read") from problem

    def _words(self, answer: HttpAnswer) -> str:
        try:
            told = json.loads(answer.body).get("error")
        except (ValueError, AttributeError):
            told = None
        words = "; ".join(_flat(told))[:500]
        return words or f"{self._name} answered {answer.status}"


def _flat(told: Any, under: str = "") -> Iterator[str]:
    """The sentences of an `error`, each after the field that it is about."""
    if isinstance(told, dict):
        for name, each in told.items():
            yield from _flat(each, under if str(name).isdigit() else f"{under}{name}: ")
    elif isinstance(told, list):
        for each in told:
            yield from _flat(each, under)
    elif told:
        yield f"{under}{told}"
