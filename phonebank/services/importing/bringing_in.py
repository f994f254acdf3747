"""Voters whom nobody knows yet go straight to where they belong, with ids drawn beforehand."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from phonebank.services.importing import statements as sql
from phonebank.services.importing.copying import (
    WrittenVoter,
    entry_lines,
    number_lines,
    voter_lines,
)
from phonebank.services.importing.lanes import Connection


@dataclass(frozen=True)
class Destination:
    """Where the rows go, and when.

    `behind` is the list's first free position. `gives_ids` where the organisation knows voters
    without an id, `strangers_wait` where the file has a column of ids.
    """

    organisation_id: int
    list_id: int
    import_id: int
    at: datetime
    behind: int
    gives_ids: bool
    strangers_wait: bool


def nobody_knows(
    connection: Connection, organisation_id: int, rows: Sequence[WrittenVoter]
) -> tuple[list[WrittenVoter], list[WrittenVoter]]:
    """The rows of voters who are new, one a voter; and all others, in their order."""
    times = Counter(row.identity for row in rows)
    asked = {"organisation_id": organisation_id, "identities": list(times)}
    known = {identity for (identity,) in connection.execute(sql.KNOWN_IDENTITIES.encode(), asked)}
    if not known and len(times) == len(rows):
        return list(rows), []
    known |= {identity for identity, count in times.items() if count > 1}
    fresh = [row for row in rows if row.identity not in known]
    return fresh, [row for row in rows if row.identity in known]


def bring_in(connection: Connection, to: Destination, rows: Sequence[WrittenVoter]) -> None:
    """Voters, their numbers and their places on the list."""
    drawn = connection.execute(sql.NEW_IDS.encode(), {"count": len(rows)})
    ids = [id_ for (id_,) in drawn]
    of, brought, at = to.organisation_id, to.import_id, to.at.isoformat()
    copy(connection, sql.COPY_VOTERS, voter_lines(ids, rows, f"{of}\t{brought}", f"{at}\t{at}"))
    copy(connection, sql.COPY_NUMBERS, number_lines(ids, rows, f"{of}"))
    entries = entry_lines(ids, rows, f"{of}\t{to.list_id}", to.behind, f"{brought}")
    copy(connection, sql.COPY_ENTRIES, entries)


def copy(connection: Connection, statement: str, lines: str) -> None:
    """Hand lines over to a COPY, where there are any."""
    if lines:
        with connection.cursor().copy(statement.encode()) as stream:
            stream.write(lines.encode())
