"""Handing out a file piece by piece, inside one transaction that lasts as long as the download."""

from collections.abc import Callable, Generator, Iterator

from flask import Response
from sqlalchemy.orm import Session

from phonebank.db import Database
from phonebank.web.door import application

Pieces = Callable[[Session], Iterator[bytes]]


def download(file_name: str, content_type: str, pieces: Pieces) -> Response:
    """A response that streams the pieces. The first is made at once, so that an error is still
    told as one. `file_name` is plain letters, digits and hyphens."""
    made = _in_transaction(application().database, pieces)
    first = next(made, b"")
    response = Response(_all(first, made), content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response.headers["Cache-Control"] = "no-store"
    response.call_on_close(made.close)
    return response


def _in_transaction(database: Database, pieces: Pieces) -> Generator[bytes, None, None]:
    with database.transaction() as session:
        yield from pieces(session)


def _all(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest
