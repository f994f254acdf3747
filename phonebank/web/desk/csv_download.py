"""Handing out a CSV file row by row, inside one transaction that lasts as long as the download."""

from collections.abc import Callable, Generator, Iterator

from flask import Response
from sqlalchemy.orm import Session

from phonebank.db import Database
from phonebank.web.door import application

Lines = Callable[[Session], Iterator[str]]


def csv_download(file_name: str, lines: Lines) -> Response:
    """A response that streams the lines. Its first line is made at once, so that an error is
    still told as one. `file_name` is plain letters, digits and hyphens."""
    pieces = _in_transaction(application().database, lines)
    first = next(pieces, "")
    response = Response(_all(first, pieces), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response.headers["Cache-Control"] = "no-store"
    response.call_on_close(pieces.close)
    return response


def _in_transaction(database: Database, lines: Lines) -> Generator[str, None, None]:
    with database.transaction() as session:
        yield from lines(session)


def _all(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest
