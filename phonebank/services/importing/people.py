"""From a record to a voter, or to the reason why it is none. Pure: may run in many processes."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from phonebank.domain.languages import UNKNOWN, parse_language, spoken_of
from phonebank.domain.states import state_code
from phonebank.domain.voter_columns import Column, ColumnMap
from phonebank.services.importing.cells import UNREADABLE, clean
from phonebank.services.importing.numbers import Numbers, read_numbers
from phonebank.services.importing.records import BrokenRecord, Record

LONGEST_NAME: Final = 200
LONGEST_ID: Final = 100
LONGEST_CELL: Final = 2000
LONGEST_ROW_KEPT: Final = 2000

_NO_ID: Final = re.compile(
    r"0*|n/?a|#n/a|null|none|nil|unknown|[-.?]+"
    r"|\d(\.\d+)?e\+?\d+",  # digits lost to a spreadsheet: many voters would be one
    re.IGNORECASE,
)
_SPREADSHEET_FRACTION: Final = re.compile(r"(?<=\d)\.0+$")
_SAID: Final = re.compile(
    r"1(\.0+)?|x|y|yes|t|true|dnc|do not (call|text|contact)|opt(ed)?[- ]?out", re.IGNORECASE
)
_SHORT_ZIP: Final = re.compile(r"\d{3,4}")
_SEVERAL_LANGUAGES: Final = re.compile(r"[;,/|&]")


@dataclass(frozen=True, slots=True)
class ReadyVoter:
    """A voter as the file has them. `identity` is what they are recognised by."""

    line: int
    identity: str
    voter_file_id: str | None
    first_name: str
    last_name: str
    romanised_name: str
    language: str
    address: str
    city: str
    state: str
    zip_code: str
    extra: dict[str, str]
    numbers: Numbers


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that is not imported: its line, why in plain words, and its beginning.

    `opted_out` are the numbers of a voter who, says the file, asked to be left alone.
    """

    line: int
    reason: str
    row: str
    opted_out: tuple[str, ...] = ()


class _Refusal(Exception):
    """The reason, in plain words."""

    def __init__(self, reason: str, opted_out: tuple[str, ...] = ()) -> None:
        super().__init__(reason)
        self.opted_out = opted_out


def read_voter(columns: ColumnMap, record: Record | BrokenRecord) -> ReadyVoter | RefusedRow:
    """The voter of a record, or why it holds none that can be contacted."""
    if isinstance(record, BrokenRecord):
        return RefusedRow(record.line, record.reason, clean(record.text)[:LONGEST_ROW_KEPT])
    cells = [clean(cell) for cell in record.cells]
    try:
        return _voter(columns, record.line, _even(columns, cells))
    except _Refusal as refusal:
        return RefusedRow(record.line, str(refusal), _as_text(cells), refusal.opted_out)


def _voter(columns: ColumnMap, line: int, cells: Sequence[str]) -> ReadyVoter:
    def cell(column: Column) -> str:
        place = columns.place.get(column)
        return "" if place is None else cells[place][:LONGEST_CELL]

    first, last = _name(cell(Column.FIRST_NAME), cell(Column.LAST_NAME), cell(Column.FULL_NAME))
    numbers, unusable = read_numbers(columns, cells)
    if any(_SAID.fullmatch(cells[place]) for place in columns.do_not_contact):
        opted_out = tuple(number for number, _ in numbers)
        raise _Refusal("The file says not to contact this voter.", opted_out)
    if not numbers:
        raise _Refusal(_why_no_number(unusable))
    file_id = _file_id(cell(Column.VOTER_FILE_ID))
    return ReadyVoter(
        line=line,
        identity=_identity(file_id, numbers[0][0], f"{first} {last}".strip()),
        voter_file_id=file_id,
        first_name=first,
        last_name=last,
        romanised_name=cell(Column.ROMANISED_NAME)[:LONGEST_NAME],
        language=_language(cell(Column.LANGUAGE)),
        address=cell(Column.ADDRESS),
        city=cell(Column.CITY),
        state=state_code(cell(Column.STATE)) or "",
        zip_code=_zip_code(cell(Column.ZIP_CODE)),
        extra=_extra(columns, cells, unusable),
        numbers=numbers,
    )


def _identity(file_id: str | None, e164: str, name: str) -> str:
    return f"id:{file_id}" if file_id else f"np:{e164}:{name.casefold()}"


def _even(columns: ColumnMap, cells: list[str]) -> list[str]:
    """The cells under the header's columns; blank ones beyond them are a habit of spreadsheets."""
    width = len(columns.headers)
    if len(cells) < columns.least_width or any(cells[width:]):
        raise _Refusal(f"This row has {len(cells)} cells where the header has {width}.")
    return [*cells[:width], *[""] * (width - len(cells))]


def _name(first: str, last: str, full: str) -> tuple[str, str]:
    """First and last name. "Test, Ada" is read as a last and a first name; otherwise the last
    word of a full name is its last name, and putting both together gives the file's name again."""
    if not (first or last):
        if "," in full:
            last, _, first = (part.strip() for part in full.partition(","))
        else:
            first, _, last = full.rpartition(" ") if " " in full else (full, "", "")
    both = first + last
    if not any(letter.isalpha() for letter in both):
        raise _Refusal("This row has no name.")
    if UNREADABLE in both:
        raise _Refusal("The name has letters that cannot be read: save the file as UTF-8.")
    if len(both) > LONGEST_NAME:
        raise _Refusal(f"The name is longer than {LONGEST_NAME} letters.")
    return first, last


def _why_no_number(unusable: dict[str, tuple[str, str]]) -> str:
    if not unusable:
        return "This row has no telephone number."
    reasons = [f"{header}: {reason}" for header, (_, reason) in unusable.items()]
    return "No usable number. " + " ".join(reasons)


def _file_id(cell: str) -> str | None:
    tidy = _SPREADSHEET_FRACTION.sub("", cell)
    if _NO_ID.fullmatch(tidy):
        return None
    if len(tidy) > LONGEST_ID:
        raise _Refusal(f"The voter file id is longer than {LONGEST_ID} letters.")
    return tidy


def _language(cell: str) -> str:
    """The spoken language, by the first of several that is known; `und` where none is."""
    for words in (cell, *_SEVERAL_LANGUAGES.split(cell)):
        tag = parse_language(words)
        if tag != UNKNOWN:
            return spoken_of(tag)[0]
    return UNKNOWN


def _zip_code(cell: str) -> str:
    """Spreadsheets drop the zeros with which New England's codes begin."""
    tidy = _SPREADSHEET_FRACTION.sub("", cell)
    return tidy.zfill(5) if _SHORT_ZIP.fullmatch(tidy) else tidy[:LONGEST_NAME]


def _extra(
    columns: ColumnMap, cells: Sequence[str], unusable: dict[str, tuple[str, str]]
) -> dict[str, str]:
    """Everything that has no place of its own, numbers that cannot be used included; and the
    file's own word for the language, by which a later file shows whether it has changed."""
    kept = {key: cells[place][:LONGEST_CELL] for place, key in columns.kept if cells[place]}
    kept |= {header: cell[:LONGEST_CELL] for header, (cell, _) in unusable.items()}
    for column in (Column.LANGUAGE, Column.STATE):
        place = columns.place.get(column)
        if place is not None and cells[place] and _is_kept(column, cells[place]):
            kept[column.value] = cells[place][:LONGEST_CELL]
    return kept


def _is_kept(column: Column, cell: str) -> bool:
    return column is Column.LANGUAGE or state_code(cell) is None


def _as_text(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()[:LONGEST_ROW_KEPT]
