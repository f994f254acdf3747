"""What is checked once a statement keeps a foreign key's promises: nobody refers to what is not
there, is another organisation's, or is being deleted."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import errors
from sqlalchemy.engine import make_url

from phonebank.db import Database
from tests.support.waiting import Meanwhile

WORLD = """
    INSERT INTO organisation (id, slug, name, opt_out_scope, frozen, created_at)
         VALUES (1, 'ours', 'Ours', 'organisation', false, now()),
                (2, 'theirs', 'Theirs', 'organisation', false, now());
    INSERT INTO voter_list (id, organisation_id, name, created_at) VALUES (1, 1, 'List', now());
    INSERT INTO voter (id, organisation_id, identity, first_name, last_name, romanised_name,
                       language, address, city, state, zip_code, extra, created_at, updated_at)
         SELECT n, 1, 'id:' || n, 'Ada', 'Test', '', 'en', '', '', 'MN', '', '{}', now(), now()
           FROM generate_series(1, 4) n;
    INSERT INTO phone_number (organisation_id, voter_id, e164, position, line_type)
         SELECT 1, n, '+1651555010' || n, 0, 'mobile' FROM generate_series(1, 3) n;
    INSERT INTO voter_list_entry (organisation_id, voter_list_id, voter_id, position)
         SELECT 1, 1, n, n FROM generate_series(1, 3) n
"""
NUMBER = """
    INSERT INTO phone_number (organisation_id, voter_id, e164, position, line_type)
    VALUES (1, 1, '+16515550111', 1, 'mobile'), ({}, {}, '+16515550112', 1, 'mobile')
"""
VOTER = """
    INSERT INTO voter (id, organisation_id, identity, first_name, last_name, romanised_name,
                       language, address, city, state, zip_code, extra, created_at, updated_at)
    VALUES (9, 3, 'id:9', 'Bo', 'Test', '', 'en', '', '', 'MN', '', '{}', now(), now())
"""
ENTRY = """
    INSERT INTO voter_list_entry (organisation_id, voter_list_id, voter_id, position)
    VALUES ({}, {}, {}, 9)
"""
Connection = psycopg.Connection[tuple[int, ...]]


@pytest.fixture
def first(migrated_database_url: str) -> Iterator[Connection]:
    with _connection(migrated_database_url) as connection:
        connection.execute(WORLD.encode())
        yield connection


@pytest.fixture
def second(migrated_database_url: str, first: Connection) -> Iterator[Connection]:
    with _connection(migrated_database_url) as connection:
        yield connection


def _connection(url: str) -> Connection:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)


def counts(connection: Connection) -> list[int]:
    """Voters, numbers and places on lists."""
    tables = "voter", "phone_number", "voter_list_entry"
    found = [connection.execute(f"SELECT count(*) FROM {each}".encode()) for each in tables]
    return [row[0] for each in found for row in each]


@pytest.mark.parametrize(
    "statement",
    [
        NUMBER.format(1, 99),
        NUMBER.format(2, 2),
        VOTER,
        ENTRY.format(1, 99, 1),
        ENTRY.format(1, 1, 99),
        ENTRY.format(2, 1, 4),
    ],
    ids=["nobody", "another's", "no organisation", "no list", "no voter", "of another"],
)
def test_one_row_that_refers_to_nothing_keeps_its_whole_statement_out(
    first: Connection, statement: str
) -> None:
    with pytest.raises(errors.ForeignKeyViolation, match="there is no such"):
        first.execute(statement.encode())
    assert counts(first) == [4, 3, 3]


def test_a_voter_takes_along_numbers_and_places_and_a_list_its_places(first: Connection) -> None:
    first.execute("DELETE FROM voter WHERE id = 2")
    assert counts(first) == [3, 2, 2]
    first.execute("DELETE FROM voter_list")
    assert counts(first) == [3, 2, 0]


def test_an_organisation_stays_while_it_has_voters(first: Connection) -> None:
    first.execute("DELETE FROM organisation WHERE id = 2")
    first.execute("DELETE FROM voter_list")
    with pytest.raises(errors.ForeignKeyViolation, match="refers to this organisation"):
        first.execute("DELETE FROM organisation WHERE id = 1")


@pytest.mark.parametrize(
    "change",
    [
        "phone_number SET voter_id = 2 WHERE voter_id = 1",
        "voter SET organisation_id = 2",
        "voter_list SET id = 7",
        "voter_list_entry SET voter_list_id = 7",
    ],
)
def test_neither_side_changes_what_they_know_each_other_by(first: Connection, change: str) -> None:
    with pytest.raises(errors.ForeignKeyViolation, match="keeps its key"):
        first.execute(f"UPDATE {change}".encode())


def test_a_voter_who_is_being_referred_to_is_not_deleted_meanwhile(
    first: Connection, second: Connection
) -> None:
    second.execute("SET lock_timeout = '100ms'")
    with first.transaction():
        first.execute(NUMBER.format(1, 2).encode())
        with pytest.raises(errors.LockNotAvailable):
            second.execute("DELETE FROM voter WHERE id = 2")
    second.execute("DELETE FROM voter WHERE id = 2")
    assert counts(second) == [3, 3, 2]


def test_a_voter_who_is_being_deleted_is_not_referred_to(
    first: Connection, second: Connection, database: Database
) -> None:
    numbers = NUMBER.format(1, 2).encode()
    with first.transaction():
        first.execute("DELETE FROM voter WHERE id = 2")
        adding = Meanwhile(database, lambda: second.execute(numbers)).start()
    with pytest.raises(errors.ForeignKeyViolation):
        adding.join()
    assert counts(first) == [3, 2, 2]
