"""A shift that dials by itself, from the carrier's first ring to the volunteer's conference.

The simulated carrier calls the real webhooks; the dialer's rounds are run by the test.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest
from rq import Queue
from sqlalchemy import select
from werkzeug.serving import make_server

import phonebank.web
from phonebank.conductor.dialer import Dialer
from phonebank.config import Config
from phonebank.domain.call import AnsweredBy, Call, ContactResult
from phonebank.domain.caller import Caller
from phonebank.domain.campaign import Campaign
from phonebank.domain.dial_mode import DialMode
from phonebank.domain.spoken_phrases import Phrase
from phonebank.domain.suppression import Suppression
from phonebank.domain.voicemail import VoicemailPolicy
from phonebank.jobs.queues import QueueName
from phonebank.services import dialling
from phonebank.services.auditing import Author
from phonebank.services.recording import keep_recording
from phonebank.wiring import Application
from tests.contract.test_carrier_port import twilio_config
from tests.support.simulator import (
    NUMBER,
    RunningSimulator,
    running_simulator,
    simulator,
    wait_until,
)
from tests.support.sounds import note
from tests.support.world import NOON, add_caller, make_world
from webhooks import create_app

__all__ = ["running_simulator", "simulator"]


class Door:
    """A WSGI application that is given its application once its port is known."""

    app: Callable[..., Iterable[bytes]]

    def __call__(self, environ: object, start: object) -> Iterable[bytes]:
        return self.app(environ, start)


@dataclass
class Shift:
    """A shift with volunteers who wait, and the world around it."""

    app: Application
    dialer: Dialer
    carrier: RunningSimulator
    pages: Door

    def begin(self, *tempers: str, volunteers: int = 1, mode: DialMode = DialMode.PREDICTIVE,
              landlines_in: str = "GA") -> None:  # fmt: skip
        """So many voters, one for each temper."""
        area = "404" if landlines_in == "GA" else "651"
        for line, temper in enumerate(tempers, 101):
            self.carrier.voter(f"+1{area}5550{line}", temper=temper)
        with self.app.database.transaction() as session:
            world = make_world(
                session, languages=["en"] * len(tempers), mode=mode, landlines_in=landlines_in
            )
            for number in range(volunteers):
                caller = add_caller(session, world.shift)
                dialling.call_next_voter(session, caller.id, f"ready {number}", NOON)

    def round(self) -> None:
        """One second's dialing."""
        for asked in self.dialer.round():
            asked.result()

    def calls(self) -> list[Call]:
        """Every call, as it is now."""
        with self.app.database.transaction() as session:
            return list(session.scalars(select(Call).order_by(Call.id)))

    def wait_for(self, *results: ContactResult | None) -> list[Call]:
        """Until the calls have these results, or, for None, a volunteer."""

        def have_come() -> bool:
            return all(
                call.caller_id is not None if result is None else call.result is result
                for call, result in zip(self.calls(), results, strict=True)
            )

        wait_until(have_come, f"calls with results {results}")
        return self.calls()

    def in_conference(self, call: Call) -> bool:
        """Whether the voter is in the conference of the call's volunteer."""
        return any(
            call.carrier_sid in room["inside"] and room["name"] == f"caller-{call.caller_id}"
            for room in self.carrier.state()["conferences"]
        )


@contextmanager
def serving(door: Door) -> Iterator[str]:
    """The door at an address of this machine."""
    server = make_server("127.0.0.1", 0, door, threaded=True)  # type: ignore[arg-type]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def shift(
    running_simulator: RunningSimulator, migrated_database_url: str, redis_url: str
) -> Iterator[Shift]:
    door, pages = Door(), Door()
    with serving(door) as address, serving(pages) as public_url:
        app = Application(
            Config(
                database_url=migrated_database_url,
                redis_url=redis_url,
                public_url=public_url,
                webhooks_url=address,
                secret_key="made up for the tests",
                twilio=replace(twilio_config(running_simulator), calls_per_second=50),
            )
        )
        vars(app)["clock"] = lambda: NOON
        door.app = create_app(app)
        with app.database.engine.connect() as connection:
            dialer = Dialer(app, connection.execution_options(isolation_level="AUTOCOMMIT"))
            yield Shift(app, dialer, running_simulator, pages)
            dialer.close()
            connection.invalidate()
        running_simulator.settle()
    app.database.engine.dispose()
    app.redis.close()


def test_whoever_answers_is_in_the_volunteers_conference_and_on_the_line(shift: Shift) -> None:
    shift.begin("talks")
    shift.round()
    (call,) = shift.wait_for(None)
    assert call.mode is DialMode.PREDICTIVE
    wait_until(lambda: shift.in_conference(call), "the voter in the volunteer's conference")


