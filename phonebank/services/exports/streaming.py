"""Rows of a layout as a file, in constant memory however many there are.

PostgreSQL writes CSV by itself (`COPY ... TO STDOUT`), faster than anybody could from its rows, and
the rows are passed on as they come.
"""

import csv
import io
import tempfile
from collections.abc import Generator, Iterator
from contextlib import closing
from enum import StrEnum
from itertools import chain
from typing import Final

import psycopg
from openpyxl import Workbook
from sqlalchemy.orm import Session

from phonebank.domain.csv_cells import for_workbook, neutral
from phonebank.domain.errors import BadInput
from phonebank.services.exports.shape import Layout

_PIECE: Final = 1 << 16
MOST_ROWS_OF_A_SHEET: Final = 1_048_576


class FileFormat(StrEnum):
    """CSV is UTF-8 with a byte order mark; TAB is as VAN's own reports are, in UTF-16."""

    CSV = "csv"
    TAB = "xls"
    WORKBOOK = "xlsx"


def exported(session: Session, layout: Layout, file_format: FileFormat) -> Iterator[bytes]:
    """The file, piece by piece; the session's transaction lasts as long.

    Raises BadInput, while it is written, for more rows than a workbook's sheet has.
    """
    if file_format is FileFormat.WORKBOOK:
        return _workbook(layout, _copied(session, layout, FileFormat.CSV))
    is_tab = file_format is FileFormat.TAB
    head = "\ufeff" + _header(layout, "\t" if is_tab else ",")
    pieces = chain([head.encode()], _copied(session, layout, file_format))
    return (piece.decode().encode("utf-16-le") for piece in pieces) if is_tab else pieces


def _header(layout: Layout, delimiter: str) -> str:
    line = io.StringIO()
    csv.writer(line, delimiter=delimiter, lineterminator="\n").writerow(
        map(neutral, layout.headers)
    )
    return line.getvalue()


def _copied(
    session: Session, layout: Layout, file_format: FileFormat
) -> Generator[bytes, None, None]:
    connection = session.connection().connection.driver_connection
    assert isinstance(connection, psycopg.Connection)  # noqa: S101 - narrows for the checker
    delimiter = "E'\\t'" if file_format is FileFormat.TAB else "','"
    statement = f"COPY ({layout.statement}) TO STDOUT (FORMAT csv, DELIMITER {delimiter})"
    with connection.cursor().copy(statement.encode(), layout.values) as copy:
        # COPY hands over whole rows, so that a piece never cuts a letter.
        held = bytearray()
        for row in copy:
            held += row
            if len(held) >= _PIECE:
                yield bytes(held)
                held.clear()
        if held:
            yield bytes(held)


def _workbook(layout: Layout, pieces: Generator[bytes, None, None]) -> Iterator[bytes]:
    """A workbook is a zip archive: it is written to the disk, row by row, and then handed out."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Export")
    sheet.append([for_workbook(neutral(header)) for header in layout.headers])
    with closing(pieces):  # a COPY that is left half read would hold its transaction for ever
        for number, row in enumerate(_rows(pieces), start=2):
            if number > MOST_ROWS_OF_A_SHEET:
                sheet.close()
                raise BadInput("a workbook has no room for so many rows: please take CSV instead")
            sheet.append([*map(for_workbook, row)])
    with tempfile.TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


def _rows(pieces: Iterator[bytes]) -> Iterator[list[str]]:
    """Each piece holds whole rows."""
    for piece in pieces:
        yield from csv.reader(io.StringIO(piece.decode(), newline=""))
