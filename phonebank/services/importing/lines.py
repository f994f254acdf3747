"""The lines of a stream, a block at a time, each of bounded length."""

import io
from collections.abc import Iterator
from typing import Final, TextIO

LONGEST_LINE: Final = 1 << 18
KEPT_OF_A_LINE: Final = 4000
_BLOCK: Final = 1 << 16


class CutLine(str):
    """The beginning of a line that is far longer than any row is; the rest was passed over."""

    __slots__ = ()


def blocks_of_lines(stream: TextIO) -> Iterator[list[str]]:
    """Whole lines with their ends, of a stream that was opened with `newline=""`.

    Memory is bounded by `LONGEST_LINE` and the block, whatever the stream holds.
    """
    begun, cut = "", None
    while text := stream.read(_BLOCK):
        lines = io.StringIO(begun + text, newline="").readlines()
        # A carriage return at the end may be half of a line's end.
        begun = "" if lines[-1].endswith("\n") else lines.pop()
        if cut is not None and lines:
            lines[0], cut = cut, None
        if len(begun) > LONGEST_LINE or cut is not None:
            cut = CutLine(begun[:KEPT_OF_A_LINE]) if cut is None else cut
            begun = "\r" if begun.endswith("\r") else ""
        if lines:
            yield lines if max(map(len, lines)) <= LONGEST_LINE else [*map(_cut, lines)]
    if cut is not None or begun:
        yield [_cut(begun) if cut is None else cut]


def _cut(line: str) -> str:
    return CutLine(line[:KEPT_OF_A_LINE]) if len(line) > LONGEST_LINE else line
