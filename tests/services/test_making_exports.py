"""A file is made by one worker at a time, and whatever goes wrong has an end."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from phonebank.db import Database
from phonebank.domain.export_file import ExportFile, ExportPiece, ExportState
from phonebank.services.auditing import Author
from phonebank.services.exports import Scope, making
from phonebank.services.exports.keeping import (
    SILENT_AFTER,
    ask_for_export,
    exports_without_job,
)
from phonebank.services.exports.making import MOST_BEGINNINGS, NOT_MADE, make_export
from tests.support.simulator import wait_until
from tests.support.world import NOON, make_world

MUCH_LATER = NOON + timedelta(days=1)


@dataclass
class Asked:
    """A file of voters that somebody asked for, and a clock that goes on whenever it is read."""

    database: Database
    id: int
    at: datetime = NOON

    def clock(self) -> datetime:
        self.at += timedelta(seconds=20)
        return self.at

    def make(self) -> None:
        make_export(self.database, self.id, self.clock)

    def kept(self) -> ExportFile:
        with self.database.transaction() as session:
            return session.get_one(ExportFile, self.id)

    def silent(self, at: datetime) -> list[int]:
        with self.database.transaction() as session:
            return exports_without_job(session, at)

    @contextmanager
    def being_made(self) -> Iterator[None]:
        """A worker is at it, and gets its first row only afterwards."""
        worker = threading.Thread(target=self.make)
        with self.database.transaction() as session:
            session.execute(text("LOCK TABLE voter"))
            worker.start()
            wait_until(lambda: self.kept().state is ExportState.RUNNING, "a worker that began")
            yield
        worker.join(10)


@pytest.fixture
def asked(database: Database) -> Asked:
    with database.transaction() as session:
        scope = Scope(make_world(session).organisation.id)
        file = ask_for_export(session, "voters", "xlsx", scope, Author("member 1", NOON))
    return Asked(database, file.id)


def test_an_error_ends_it_with_a_sentence_and_its_words_are_not_logged(
    asked: Asked, caplog: pytest.LogCaptureFixture
) -> None:
    with asked.database.transaction() as session:
        session.get_one(ExportFile, asked.id).layout = "words of a voter"  # which there is not
    asked.make()
    assert (asked.kept().state, asked.kept().problem) == (ExportState.FAILED, NOT_MADE)
    assert asked.silent(MUCH_LATER) == []
    assert "ValueError" in caplog.text and "words of" not in caplog.text


def test_a_file_whose_workers_die_is_not_begun_for_ever(asked: Asked) -> None:
    for _ in range(MOST_BEGINNINGS):
        with asked.database.transaction() as session:
            file = session.get_one(ExportFile, asked.id)
            file.state, file.looked_at = ExportState.RUNNING, NOON  # as whoever died has left it
            file.beginnings += 1
        assert asked.silent(MUCH_LATER) == [asked.id]
    asked.make()
    assert (asked.kept().state, asked.kept().problem) == (ExportState.FAILED, NOT_MADE)
    assert asked.silent(MUCH_LATER + SILENT_AFTER * 2) == []


def test_a_file_that_takes_long_is_made_by_one_worker_alone(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "_RENEWED_EVERY_SECONDS", 0.02)
    with asked.being_made():
        long = NOON + SILENT_AFTER * 2
        wait_until(lambda: asked.kept().looked_at > long, "a worker that shows that it lives")
        assert asked.silent(long + SILENT_AFTER) == []
        asked.make()  # another worker
        assert (asked.kept().state, asked.kept().beginnings) == (ExportState.RUNNING, 1)
    assert asked.kept().state is ExportState.FINISHED


def test_whoever_was_thought_dead_writes_nothing_more(asked: Asked) -> None:
    with asked.being_made():
        assert asked.silent(MUCH_LATER) == [asked.id]
    assert asked.kept().state is ExportState.WAITING
    with asked.database.transaction() as session:
        assert session.query(ExportPiece).count() == 0
    asked.make()
    assert asked.kept().state is ExportState.FINISHED
