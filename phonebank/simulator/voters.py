"""The people at the other end: what they do when the phone rings or a text comes.

A voter who is not listed behaves by their number and the seed alone, the same in every run.
"""

import json
import random
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from phonebank.simulator.replies import WORDS


class CallTemper(StrEnum):
    """How a voter takes a call."""

    TALKS = "talks"
    HANGS_UP = "hangs_up"
    RINGS_OUT = "rings_out"
    BUSY = "busy"
    VOICEMAIL = "voicemail"
    DECLINES = "declines"
    WRONG_NUMBER = "wrong_number"
    FAX = "fax"
    UNREACHABLE = "unreachable"


class TextTemper(StrEnum):
    """How a voter takes a text."""

    CHOOSES = "chooses"
    """A number or a plain yes or no in the voter's language."""
    WRITES_FREELY = "writes_freely"
    SILENT = "silent"
    SAYS_STOP = "says_stop"
    AMBIGUOUS = "ambiguous"


# How common each temper is among voters that are not listed: a phone bank's ordinary luck.
_CALL_SHARES = {
    CallTemper.TALKS: 30,
    CallTemper.HANGS_UP: 10,
    CallTemper.RINGS_OUT: 25,
    CallTemper.BUSY: 6,
    CallTemper.VOICEMAIL: 20,
    CallTemper.DECLINES: 4,
    CallTemper.WRONG_NUMBER: 4,
    CallTemper.UNREACHABLE: 1,
}
_TEXT_SHARES = {
    TextTemper.CHOOSES: 45,
    TextTemper.WRITES_FREELY: 15,
    TextTemper.SILENT: 30,
    TextTemper.SAYS_STOP: 6,
    TextTemper.AMBIGUOUS: 4,
}

DEFAULT_HEARS_HZ = 1000


@dataclass(frozen=True)
class Voter:
    """One person with a telephone. `hears_hz` is the tone that their answering is heard as."""

    number: str
    language: str
    call_temper: CallTemper
    text_temper: TextTemper
    name: str = ""
    hears_hz: int = DEFAULT_HEARS_HZ
    line_type: str = "mobile"
    """As Lookup says it: mobile, landline, nonFixedVoip, fixedVoip."""


class Voters:
    """Everyone who can be reached."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._listed: dict[str, Voter] = {}

    def at(self, number: str) -> Voter:
        """Who answers this number."""
        return self._listed.get(number) or self._made_up(number)

    def listed(self) -> list[Voter]:
        """The voters somebody described, in the order they came."""
        return list(self._listed.values())

    def add(self, raw: Iterable[dict[str, Any]]) -> int:
        """Take in descriptions [{number, language, temper, …}]; returns how many.

        `temper` names a call or a text temper, `text_temper` the other; what is left out follows
        from the number. Raises ValueError or TypeError naming what cannot be read.
        """
        voters = [self._described(dict(one)) for one in raw]
        self._listed.update({voter.number: voter for voter in voters})
        return len(voters)

    def load(self, path: Path) -> int:
        """Take in a JSON file of such descriptions. Raises OSError, or ValueError naming it."""
        try:
            return self.add(json.loads(path.read_text()))
        except (ValueError, TypeError) as error:
            raise ValueError(f"{path} is no list of voters: {error}") from error

    def clear(self) -> None:
        """Forget every listed voter."""
        self._listed.clear()

    def chance(self, number: str, purpose: str) -> random.Random:
        """Repeatable chance for one voter and one purpose."""
        return random.Random(f"{self._seed}:{number}:{purpose}")  # noqa: S311 - not secrecy

    def _made_up(self, number: str) -> Voter:
        chance = self.chance(number, "person")
        return Voter(
            number=number,
            language=chance.choice(sorted(WORDS)),
            call_temper=_drawn(chance, _CALL_SHARES),
            text_temper=_drawn(chance, _TEXT_SHARES),
        )

    def _described(self, raw: dict[str, Any]) -> Voter:
        number = raw.pop("number", "")
        if not number:
            raise ValueError("a voter needs a number")
        usual = self._made_up(number)
        temper, text_temper = raw.pop("temper", None), raw.pop("text_temper", None)
        return Voter(
            number=number,
            language=raw.pop("language", usual.language),
            call_temper=CallTemper(temper) if _is_call(temper) else usual.call_temper,
            text_temper=_text_temper(temper, text_temper, usual.text_temper),
            **raw,
        )


def _is_call(temper: str | None) -> bool:
    return temper in set(CallTemper)


def _text_temper(temper: str | None, text_temper: str | None, usual: TextTemper) -> TextTemper:
    named = text_temper or (None if _is_call(temper) else temper)
    return TextTemper(named) if named else usual


_Temper = TypeVar("_Temper", CallTemper, TextTemper)


def _drawn(chance: random.Random, shares: dict[_Temper, int]) -> _Temper:
    return chance.choices(list(shares), weights=list(shares.values()))[0]
