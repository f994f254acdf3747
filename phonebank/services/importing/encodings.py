"""In which encoding a file is written, told from the whole of it; and files that are no text.

A file is read once from end to end in small pieces, so that a letter that gives the encoding
away is found wherever it stands, and memory stays the same whatever the size.
"""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from phonebank.domain.errors import BadInput

_PIECE_BYTES: Final = 1 << 18
_SAVE_AS: Final = "please save the list as CSV (UTF-8) and import that file."

_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),  # begins like UTF-16's, so it is asked first
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)

_NOT_TEXT: Final = (
    (b"PK\x03\x04", "This is an Excel workbook or a zip archive"),
    (b"\xd0\xcf\x11\xe0", "This is an Excel workbook of the old kind"),
    (b"%PDF", "This is a PDF"),
    (b"{\\rtf", "This is a word processor's document"),
    (b"\x89PNG", "This is a picture"),
    (b"GIF8", "This is a picture"),
    (b"\xff\xd8\xff", "This is a picture"),
    (b"RIFF", "This is a picture or a recording"),
    (b"\x1f\x8b", "This is a compressed file"),
)

_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1f]")
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]")
_HIGH: Final = re.compile(rb"[\x80-\xff]")
_HIGH_IN_A_ROW: Final = re.compile(rb"[\x80-\xff]{3,}")
_MARKUP: Final = re.compile(r"\s*<(!doctype|html|head|\?xml|table|meta|style)\b", re.IGNORECASE)
_NOTATION: Final = re.compile(r'\s*(\{\s*"|\[\s*[{\[])')


@dataclass(frozen=True)
class Encoding:
    """A codec of Python's, and the name by which people know it."""

    codec: str
    name: str


@dataclass
class _Tally:
    """What reading the file as UTF-8 came to."""

    letters: int = 0
    faults: int = 0
    high: int = 0
    high_in_a_row: int = 0

    def add(self, piece: bytes, text: str) -> None:
        self.faults += text.count("�") - piece.count("�".encode())
        if not piece.isascii():
            self.letters += len(_NOT_ASCII.findall(text)) - text.count("�")
            self.high += len(_HIGH.findall(piece))
            self.high_in_a_row += sum(map(len, _HIGH_IN_A_ROW.findall(piece)))


def detect_encoding(path: Path) -> Encoding:
    """The encoding of a text file: by its byte order mark, else UTF-8 if it can be read so, else
    Windows' Western European.

    Raises BadInput for what is no text, or is in an encoding that cannot be told.
    """
    with path.open("rb") as stream:
        head = stream.read(_PIECE_BYTES)
        _refuse_what_is_not_text(head)
        stream.seek(0)
        encoding = _marked(head) or _unmarked(stream)
    _refuse_what_is_no_list(head.decode(encoding.codec, errors="replace"))
    return encoding


def _marked(head: bytes) -> Encoding | None:
    for mark, codec, name in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return Encoding(codec, name)
    even, odd = head[::2], head[1::2]
    for codec, letters, fill in (("utf-16-le", even, odd), ("utf-16-be", odd, even)):
        if fill.count(0) > 0.4 * len(fill) and letters.count(0) < 0.1 * len(letters):
            return Encoding(codec, "UTF-16")
    return None


def _unmarked(stream: BinaryIO) -> Encoding:
    """One broken letter in a file of Vietnamese names does not make it Western European."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    tally = _Tally()
    while piece := stream.read(_PIECE_BYTES):
        tally.add(piece, decoder.decode(piece))
    tally.add(b"", decoder.decode(b"", final=True))
    if tally.faults == 0 or tally.letters > 4 * tally.faults:
        return Encoding("utf-8", "UTF-8")
    if tally.high >= 10 and tally.high_in_a_row > 0.2 * tally.high:
        raise BadInput(
            f"The letters of this file are in an encoding that we cannot tell: {_SAVE_AS}"
        )
    return Encoding("cp1252", "Windows-1252")


def _refuse_what_is_not_text(head: bytes) -> None:
    if not head.strip():
        raise BadInput("This file is empty: please export the list again.")
    for beginning, what in _NOT_TEXT:
        if head.startswith(beginning):
            raise BadInput(f"{what}: {_SAVE_AS}")


def _refuse_what_is_no_list(text: str) -> None:
    if _MARKUP.match(text.lstrip("\ufeff")):
        raise BadInput(
            "This is a web page, not a list: perhaps the download wanted you to sign in. "
            "Please export the list again as CSV."
        )
    if _NOTATION.match(text):
        raise BadInput(f"This is a data file for programs (JSON): {_SAVE_AS}")
    if len(_CONTROLS.findall(text)) > 0.05 * len(text):
        raise BadInput(f"This is not a text file: {_SAVE_AS}")
