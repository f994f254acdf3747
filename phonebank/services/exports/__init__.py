"""Results and lists taken home, as large as they are: the database itself writes the rows.

layouts    which layouts there are; answers, contacts and voters hold their columns
shape      what they share
keeping    files that are made in the background, and handed out in parts
making     how such a file is made, by one worker at a time
streaming  the rows as CSV, as VAN's tab-separated UTF-16, or as a workbook
"""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from phonebank.domain.errors import NotFound
from phonebank.services.exports.layouts import layout_named
from phonebank.services.exports.shape import Layout, LayoutName, Scope
from phonebank.services.exports.streaming import FileFormat, exported

__all__ = [
    "FileFormat",
    "Layout",
    "LayoutName",
    "Scope",
    "export_named",
    "exported",
    "layout_named",
]


def export_named(session: Session, layout: str, file_format: str, scope: Scope) -> Iterator[bytes]:
    """The file of a layout and a format, both by their names. Raises NotFound for others."""
    if layout not in set(LayoutName) or file_format not in set(FileFormat):
        raise NotFound("there is no such export")
    found = layout_named(session, LayoutName(layout), scope)
    return exported(session, found, FileFormat(file_format))
