"""What each column of a file seems to hold, how sure we are, and what stands in it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from itertools import islice
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from phonebank.domain.languages import UNKNOWN, parse_language
from phonebank.domain.phone_numbers import NumberRefused, parse
from phonebank.domain.states import state_code
from phonebank.domain.uploaded_file import ColumnMapping
from phonebank.domain.voter_columns import LINE_TYPES, Column, header_key, map_as_said
from phonebank.services.importing.cells import clean_row
from phonebank.services.importing.reading import VoterFile
from phonebank.services.importing.records import Record

_ROWS_LOOKED_AT: Final = 200
_SAMPLES: Final = 3
_LONGEST_SAMPLE: Final = 40
_MOST: Final = 0.6


class Confidence(StrEnum):
    """How sure we are of a column."""

    REMEMBERED = "remembered"
    SURE = "sure"
    DOUBTFUL = "doubtful"
    KEPT = "kept"


@dataclass(frozen=True)
class Match:
    """A column: its header, what it is taken for (None: kept as it is), and some of its cells."""

    header: str
    column: Column | None
    confidence: Confidence
    samples: tuple[str, ...]


def _is_number(cell: str) -> bool:
    try:
        return bool(parse(cell))
    except NumberRefused:
        return False


_FITS: Final[dict[Column, Callable[[str], bool]]] = {
    **dict.fromkeys(LINE_TYPES, _is_number),
    Column.LANGUAGE: lambda cell: parse_language(cell) != UNKNOWN,
    Column.STATE: lambda cell: state_code(cell) is not None,
    **dict.fromkeys(
        (Column.FIRST_NAME, Column.LAST_NAME, Column.FULL_NAME),
        lambda cell: any(letter.isalpha() for letter in cell),
    ),
}
"""Columns whose cells show whether they are what the header says."""


def matches_of(file: VoterFile, remembered: Mapping[str, str]) -> list[Match]:
    """Every column of a file, with what was said of this layout the last time."""
    rows = (record.cells for record in file.records() if isinstance(record, Record))
    cells = [clean_row(row) for row in islice(rows, _ROWS_LOOKED_AT)]
    columns = map_as_said(file.columns.headers, remembered)
    return [
        _match(header, column, [row[place] for row in cells if place < len(row)], bool(remembered))
        for place, (header, column) in enumerate(zip(columns.headers, columns.columns, strict=True))
    ]


def _match(header: str, column: Column | None, cells: Sequence[str], remembered: bool) -> Match:
    filled = [cell for cell in cells if cell]
    samples = tuple(cell[:_LONGEST_SAMPLE] for cell in list(dict.fromkeys(filled))[:_SAMPLES])
    if column is None:
        return Match(header, None, Confidence.KEPT, samples)
    fits = _FITS.get(column)
    if fits and filled and sum(map(fits, filled)) < _MOST * len(filled):
        return Match(header, column, Confidence.DOUBTFUL, samples)
    return Match(header, column, Confidence.REMEMBERED if remembered else Confidence.SURE, samples)


def layout_key(headers: Sequence[str]) -> str:
    """By what a layout is known again: its headers in their order."""
    return sha256("\n".join(map(header_key, headers)).encode()).hexdigest()


def remembered(session: Session, organisation_id: int, headers: Sequence[str]) -> dict[str, str]:
    """What was said of this layout the last time; empty where it is new."""
    found = session.scalar(_mapping(organisation_id, headers))
    return {} if found is None else found.columns


def remember(
    session: Session,
    organisation_id: int,
    headers: Sequence[str],
    said: Mapping[str, str],
    at: datetime,
) -> None:
    """Keep what was said of a layout for the next file of its kind."""
    found = session.scalar(_mapping(organisation_id, headers))
    if found is None:
        found = ColumnMapping(organisation_id=organisation_id, layout_key=layout_key(headers))
        session.add(found)
    found.columns, found.updated_at = dict(said), at


def _mapping(organisation_id: int, headers: Sequence[str]) -> Select[ColumnMapping]:
    return select(ColumnMapping).where(
        ColumnMapping.organisation_id == organisation_id,
        ColumnMapping.layout_key == layout_key(headers),
    )
