"""One session is one transaction, and none of them waits for ever."""

import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

from phonebank.db import Database
from phonebank.services.opting_out import lock_number
from tests.services.conftest import database

NUMBER = "+16515550123"


__all__ = ["database"]


def test_a_lock_that_is_never_let_go_is_waited_for_in_vain_and_not_for_ever(
    database: Database,
) -> None:
    outcome: list[str] = []

    def wait() -> None:
        try:
            with database.transaction() as session:
                session.execute(text("SET LOCAL lock_timeout = '100ms'"))
                lock_number(session, NUMBER)
        except OperationalError as error:
            outcome.append(type(error.orig).__name__)

    with database.transaction() as session:
        lock_number(session, NUMBER)
        waiting = threading.Thread(target=wait)
        waiting.start()
        waiting.join(10)
    assert outcome == ["LockNotAvailable"]


def test_every_connection_has_bounds_for_its_waits(database: Database) -> None:
    with database.transaction() as session:
        assert session.scalar(text("SHOW lock_timeout")) == "14s"
        assert session.scalar(text("SHOW idle_in_transaction_session_timeout")) == "5min"
    with database.statement() as session:
        assert session.scalar(text("SHOW lock_timeout")) == "14s"


def test_an_error_does_not_repeat_the_numbers_that_it_met(database: Database) -> None:
    with pytest.raises(DBAPIError) as failed, database.transaction() as session:
        session.execute(text("SELECT :number / 0"), {"number": NUMBER})
    assert NUMBER not in str(failed.value).replace(str(failed.value.orig), "")
