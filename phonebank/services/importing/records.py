"""From lines to records: quoted cells, line ends of every kind, and recovery where it goes wrong.

Memory is bounded whatever the file holds: a line is read up to a limit, and a quotation mark that
is never closed costs its own row only, never the rows that follow it.
"""

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TextIO

LONGEST_LINE: Final = 1 << 18
MOST_LINES: Final = 100
_LONGEST_RECORD: Final = 1 << 20
_KEPT_OF_A_BROKEN_ROW: Final = 4000

TOO_LONG: Final = "This row is far too long to be a voter's."
NEVER_CLOSED: Final = "A quotation mark is opened in this row and never closed."


@dataclass(frozen=True, slots=True)
class Record:
    """A row; `line` is the number of the line on which it begins, the file's first being 1."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BrokenRecord:
    """A row that could not be taken apart, its beginning as the file has it, and why."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str
    too_long: bool


class _TooLong(Exception):
    """The record's line is longer than any row is."""


class _Runaway(Exception):
    """The record goes on over so many lines that its quotation mark must be a stray one."""


class _Feed:
    """Hands lines to the csv module, and remembers those of the record that is being read."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._number = 0
        self._waiting: deque[_Line] = deque()
        self.taken: list[_Line] = []
        self.ran_out = False

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else self._read()
        if line is None:
            self.ran_out = True
            raise StopIteration
        if self.taken and (line.too_long or self._is_full()):
            self._waiting.appendleft(line)
            raise _Runaway
        self.taken.append(line)
        if line.too_long:
            raise _TooLong
        return line.text

    def begin(self) -> None:
        """A new record begins with the next line."""
        self.taken = []
        self.ran_out = False

    def give_back(self) -> None:
        """All but the record's first line are to be read again, as rows of their own."""
        self._waiting.extendleft(reversed(self.taken[1:]))

    def _is_full(self) -> bool:
        return (
            len(self.taken) >= MOST_LINES
            or sum(len(line.text) for line in self.taken) > _LONGEST_RECORD
        )

    def _read(self) -> _Line | None:
        text = self._stream.readline(LONGEST_LINE)
        if not text:
            return None
        self._number += 1
        if len(text) < LONGEST_LINE or text.endswith("\n"):
            return _Line(self._number, text, too_long=False)
        rest = text
        while rest and not rest.endswith(("\n", "\r")):
            rest = self._stream.readline(LONGEST_LINE)
        return _Line(self._number, text[:_KEPT_OF_A_BROKEN_ROW], too_long=True)


def read_records(stream: TextIO, delimiter: str) -> Iterator[Record | BrokenRecord]:
    """The rows of a text stream that was opened with `newline=""`; blank ones are passed over."""
    feed = _Feed(stream)
    reader = csv.reader(feed, delimiter=delimiter)
    while True:
        feed.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (_TooLong, csv.Error):
            yield _broken(feed, TOO_LONG)
        except _Runaway:
            yield _broken(feed, NEVER_CLOSED)
        else:
            if feed.ran_out:
                yield _broken(feed, NEVER_CLOSED)
            elif any(cell.strip() for cell in cells):
                yield Record(feed.taken[0].number, tuple(cells))


def _broken(feed: _Feed, reason: str) -> BrokenRecord:
    feed.give_back()
    first = feed.taken[0]
    return BrokenRecord(first.number, first.text[:_KEPT_OF_A_BROKEN_ROW], reason)
