"""Sessions for services: one that is rolled back at the end, or a database of one's own."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from phonebank.db import Database, make_engine
from tests.conftest import DatabaseMaker


@pytest.fixture
def database(migrated_database_url: str) -> Iterator[Database]:
    """A database of the test's own, for what commits."""
    engine = make_engine(migrated_database_url)
    yield Database(engine)
    engine.dispose()


@pytest.fixture(scope="session")
def shared_engine(make_database: DatabaseMaker, migrated_template: str) -> Iterator[Engine]:
    """A migrated database that nothing is ever committed to."""
    with make_database(migrated_template) as url:
        engine = make_engine(url)
        yield engine
        engine.dispose()


@pytest.fixture
def session(shared_engine: Engine) -> Iterator[Session]:
    """One transaction, rolled back at the end of the test."""
    with shared_engine.connect() as connection, connection.begin() as transaction:
        with Session(connection, expire_on_commit=False) as session:
            yield session
        transaction.rollback()
