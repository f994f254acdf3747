"""Handing out a CSV file row by row, inside one transaction that lasts as long as the download."""

from collections.abc import Callable, Iterator

from flask import Response
from sqlalchemy.orm import Session

from phonebank.web.desk.download import download

Lines = Callable[[Session], Iterator[str]]


def csv_download(file_name: str, lines: Lines) -> Response:
    """A response that streams the lines, as `download` does its pieces."""

    def pieces(session: Session) -> Iterator[bytes]:
        return (line.encode() for line in lines(session))

    return download(file_name, "text/csv; charset=utf-8", pieces)
