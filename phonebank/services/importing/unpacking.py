"""Files that hold a table in a wrapping: a zip archive of one file, and Excel's workbooks.

Both are unpacked into a plain file beside them, with bounds on what comes out: a small archive may
hold a thousand times its size.
"""

import csv
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from phonebank.domain.errors import BadInput

MOST_BYTES: Final = 4_000_000_000
MOST_TIMES: Final = 200
"""How many times its size a table may grow by unpacking: lists do so ten- to thirtyfold."""
_ROWS_FREE: Final = 50_000_000
_PIECE: Final = 1 << 18
_ZIP: Final = b"PK\x03\x04"
_WORKBOOK: Final = "[Content_Types].xml"
_NOT_A_LIST: Final = ("__MACOSX/", ".")
_DAMAGED: Final = (
    zipfile.BadZipFile,
    NotImplementedError,
    EOFError,
    OSError,
    UnicodeDecodeError,
    lzma.LZMAError,
    zlib.error,
)
_MOST_LAYERS: Final = 2


def unpacked(path: Path, layers: int = _MOST_LAYERS) -> Path:
    """The file with the table itself: the given one, or one unpacked beside it.

    Raises BadInput for an archive of several files, one that is locked, damaged, unpacks to far
    more than a list is, or holds archives in more than so many `layers`.
    """
    with path.open("rb") as stream:
        if stream.read(len(_ZIP)) != _ZIP:
            return path
    try:
        with zipfile.ZipFile(path) as archive:
            limit = _limit(path)
            _refuse_bombs(archive, limit)
            if _WORKBOOK in archive.namelist():
                return _from_workbook(path, limit)
            if not layers:
                raise BadInput("This archive holds archives: please upload the file itself.")
            return unpacked(_from_archive(archive, path, limit), layers - 1)
    except _DAMAGED as damaged:
        if _is_the_machines(damaged):
            raise
        raise BadInput("This archive is damaged: please upload the file itself.") from damaged


def _is_the_machines(error: Exception) -> bool:
    """A full disk is not the file's fault; what bzip2 cannot read is an OSError with no number."""
    return isinstance(error, OSError) and error.errno is not None


def _limit(path: Path) -> int:
    return min(MOST_BYTES, max(_ROWS_FREE, path.stat().st_size * MOST_TIMES))


def _refuse_bombs(archive: zipfile.ZipFile, limit: int) -> None:
    if sum(each.file_size for each in archive.infolist()) > limit:
        raise BadInput("This archive unpacks to far more than a list is: please upload the file.")


def _from_archive(archive: zipfile.ZipFile, path: Path, limit: int) -> Path:
    inside = [
        each
        for each in archive.infolist()
        if not each.is_dir()
        and not Path(each.filename).name.startswith(".")
        and not each.filename.startswith(_NOT_A_LIST)
    ]
    if len(inside) != 1:
        raise BadInput(
            f"This archive holds {len(inside)} files: please upload the one with the voters."
        )
    if inside[0].flag_bits & 1:
        raise BadInput("This archive is locked by a password: please upload the file itself.")
    beside = path.with_name(f"{path.name}.unpacked")
    with archive.open(inside[0]) as stream, beside.open("wb") as out:
        written = 0
        while piece := stream.read(_PIECE):
            written += out.write(piece)
            if written > limit:
                raise BadInput(
                    "This archive unpacks to far more than a list is: please upload the file."
                )
    return beside


def _from_workbook(path: Path, limit: int) -> Path:
    beside = path.with_name(f"{path.name}.csv")
    try:
        with path.open("rb") as stream, beside.open("w", encoding="utf-8", newline="") as out:
            book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
            rows = book.worksheets[0].iter_rows(values_only=True) if book.worksheets else iter(())
            _write(out, rows, limit)
            book.close()
    except (*_DAMAGED, InvalidFileException, SyntaxError, KeyError, ValueError) as damaged:
        # Broken XML is a SyntaxError to Python.
        if _is_the_machines(damaged):
            raise
        raise BadInput("This workbook cannot be read: please save it as CSV (UTF-8).") from damaged
    return beside


def _write(out: Any, rows: Iterator[tuple[object, ...]], limit: int) -> None:
    """A row a line, so that the numbers of lines are those of the sheet's rows."""
    writer = csv.writer(out)
    for number, row in enumerate(rows):
        writer.writerow([_text(cell) for cell in row])
        if number % 1000 == 0 and out.tell() > limit:
            raise BadInput("This workbook holds far more than a list: please save it as CSV.")


def _text(cell: object) -> str:
    """A cell as people see it: one line, whole numbers without a fraction."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).splitlines())
