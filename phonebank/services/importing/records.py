"""From lines to records: quoted cells, line ends of every kind, and recovery where it goes wrong.

Memory is bounded whatever the file holds: a line is read up to a limit, and a quotation mark that
is never closed costs its own row only, never the rows that follow it.

Where every line of a block is a row by itself, as in nearly all of nearly every file, the block is
taken apart in one go; any other is read line by line.
"""

import csv
from collections import deque
from collections.abc import Iterator
from itertools import chain
from typing import Final, NamedTuple, TextIO

from phonebank.services.importing.cells import are_clean
from phonebank.services.importing.lines import KEPT_OF_A_LINE, CutLine, blocks_of_lines

MOST_LINES: Final = 100
LONGEST_PLAIN: Final = 2_000
"""A line that is no longer has no cell that is longer than a cell may be."""
_LONGEST_RECORD: Final = 1 << 20

TOO_LONG: Final = "This row is far too long to be a voter's."
NEVER_CLOSED: Final = "A quotation mark is opened in this row and never closed."


class Record(NamedTuple):
    """A row; `line` is the number of the line on which it begins, the file's first being 1. A
    `plain` one is known to be clean and short."""

    line: int
    cells: list[str]
    plain: bool = False


class BrokenRecord(NamedTuple):
    """A row that could not be taken apart, its beginning as the file has it, and why."""

    line: int
    text: str
    reason: str


class _TooLong(Exception):
    """The record's line is longer than any row is."""


class _Runaway(Exception):
    """The record goes on over so many lines that its quotation mark must be a stray one."""


class _Feed:
    """Hands lines to the csv module, and remembers those of the record that is being read."""

    def __init__(self, stream: TextIO) -> None:
        self._blocks = blocks_of_lines(stream)
        self._waiting: deque[str] = deque()
        self.next_line = 1
        self.taken: list[str] = []
        self.ran_out = False

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        if not self.fill():
            self.ran_out = True
            raise StopIteration
        if self.taken and (isinstance(self._waiting[0], CutLine) or self._is_full()):
            raise _Runaway
        line = self._waiting.popleft()
        self.next_line += 1
        self.taken.append(line)
        if isinstance(line, CutLine):
            raise _TooLong
        return line

    def fill(self) -> bool:
        """Whether any line is left; there is one at least in `block` then."""
        if not self._waiting:
            self._waiting.extend(next(self._blocks, ()))
        return bool(self._waiting)

    def block(self) -> list[str]:
        """The lines that have been read from the stream and not yet taken."""
        return list(self._waiting)

    def take_block(self) -> None:
        """All of `block` has been read."""
        self.next_line += len(self._waiting)
        self._waiting.clear()

    def begin(self) -> None:
        """A new record begins with the next line."""
        self.taken = []
        self.ran_out = False

    def give_back(self) -> None:
        """All but the record's first line are to be read again, as rows of their own."""
        self._waiting.extendleft(reversed(self.taken[1:]))
        self.next_line -= len(self.taken) - 1

    def _is_full(self) -> bool:
        return len(self.taken) >= MOST_LINES or sum(map(len, self.taken)) > _LONGEST_RECORD


def read_records(stream: TextIO, delimiter: str) -> Iterator[Record | BrokenRecord]:
    """The rows of a text stream that was opened with `newline=""`; blank ones are passed over."""
    feed = _Feed(stream)
    while feed.fill():
        lines = feed.block()
        rows = _each_line_a_row(lines, delimiter)
        if rows is None:
            yield from _line_by_line(feed, delimiter, feed.next_line + len(lines))
        else:
            first = feed.next_line
            feed.take_block()
            plain = max(map(len, lines)) <= LONGEST_PLAIN and are_clean(chain.from_iterable(rows))
            for line, cells in enumerate(rows, first):
                if _is_filled(cells):
                    yield Record(line, cells, plain)


def _each_line_a_row(lines: list[str], delimiter: str) -> list[list[str]] | None:
    """The rows, or None where some row has several lines, or is broken.

    Behind the last line stands a blank one, which an open quotation mark would swallow.
    """
    if CutLine in map(type, lines):
        return None
    try:
        rows = list(csv.reader(chain(lines, ("\n",)), delimiter=delimiter))
    except csv.Error:
        return None
    if len(rows) != len(lines) + 1:
        return None
    rows.pop()
    return rows


def _line_by_line(feed: _Feed, delimiter: str, end: int) -> Iterator[Record | BrokenRecord]:
    """The rows that begin before the line `end`."""
    while feed.next_line < end:
        begins = feed.next_line
        feed.begin()
        reader = csv.reader(feed, delimiter=delimiter)
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (_TooLong, csv.Error):
            yield _broken(feed, begins, TOO_LONG)
        except _Runaway:
            yield _broken(feed, begins, NEVER_CLOSED)
        else:
            if feed.ran_out:
                yield _broken(feed, begins, NEVER_CLOSED)
            elif _is_filled(cells):
                yield Record(begins, cells)


def _broken(feed: _Feed, line: int, reason: str) -> BrokenRecord:
    feed.give_back()
    return BrokenRecord(line, feed.taken[0][:KEPT_OF_A_LINE], reason)


def _is_filled(cells: list[str]) -> bool:
    return bool(cells) and (bool(cells[0].strip()) or any(cell.strip() for cell in cells))
