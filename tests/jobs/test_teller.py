"""Other programs are told side by side: none waits for another, and no error ends the telling."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pytest

from phonebank.db import Database, make_engine
from phonebank.domain.voter import PhoneNumber
from phonebank.jobs.teller import Teller
from phonebank.partners.https import HttpsOutbound
from phonebank.services import opting_out
from phonebank.services.auditing import Author
from phonebank.services.event_hooks import add_hook
from tests.support.receiver import Receiver, Told, run_receiver
from tests.support.world import NOON, World, make_world


@dataclass
class Parts:
    """What a teller takes of the application; its clock fails when it is told to."""

    database: Database
    outbound: HttpsOutbound
    fails_at: int = 0
    asked: int = 0

    def clock(self) -> datetime:
        self.asked += 1
        if self.asked == self.fails_at:
            raise ValueError("a voter wrote this")
        return NOON


@pytest.fixture
def parts(migrated_database_url: str) -> Iterator[Parts]:
    engine = make_engine(migrated_database_url)
    yield Parts(Database(engine), HttpsOutbound(private_addresses=True, timeout_seconds=30))
    engine.dispose()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with run_receiver() as running:
        yield running


def hooked_world(parts: Parts, *urls: str) -> World:
    with parts.database.transaction() as session:
        world = make_world(session)
        for url in urls:
            add_hook(session, world.organisation.id, url, Author("member 1", NOON), plain_too=True)
    return world


def opt_out(parts: Parts, world: World, place: int) -> None:
    with parts.database.transaction() as session:
        voter = world.voters[place]
        number = session.query(PhoneNumber).filter_by(voter_id=voter.id).one().e164
        opting_out.opt_out(session, world.organisation.id, number, voter.id, NOON, "voter")


def test_a_slow_address_does_not_hold_up_another(parts: Parts, receiver: Receiver) -> None:
    may_answer = threading.Event()

    def slowly(_: object) -> Told:
        may_answer.wait(20)
        return Told("", 204)

    receiver.answers["/slow"] = slowly
    world = hooked_world(parts, receiver.url("/slow"), receiver.url("/fast"))
    opt_out(parts, world, 0)
    teller = Teller(parts)
    teller.start()
    try:
        receiver.wait_for("/slow")
        receiver.wait_for("/fast")
        opt_out(parts, world, 1)
        receiver.wait_for("/fast", 2)
        assert len(receiver.at("/slow")) == 1
    finally:
        may_answer.set()
        teller.stop()
    assert len(receiver.at("/slow")) == 1  # whoever is stopped begins nothing more


@pytest.mark.parametrize("fails_at", [1, 2], ids=["while it looks", "in a turn"])
def test_an_error_does_not_end_the_telling_and_its_words_are_not_logged(
    parts: Parts, receiver: Receiver, caplog: pytest.LogCaptureFixture, fails_at: int
) -> None:
    world = hooked_world(parts, receiver.url("/events"))
    opt_out(parts, world, 0)
    parts.fails_at = fails_at
    teller = Teller(parts)
    teller.start()
    try:
        receiver.wait_for("/events")
    finally:
        teller.stop()
    assert "ValueError" in caplog.text and "a voter" not in caplog.text
