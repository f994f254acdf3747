"""From a record to a voter, or to the reason why it is none. Pure: may run in many processes."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Final, NamedTuple

from phonebank.domain.languages import UNKNOWN, parse_language, spoken_of
from phonebank.domain.states import state_code
from phonebank.domain.voter_columns import Column, ColumnMap
from phonebank.services.importing.cells import UNREADABLE, clean, clean_row
from phonebank.services.importing.numbers import Numbers, read_numbers
from phonebank.services.importing.records import LONGEST_PLAIN, BrokenRecord, Record

LONGEST_NAME: Final = 200
LONGEST_ID: Final = 100
LONGEST_CELL: Final = LONGEST_PLAIN
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


class ReadyVoter(NamedTuple):
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


class RefusedRow(NamedTuple):
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


_IN_ORDER: Final = (
    Column.FIRST_NAME,
    Column.LAST_NAME,
    Column.FULL_NAME,
    Column.VOTER_FILE_ID,
    Column.ROMANISED_NAME,
    Column.LANGUAGE,
    Column.ADDRESS,
    Column.CITY,
    Column.STATE,
    Column.ZIP_CODE,
)


def read_voters(
    columns: ColumnMap, records: Iterable[Record | BrokenRecord]
) -> Iterator[ReadyVoter | RefusedRow]:
    """The voter of each record, or why it holds none that can be contacted."""
    return map(_Reader(columns).read, records)


class _Reader:
    """Reads the rows of one file, a million times the same way."""

    def __init__(self, columns: ColumnMap) -> None:
        self._columns = columns
        self._width = len(columns.headers)
        nowhere = self._width  # where `_voter` puts a blank cell
        self._pick = itemgetter(*(columns.place.get(column, nowhere) for column in _IN_ORDER))
        self._kept = columns.kept
        self._do_not_contact = columns.do_not_contact

    def read(self, record: Record | BrokenRecord) -> ReadyVoter | RefusedRow:
        if isinstance(record, BrokenRecord):
            return RefusedRow(record.line, record.reason, clean(record.text)[:LONGEST_ROW_KEPT])
        row = record.cells if record.plain else clean_row(record.cells)
        try:
            return self._voter(record, row)
        except _Refusal as refusal:
            return RefusedRow(record.line, str(refusal), _as_text(row), refusal.opted_out)

    def _voter(self, record: Record, row: list[str]) -> ReadyVoter:
        """Whom the file excludes is opted out whatever else is wrong with their row."""
        width = self._width
        plain = record.plain and len(row) == width
        cells = row if plain else _under_the_header(width, row)
        numbers, unusable = read_numbers(self._columns, cells)
        if self._do_not_contact:
            _refuse_whom_the_file_excludes(self._do_not_contact, cells, numbers)
        if not plain:
            _refuse_uneven(self._columns, row)
        of = self._pick([*cells, ""])
        first, last, full, written_id, romanised, language, address, city, state, zip_code = of
        first, last = _name(first, last, full)
        if not numbers:
            raise _Refusal(_why_no_number(unusable))
        file_id = _file_id(written_id)
        state_read = _state(state)
        return ReadyVoter(
            record.line,
            _identity(file_id, numbers[0][0], first, last),
            file_id,
            first,
            last,
            romanised[:LONGEST_NAME],
            _language(language),
            address,
            city,
            state_read,
            _zip_code(zip_code),
            self._extra(cells, unusable, language, "" if state_read else state),
            numbers,
        )

    def _extra(
        self,
        cells: Sequence[str],
        unusable: dict[str, tuple[str, str]],
        language: str,
        unread_state: str,
    ) -> dict[str, str]:
        """Everything that has no place of its own, numbers that cannot be used included; and the
        file's own word for the language, by which a later file shows whether it has changed."""
        kept = {key: cells[place] for place, key in self._kept if cells[place]}
        if unusable:
            kept |= {header: cell for header, (cell, _) in unusable.items()}
        if language:
            kept[Column.LANGUAGE.value] = language
        if unread_state:
            kept[Column.STATE.value] = unread_state
        return kept


def _refuse_whom_the_file_excludes(
    places: Iterable[int], cells: Sequence[str], numbers: Numbers
) -> None:
    if any(_SAID.fullmatch(cells[place]) for place in places):
        opted_out = tuple(number for number, _ in numbers)
        raise _Refusal("The file says not to contact this voter.", opted_out)


def _identity(file_id: str | None, e164: str, first: str, last: str) -> str:
    return f"id:{file_id}" if file_id else f"np:{e164}:{f'{first} {last}'.strip().casefold()}"


def _under_the_header(width: int, row: list[str]) -> list[str]:
    """As many cells as the header has; none of them is longer than a cell may be."""
    cells = row if len(row) == width else [*row[:width], *[""] * (width - len(row))]
    return cells if len(max(cells, key=len)) <= LONGEST_CELL else [c[:LONGEST_CELL] for c in cells]


def _refuse_uneven(columns: ColumnMap, row: list[str]) -> None:
    """Blank cells beyond the header's columns are a habit of spreadsheets."""
    width = len(columns.headers)
    if len(row) != width and (len(row) < columns.least_width or any(row[width:])):
        raise _Refusal(f"This row has {len(row)} cells where the header has {width}.")


def _name(first: str, last: str, full: str) -> tuple[str, str]:
    """First and last name. "Test, Ada" is read as a last and a first name; otherwise the last
    word of a full name is its last name, and putting both together gives the file's name again."""
    if not (first or last):
        if "," in full:
            last, _, first = (part.strip() for part in full.partition(","))
        else:
            first, _, last = full.rpartition(" ") if " " in full else (full, "", "")
    both = first + last
    if not (both[:1].isalpha() or any(letter.isalpha() for letter in both)):
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
    if len(cell) <= LONGEST_ID and cell[:1] != "0" and cell.isascii() and cell.isdigit():
        return cell
    tidy = _SPREADSHEET_FRACTION.sub("", cell)
    if _NO_ID.fullmatch(tidy):
        return None
    if len(tidy) > LONGEST_ID:
        raise _Refusal(f"The voter file id is longer than {LONGEST_ID} letters.")
    return tidy


@lru_cache(maxsize=1024)
def _language(cell: str) -> str:
    """The spoken language, by the first of several that is known; `und` where none is."""
    for words in (cell, *_SEVERAL_LANGUAGES.split(cell)):
        tag = parse_language(words)
        if tag != UNKNOWN:
            return spoken_of(tag)[0]
    return UNKNOWN


@lru_cache(maxsize=1024)
def _state(cell: str) -> str:
    return state_code(cell) or ""


def _zip_code(cell: str) -> str:
    """Spreadsheets drop the zeros with which New England's codes begin."""
    if len(cell) == 5 and cell.isdigit():
        return cell
    tidy = _SPREADSHEET_FRACTION.sub("", cell)
    return tidy.zfill(5) if _SHORT_ZIP.fullmatch(tidy) else tidy[:LONGEST_NAME]


def _as_text(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()[:LONGEST_ROW_KEPT]
