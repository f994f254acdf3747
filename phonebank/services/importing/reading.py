"""Opening a voter file: its encoding, its delimiter and what its columns mean; or refusing it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Final, TextIO

from phonebank.domain.errors import BadInput
from phonebank.domain.voter_columns import ColumnMap, map_as_said, map_columns
from phonebank.services.importing.cells import clean
from phonebank.services.importing.encodings import Encoding, detect_encoding
from phonebank.services.importing.records import BrokenRecord, Record, read_records
from phonebank.services.importing.unpacking import unpacked

DELIMITERS: Final[dict[str, str]] = {
    ",": "comma-separated",
    "\t": "tab-separated",
    ";": "semicolon-separated",
    "|": "bar-separated",
}
MOST_COLUMNS: Final = 5000
SMALL_BYTES: Final = 1 << 20
_SHOWN_HEADERS: Final = 8
_SEPARATOR_LINE: Final = re.compile(r"sep=(.)\s*", re.IGNORECASE)
"""The line that Excel writes and reads before the header: `sep=;`."""


@dataclass(frozen=True)
class VoterFile:
    """A file that has been recognised as a voter list."""

    path: Path
    encoding: Encoding
    delimiter: str
    columns: ColumnMap
    _reading: list[TextIO] = field(default_factory=list, repr=False, compare=False)

    @property
    def layout(self) -> str:
        """Like "VAN, UTF-16, tab-separated"."""
        return f"{self.columns.vendor}, {self.encoding.name}, {DELIMITERS[self.delimiter]}"

    @cached_property
    def size_bytes(self) -> int:
        """How long the file is."""
        return self.path.stat().st_size

    @property
    def is_small(self) -> bool:
        """Whether the file is read in a moment."""
        return self.size_bytes < SMALL_BYTES

    @property
    def read_bytes(self) -> int:
        """How far `records` has come, with what has been read ahead."""
        stream = self._reading[-1] if self._reading else None
        return 0 if stream is None else self.size_bytes if stream.closed else stream.buffer.tell()

    def records(self) -> Iterator[Record | BrokenRecord]:
        """The rows after the header, read as they are asked for."""
        with _open(self.path, self.encoding) as stream:
            self._reading[:] = [stream]
            yield from islice(_rows(stream, self.delimiter), 1, None)

    def refuse_if_empty(self) -> None:
        """Raises BadInput for a file without a single row."""
        if next(self.records(), None) is None:
            raise BadInput("This file has a header and no voters: please export the list again.")


def open_voter_file(path: Path, said: Mapping[str, str] | None = None) -> VoterFile:
    """Recognise a voter list; only its encoding is told from the whole file. A workbook or an
    archive of one file is unpacked beside it. `said` is header -> column, where somebody told.

    Raises BadInput, a sentence that names the remedy, for a file that is none.
    """
    file = look_into(path)
    if said:
        file = replace(file, columns=map_as_said(file.columns.headers, said))
    check_columns(file.columns)
    return file


def look_into(path: Path) -> VoterFile:
    """The same without a look at whether there are names and numbers, which a person may yet say.

    Raises BadInput for a file that is no table.
    """
    if not path.is_file():
        raise BadInput(f"There is no file {path}: please check its name.")
    path = unpacked(path)
    encoding = detect_encoding(path)
    headers = {delimiter: _headers(path, encoding, delimiter) for delimiter in DELIMITERS}
    maps = {delimiter: map_columns(found) for delimiter, found in headers.items()}
    best = max(maps, key=lambda each: (maps[each].known, len(headers[each])))
    if len(maps[best].headers) > MOST_COLUMNS:
        raise BadInput(
            f"This file has more than {MOST_COLUMNS:,} columns, so it can be no voter list: "
            "please export it again."
        )
    return VoterFile(path, encoding, best, maps[best])


def _open(path: Path, encoding: Encoding) -> TextIO:
    return path.open(encoding=encoding.codec, errors="replace", newline="")


def _rows(stream: TextIO, delimiter: str) -> Iterator[Record | BrokenRecord]:
    """The rows from the header on."""
    rows = read_records(stream, delimiter)
    for row in rows:
        if not (isinstance(row, Record) and _SEPARATOR_LINE.fullmatch(delimiter.join(row.cells))):
            yield row
            break
    yield from rows


def _headers(path: Path, encoding: Encoding, delimiter: str) -> tuple[str, ...]:
    with _open(path, encoding) as stream:
        first = next(_rows(stream, delimiter), None)
    if not isinstance(first, Record):
        return ()
    return tuple(clean(cell) for cell in first.cells[: MOST_COLUMNS + 1])


def check_columns(columns: ColumnMap) -> None:
    """Raises BadInput where no column holds numbers, or none names."""
    if not columns.phones:
        raise _missing(columns, "telephone numbers", "Phone, Cell Phone or Home Phone")
    if not columns.has_name:
        raise _missing(columns, "names", "First Name, Last Name or Name")


def _missing(columns: ColumnMap, what: str, headers: str) -> BadInput:
    shown = ", ".join(header[:30] for header in columns.headers[:_SHOWN_HEADERS])
    more = ", …" if len(columns.headers) > _SHOWN_HEADERS else ""
    return BadInput(
        f"We found no column of {what}: please name it {headers} in the first row, "
        f"which now reads: {shown}{more}"
    )
