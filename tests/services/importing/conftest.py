"""An organisation, a folder for files, and a door to the import."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import select

from phonebank.db import Database
from phonebank.domain.organisation import Organisation
from phonebank.domain.voter import PhoneNumber, Voter
from phonebank.domain.voter_list import RejectedRow
from phonebank.services.importing import ImportReport, import_voters

Import = Callable[..., ImportReport]
NOON = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)


@pytest.fixture
def organisation_id(database: Database) -> int:
    with database.transaction() as session:
        ours = Organisation(slug="ours", name="Made-up Neighbours", created_at=NOON)
        theirs = Organisation(slug="theirs", name="Made-up Allies", created_at=NOON)
        session.add_all([ours, theirs])
        session.flush()
        return ours.id


@pytest.fixture
def do_import(database: Database, organisation_id: int, tmp_path: Path) -> Import:
    """Imports a file's content, text (as UTF-8) or bytes; each second call is a second later."""
    seconds = count()

    def clock() -> datetime:
        return NOON + timedelta(seconds=next(seconds))

    def run(
        content: str | bytes, *, slug: str = "ours", list_name: str = "March", name: str = "a.csv"
    ) -> ImportReport:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return import_voters(database, slug, list_name, path, clock)

    return run


class Books:
    """What the database holds after an import."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def voters(self) -> list[Voter]:
        with self._database.transaction() as session:
            return list(session.scalars(select(Voter).order_by(Voter.id)))

    def voter(self) -> Voter:
        (voter,) = self.voters()
        return voter

    def numbers(self, voter: Voter) -> list[tuple[str, str]]:
        """The voter's numbers in their order, with their kind of line."""
        statement = select(PhoneNumber).where(PhoneNumber.voter_id == voter.id)
        with self._database.transaction() as session:
            found = session.scalars(statement.order_by(PhoneNumber.position))
            return [(number.e164, number.line_type.value) for number in found]

    def rejected(self) -> list[tuple[int, str]]:
        with self._database.transaction() as session:
            rows = session.scalars(select(RejectedRow).order_by(RejectedRow.line))
            return [(row.line, row.reason) for row in rows]

    def everything(self) -> list[list[tuple[object, ...]]]:
        """Every row that an import may write, apart from the record of the import itself."""
        tables = [Voter.__table__, PhoneNumber.__table__]
        with self._database.transaction() as session:
            rows = [session.execute(select(t).order_by(t.c.id)).all() for t in tables]
            return [[tuple(row) for row in table] for table in rows]


@pytest.fixture
def books(database: Database) -> Iterator[Books]:
    yield Books(database)
