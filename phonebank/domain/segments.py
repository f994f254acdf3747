"""How many segments a text is sent and billed as (GSM 03.38 and UCS-2).

A text whose every letter is in the GSM alphabet takes seven bits a letter, eight of its letters
cost two units; a single other letter makes the whole text UCS-2. A text that does not fit into one
segment is cut into slightly shorter ones, and what belongs together (an escape and its letter, a
letter and its marks, the parts of an emoji) is never cut apart.

The count is that of Twilio's published calculator, down to its turns: where the first segment
makes room for its header, what it pushes out and the sign after it share the second one unasked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from phonebank.domain.graphemes import graphemes

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
    """The size of a text as the carrier counts it; an empty one takes a segment like any other.

    >>> count_segments("Hello").segments
    1
    >>> count_segments("ç").encoding
    <Encoding.UCS_2: 'UCS-2'>
    """
    encoding = encoding_of(text)
    if encoding is Encoding.GSM_7:
        sizes = [2 if letter in GSM_EXTENSION else 1 for letter in text]
    else:
        sizes = [_utf_16_units(sign) for sign in graphemes(text)]
    return Segments(encoding, sum(sizes), _packed(sizes, _ALONE[encoding], _JOINED[encoding]))


def encoding_of(text: str) -> Encoding:
    """GSM-7 where every letter is in its two tables, else UCS-2."""
    if all(letter in GSM_BASIC or letter in GSM_EXTENSION for letter in text):
        return Encoding.GSM_7
    return Encoding.UCS_2


def _utf_16_units(sign: str) -> int:
    return sum(2 if ord(letter) > 0xFFFF else 1 for letter in sign)


def _packed(sizes: Sequence[int], alone: int, joined: int) -> int:
    """How many boxes hold signs in order, none cut in two: one of `alone` units, or several of
    `joined`. A sign larger than a box has one to itself."""
    boxes, used = 1, 0
    for place, size in enumerate(sizes):
        room = alone if boxes == 1 else joined
        if used + size > room:
            boxes, used = boxes + 1, _pushed_out(sizes[:place], joined) if boxes == 1 else 0
        used += size
    return boxes


def _pushed_out(sizes: Sequence[int], room: int) -> int:
    """The units at the end that have no place in the first box once it is one of several."""
    kept = sum(sizes)
    out = 0
    for size in reversed(sizes):
        if kept <= room:
            break
        kept, out = kept - size, out + size
    return out
