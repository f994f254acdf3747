"""The numbers of a row: from every column of numbers, each once, in the order to try them."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from phonebank.domain.contact_request import LineType
from phonebank.domain.phone_numbers import FAULT_SENTENCES, NumberRefused, parse, read_plainly
from phonebank.domain.voter_columns import LINE_TYPES, ColumnMap

Numbers = tuple[tuple[str, LineType], ...]
"""E.164 numbers with the kind of line that their column tells of."""

_BLANK: Final = re.compile(r"|n/?a|#n/a|null|none|nil|unknown|[-.?x\s]+|\(?0[-0().\s]*", re.I)
_SEVERAL: Final = re.compile(r"[;,/|&]|\bor\b|\band\b", re.I)
_LONGEST_CELL: Final = 200
_DIGITS_OF_ONE: Final = 11


def read_numbers(
    columns: ColumnMap, cells: Sequence[str]
) -> tuple[Numbers, dict[str, tuple[str, str]]]:
    """The usable numbers, and the cells that hold an unusable one: header -> (cell, why).

    A number in two columns has the kind of line that either tells; a mobile stays a mobile
    though it is called a home phone too, because more is forbidden to be done with it.
    """
    found: dict[str, LineType] = {}
    unusable: dict[str, tuple[str, str]] = {}
    for place, column in columns.phones:
        told = LINE_TYPES[column]
        if (plain := read_plainly(cells[place])) is not None:
            found[plain] = _surer(found[plain], told) if plain in found else told
        else:
            for number in _read(cells[place], columns.headers[place], unusable):
                found[number] = _surer(found.get(number), told)
    return tuple(found.items()), unusable


def _read(cell: str, header: str, unusable: dict[str, tuple[str, str]]) -> Iterator[str]:
    """The numbers of a cell that is not written in one of the usual ways."""
    for written in _each(cell):
        try:
            yield parse(written)
        except NumberRefused as refused:
            unusable[header] = (cell, FAULT_SENTENCES[refused.reason])


def _each(cell: str) -> Iterator[str]:
    if _BLANK.fullmatch(cell):
        return
    digits = sum(character.isdigit() for character in cell)
    if len(cell) > _LONGEST_CELL:
        yield ""  # read as what it is: no number
    elif digits > _DIGITS_OF_ONE and _SEVERAL.search(cell):
        yield from (part for part in _SEVERAL.split(cell) if part.strip())
    else:
        yield cell


def _surer(known: LineType | None, told: LineType) -> LineType:
    if known is None or known is LineType.UNKNOWN or told is LineType.MOBILE:
        return told
    return known