def test_whoever_finds_nobody_free_hears_who_called_and_may_opt_out(shift: Shift) -> None:
    shift.begin("talks", volunteers=1)
    shift.round()
    with shift.app.database.transaction() as session:
        session.scalars(select(Caller)).one().free_since = None
    (call,) = shift.wait_for(ContactResult.ABANDONED)
    line = shift.carrier.call(str(call.carrier_sid))
    wait_until(lambda: bool(shift.carrier.call(line["sid"])["said"]), "a sentence")
    assert "Sample Neighbors" in shift.carrier.call(line["sid"])["said"][0]
    shift.carrier.post("press", {"call_sid": line["sid"], "keys": "9"})

    def is_suppressed() -> bool:
        with shift.app.database.transaction() as session:
            return session.scalar(select(Suppression.id)) is not None

    wait_until(is_suppressed, "an opt-out")
    shift.carrier.wait_for_call(line["sid"], "completed")


def test_a_machine_frees_the_volunteer_for_the_next_voter(shift: Shift) -> None:
    shift.begin("voicemail")
    shift.round()
    (call,) = shift.wait_for(ContactResult.VOICEMAIL)
    assert call.answered_by is AnsweredBy.MACHINE
    with shift.app.database.transaction() as session:
        assert session.scalars(select(Caller)).one().free_since is not None


@pytest.fixture
def recordings(shift: Shift) -> Iterator[None]:
    """The pages' address serves recordings."""
    pages = phonebank.web.create_app(shift.app)
    shift.pages.app = pages
    yield
    pages.extensions["packed static files"].cleanup()


@pytest.mark.usefixtures("recordings")
def test_a_machine_records_the_whole_message_while_the_volunteer_talks_to_the_next(
    shift: Shift, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("phonebank.jobs.calls.this_process", lambda: shift.app)
    shift.begin("voicemail", "talks")
    with shift.app.database.transaction() as session:
        campaign, author = session.scalars(select(Campaign)).one(), Author("member 1", NOON)
        campaign.voicemail = {"en": VoicemailPolicy.RECORDED_MESSAGE.value}
        owner, key = campaign.organisation_id, Phrase.VOICEMAIL.value
        keep_recording(session, owner, campaign.id, "en", key, note(400, seconds=58), author)
    shift.round()
    (left,) = shift.wait_for(ContactResult.VOICEMAIL)
    queue = Queue(QueueName.CALLS, connection=shift.app.redis)
    wait_until(lambda: len(queue) == 1, "the message is asked for, after the result is committed")
    for job in queue.jobs:
        job.perform()
    assert not shift.in_conference(left)
    shift.round()
    wait_until(lambda: len(shift.calls()) == 2, "the next voter")
    _, following = shift.wait_for(ContactResult.VOICEMAIL, None)
    wait_until(lambda: shift.in_conference(following), "the next voter with the volunteer")
    line = shift.carrier.call(str(left.carrier_sid))
    assert line["status"] == "in-progress", "the message still goes on"
    shift.carrier.wait_for_call(line["sid"], "completed")
    message, number = shift.carrier.call(line["sid"])["recorded"]
    assert (message["hz"], message["seconds"], message["whole"]) == (400, 58.0, True)
    assert number["words"] == "Our number is 6 5 1 5 5 5 0 1 0 0."
    assert shift.calls()[0].message_at is not None


def test_a_line_that_rings_out_is_closed_by_itself(shift: Shift) -> None:
    shift.begin("rings_out", "busy", volunteers=2)
    shift.round()
    results = shift.wait_for(ContactResult.NOT_HOME, ContactResult.BUSY)
    assert all(call.caller_id is None for call in results)


def test_in_minnesota_the_line_is_the_volunteers_own_from_its_first_ring(shift: Shift) -> None:
    shift.begin("talks", landlines_in="MN")
    shift.round()
    (call,) = shift.calls()
    assert call.mode is DialMode.PROGRESSIVE and call.caller_id is not None
    wait_until(lambda: shift.in_conference(call), "the voter in the volunteer's conference")


def test_a_voter_who_rings_back_reaches_the_volunteer_who_is_free(shift: Shift) -> None:
    hooks = shift.app.config.webhooks_url
    for number in shift.carrier.client().incoming_phone_numbers.list():
        number.update(voice_url=f"{hooks}/voice/incoming", voice_method="POST")
    shift.begin("busy")
    shift.round()
    shift.wait_for(ContactResult.BUSY)
    shift.carrier.post("inbound-call", {"from": "+14045550101", "to": NUMBER})
    wait_until(lambda: len(shift.calls()) == 2, "a second call")
    back = shift.calls()[1]
    assert back.inbound
    wait_until(lambda: shift.in_conference(back), "the voter in the volunteer's conference")
    shift.carrier.post("hang-up", {"call_sid": back.carrier_sid})
