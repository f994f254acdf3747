"""What a text would cost less for a small change: offered with the saving, never made by itself."""

import unicodedata
from dataclasses import dataclass
from typing import Final

from phonebank.domain.segments import (
    GSM_BASIC,
    GSM_EXTENSION,
    Encoding,
    count_segments,
    encoding_of,
)

MOST_LETTERS: Final = 12
"""More different letters than this are not a slip but a language of its own."""
FEW_UNITS: Final = 5
_ALIKE: Final = {
    "‘": "'", "’": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "…": "...",
    "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\t": " ", "•": "-", "·": ".", "«": '"', "»": '"',
}  # fmt: skip
_INVISIBLE: Final = frozenset("\u200b\u200e\u200f\ufeff\u2060")


@dataclass(frozen=True)
class Saving:
    """Segments that are saved a text. `letters` are to be replaced, each by its `instead`; where
    there are none, the text is too long by `units`."""

    segments: int
    letters: tuple[tuple[str, str], ...] = ()
    units: int = 0


def saving_of(text: str) -> Saving | None:
    """The saving that is worth telling, if there is one.

    >>> saving_of("a" * 100 + "’").segments
    1
    """
    return _by_letters(text) or _by_length(text)


def _by_letters(text: str) -> Saving | None:
    """Where the whole text is UCS-2 because of a few letters that have a like one in GSM-7."""
    if encoding_of(text) is Encoding.GSM_7:
        return None
    costly = sorted({each for each in text if not _is_gsm(each)})
    if len(costly) > MOST_LETTERS:
        return None
    alike = [(each, _alike(each)) for each in costly]
    if any(instead is None for _, instead in alike):
        return None
    letters = tuple((each, instead or "") for each, instead in alike)
    changed = text.translate({ord(each): instead for each, instead in letters})
    saved = count_segments(text).segments - count_segments(changed).segments
    return Saving(saved, letters) if saved > 0 else None


def _by_length(text: str) -> Saving | None:
    """Where the last segment holds only a few units."""
    whole = count_segments(text)
    for units in range(1, FEW_UNITS + 1):
        shorter = count_segments(text[:-units])
        if text[:-units] and shorter.encoding is whole.encoding:
            saved = whole.segments - shorter.segments
            if saved > 0:
                return Saving(saved, units=units)
    return None


def _is_gsm(letter: str) -> bool:
    return letter in GSM_BASIC or letter in GSM_EXTENSION


def _alike(letter: str) -> str | None:
    if letter in _INVISIBLE:
        return ""
    if letter in _ALIKE:
        return _ALIKE[letter]
    bare = unicodedata.normalize("NFD", letter)[0]
    return bare if bare != letter and _is_gsm(bare) else None
