"""How many segments a text is sent and billed as (GSM 03.38 and UCS-2).

A text whose every letter is in the GSM alphabet takes seven bits a letter, eight of its letters
cost two units; a single other letter makes the whole text UCS-2. A text that does not fit into one
segment is cut into slightly shorter ones, and what belongs together (an escape and its letter, a
surrogate pair) is never cut apart.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

GSM_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The basic table: one unit each."""

GSM_EXTENSION: Final = frozenset("\f^{}\\[~]|€")
"""The extension table: an escape and a letter, two units each."""


class Encoding(StrEnum):
    """How the letters of a text travel."""

    GSM_7 = "GSM-7"
    UCS_2 = "UCS-2"


@dataclass(frozen=True)
class Segments:
    """The size of a text: `units` in its encoding, and the `segments` that they fill."""

    encoding: Encoding
    units: int
    segments: int


_ALONE: Final = {Encoding.GSM_7: 160, Encoding.UCS_2: 70}
_JOINED: Final = {Encoding.GSM_7: 153, Encoding.UCS_2: 67}


def count_segments(text: str) -> Segments:
    """The size of a text as the carrier counts it; an empty text has no segment.

    >>> count_segments("Hello").segments
    1
    >>> count_segments("ç").encoding
    <Encoding.UCS_2: 'UCS-2'>
    """
    encoding = encoding_of(text)
    sizes = [_units(letter, encoding) for letter in text]
    units = sum(sizes)
    if units <= _ALONE[encoding]:
        return Segments(encoding, units, 1 if units else 0)
    return Segments(encoding, units, _packed(sizes, _JOINED[encoding]))


def encoding_of(text: str) -> Encoding:
    """GSM-7 where every letter is in its two tables, else UCS-2."""
    if all(letter in GSM_BASIC or letter in GSM_EXTENSION for letter in text):
        return Encoding.GSM_7
    return Encoding.UCS_2


def _units(letter: str, encoding: Encoding) -> int:
    if encoding is Encoding.GSM_7:
        return 2 if letter in GSM_EXTENSION else 1
    return 2 if ord(letter) > 0xFFFF else 1


def _packed(sizes: Iterable[int], room: int) -> int:
    """How many boxes of `room` units hold letters in order, none cut in two."""
    boxes, used = 1, 0
    for size in sizes:
        if used + size > room:
            boxes, used = boxes + 1, 0
        used += size
    return boxes
