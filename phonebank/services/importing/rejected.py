"""The rows that were not imported, for whoever wants to mend them."""

from collections.abc import Iterable, Iterator
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.errors import NotFound
from phonebank.domain.voter_list import RejectedRow, VoterImport
from phonebank.services.exporting import csv_lines

_BATCH: Final = 1_000


def rejected_rows(session: Session, organisation_id: int, import_id: int) -> Iterator[RejectedRow]:
    """The rejected rows of an import in the order of the file, read as they are asked for.

    Raises NotFound, at once, for an import of another organisation.
    """
    found = session.get(VoterImport, import_id)
    if found is None or found.organisation_id != organisation_id:
        raise NotFound("there is no such import")
    statement = (
        select(RejectedRow)
        .where(
            RejectedRow.voter_import_id == import_id,
            RejectedRow.organisation_id == organisation_id,
        )
        .order_by(RejectedRow.line)
        .execution_options(yield_per=_BATCH)
    )
    return iter(session.scalars(statement))


def rejected_csv(rows: Iterable[RejectedRow]) -> Iterator[str]:
    """Rejected rows as CSV lines; every cell is neutral to spreadsheets."""
    return csv_lines(["Line", "Reason", "Row"], ([str(r.line), r.reason, r.row] for r in rows))
