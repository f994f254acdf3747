"""Servers for tests: one PostgreSQL and one Valkey a session, a clean database each a test.

PHONEBANK_TEST_DATABASE_URL (a role that may create databases) and PHONEBANK_TEST_REDIS_URL (a
database number that tests may empty) replace the embedded servers.
"""

import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import psycopg
import pytest
import redis
from psycopg import sql
from sqlalchemy.engine import make_url

from scripts.embedded import PostgresServer, ValkeyServer

END_THE_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
"""
ALL_TABLES = """
    SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
"""
WITH_BROWSER = {"browser", "test_voice_sdk.py"}
DatabaseMaker = Callable[[str | None], AbstractContextManager[str]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Spread the files that need a browser among the others: runners take whole files in this
    order, and two browsers at once are slower than one after the other."""
    files = list(dict.fromkeys(item.path for item in items))
    heavy = [file for file in files if WITH_BROWSER.intersection(file.parts)]
    light = [file for file in files if file not in heavy]
    place = {file: number / max(1, len(light)) for number, file in enumerate(light)}
    place |= {file: number / max(1, len(heavy)) for number, file in enumerate(heavy)}
    items.sort(key=lambda item: place[item.path])


@pytest.fixture(scope="session")
def servers_folder() -> Iterator[Path]:
    """A folder that the servers' account can pass through, removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="phonebank-tests-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_url(servers_folder: Path) -> Iterator[str]:
    """A PostgreSQL for the whole session: a URL whose role may create databases."""
    if external := os.environ.get("PHONEBANK_TEST_DATABASE_URL"):
        yield external
        return
    with PostgresServer(servers_folder / "postgres", durable=False) as server:
        yield server.url


@pytest.fixture(scope="session")
def valkey_url(servers_folder: Path) -> Iterator[str]:
    """A Valkey for the whole session."""
    if external := os.environ.get("PHONEBANK_TEST_REDIS_URL"):
        yield external
        return
    with ValkeyServer(servers_folder / "valkey") as server:
        yield server.url


@pytest.fixture(scope="session")
def make_database(postgres_url: str) -> DatabaseMaker:
    """Makes a database, empty or copied from the one named, which is dropped on leaving."""

    @contextmanager
    def make(template: str | None) -> Iterator[str]:
        name = f"test_{secrets.token_hex(8)}"
        source = (
            sql.SQL(" TEMPLATE {}").format(sql.Identifier(template)) if template else sql.SQL("")
        )
        with administrator(postgres_url) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)) + source)
        try:
            yield make_url(postgres_url).set(database=name).render_as_string(hide_password=False)
        finally:
            _drop_database(postgres_url, name)

    return make


@pytest.fixture(scope="session")
def migrated_template(make_database: DatabaseMaker) -> Iterator[str]:
    """The name of a database that was migrated once, for copies."""
    from phonebank.migrations import upgrade

    with make_database(None) as url:
        upgrade(url)
        yield str(make_url(url).database)


@pytest.fixture
def database_url(make_database: DatabaseMaker) -> Iterator[str]:
    """A new database with nothing in it."""
    with make_database(None) as url:
        yield url


@pytest.fixture(scope="session")
def shared_database_url(make_database: DatabaseMaker, migrated_template: str) -> Iterator[str]:
    """One migrated database that test after test is given, emptied in between."""
    with make_database(migrated_template) as url:
        yield url


@pytest.fixture
def migrated_database_url(shared_database_url: str) -> Iterator[str]:
    """A database with every migration applied, no rows, and every count at its beginning.

    Emptying one takes a fraction of copying one, which took a third of all the tests' time.
    """
    yield shared_database_url
    with administrator(shared_database_url) as connection:
        connection.execute(END_THE_OTHERS)
        tables = [sql.Identifier(str(table)) for (table,) in connection.execute(ALL_TABLES)]
        emptying = sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE")
        connection.execute(emptying.format(sql.SQL(", ").join(tables)))


@pytest.fixture
def redis_url(valkey_url: str) -> str:
    """A Valkey with nothing in it."""
    with redis.Redis.from_url(valkey_url) as client:
        client.flushdb()
    return valkey_url


def _drop_database(postgres_url: str, name: str) -> None:
    drop = sql.SQL("DROP DATABASE {}").format(sql.Identifier(name))
    with administrator(postgres_url) as connection:
        try:
            connection.execute(drop + sql.SQL(" WITH (FORCE)"))
        except psycopg.errors.InsufficientPrivilege:
            # An autovacuum is at work in it: that one may not be forced, and makes way unasked.
            connection.execute(drop)


def administrator(url: str) -> psycopg.Connection[tuple[object, ...]]:
    """A connection that may create and drop databases: both refuse to be in a transaction."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)
