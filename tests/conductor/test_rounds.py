"""Each second the conductor puts right what is lost; one thing that fails stops nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from rq import Queue

from phonebank.conductor.loop import leadership
from phonebank.conductor.rounds import SpendingWatch, one_round
from phonebank.config import Config, TwilioConfig
from phonebank.domain.call import Call, CallEvent, CallState, ContactResult
from phonebank.domain.caller import Caller
from phonebank.domain.text_message import Conversation
from phonebank.services import (
    calling,
    dialling,
    directing,
    line_events,
    placing,
    signing_up,
    spending,
)
from phonebank.telephony.port import CallProgress, CarrierCall, ConferenceMoved, JoinConference
from phonebank.wiring import Application
from tests.support.carrier import FakeCarrier
from tests.support.inbox_world import make_inbox_world
from tests.support.world import NOON, add_caller, make_world


@dataclass
class Time:
    """A clock that a test moves."""

    now: datetime = field(default=NOON)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def app(migrated_database_url: str, redis_url: str, time: Time) -> Iterator[Application]:
    config = Config(
        database_url=migrated_database_url,
        redis_url=redis_url,
        public_url="http://127.0.0.1:1",
        webhooks_url="http://127.0.0.1:1",
        secret_key="made up for the tests",
        twilio=TwilioConfig(account_sid="AC1", auth_token="made up"),
    )
    app = Application(config)
    vars(app).update(clock=time, carrier=FakeCarrier(time))
    yield app
    app.database.engine.dispose()
    app.redis.close()


def carrier_of(app: Application) -> FakeCarrier:
    assert isinstance(app.carrier, FakeCarrier)
    return app.carrier


def placed(app: Application, voters: int = 1) -> list[int]:
    """A call each of so many volunteers, which the carrier has been asked to place."""
    with app.database.transaction() as session:
        world = make_world(session, languages=["en"] * voters)
        call_ids = []
        for number in range(voters):
            caller = add_caller(session, world.shift)
            call = dialling.call_next_voter(session, caller.id, f"k{number}", app.clock()).call
            assert call is not None
            call_ids.append(call.id)
    for call_id in call_ids:
        placing.place(app.database, app.carrier, call_id, app.clock)
    return call_ids


def the(app: Application, call_id: int) -> Call:
    with app.database.transaction() as session:
        return session.get_one(Call, call_id)


def tell(app: Application, call_id: int, event: CallEvent) -> None:
    sid = the(app, call_id).carrier_sid or ""
    with app.database.transaction() as session:
        happened = CallProgress(f"{sid}:{event}", call_id, sid, event)
        line_events.call_progressed(session, happened, app.clock())


def test_a_voter_whose_volunteer_is_gone_hears_one_sentence_and_is_hung_up(
    app: Application, time: Time
) -> None:
    (call_id,) = placed(app)
    tell(app, call_id, CallEvent.ANSWERED)
    with app.database.transaction() as session:
        caller_id = the(app, call_id).caller_id
        left = ConferenceMoved("CF:9", caller_id, f"CA{caller_id:032d}", True, False)
        line_events.conference_moved(session, left, app.clock())
    said: list[str] = []
    carrier = carrier_of(app)
    carrier.farewell = lambda call_sid, *sentences: said.append(call_sid)  # type: ignore[method-assign]
    for _ in range(40):
        time.now += timedelta(seconds=1)
        one_round(app)
    sid = the(app, call_id).carrier_sid
    assert said == [sid], "a sentence that begins anew each second is never heard"


def test_a_line_whose_hang_up_was_lost_is_hung_up(app: Application, time: Time) -> None:
    (call_id,) = placed(app)
    tell(app, call_id, CallEvent.ANSWERED)
    with app.database.transaction() as session:
        telling = calling.Telling(call_id, ContactResult.REFUSED)
        calling.tell_result(session, the(app, call_id).caller_id, telling, app.clock())
    time.now += timedelta(seconds=6)
    one_round(app)
    ended = carrier_of(app).calls[the(app, call_id).carrier_sid or ""]
    assert ended.event is CallEvent.COMPLETED


def test_a_call_that_the_carrier_has_forgotten_is_settled(app: Application, time: Time) -> None:
    (call_id,) = placed(app)
    carrier_of(app).calls.clear()
    tell(app, call_id, CallEvent.RINGING)
    time.now += timedelta(seconds=100)
    one_round(app)
    assert the(app, call_id).state is CallState.CANCELLED


def test_a_voter_who_waits_too_long_is_offered_to_every_texter(
    app: Application, time: Time
) -> None:
    with app.database.transaction() as session:
        inbox = make_inbox_world(session, ["en"])
        (conversation,) = inbox.take()
        inbox.write_first(conversation)
        inbox.voter_writes(conversation, "Who is this?")
        inbox.texter.seen_at = NOON + timedelta(minutes=20)
    time.now += timedelta(minutes=20)
    one_round(app)
    with app.database.transaction() as session:
        found = session.get_one(Conversation, conversation.id)
        assert (found.offered_at, found.caller_id) == (time.now, inbox.texter.id)


def test_what_cannot_be_settled_does_not_keep_others_from_it(app: Application, time: Time) -> None:
    broken, other = placed(app, voters=2)
    carrier = carrier_of(app)
    asked = carrier.call

    def call(sid: str) -> object:
        if sid == the(app, broken).carrier_sid:
            raise ValueError("what nobody has thought of")
        return asked(sid)

    carrier.call = call  # type: ignore[method-assign, assignment]
    for each in (broken, other):
        tell(app, each, CallEvent.RINGING)
    carrier.hang_up(the(app, other).carrier_sid or "")
    time.now += timedelta(seconds=100)
    one_round(app)
    assert the(app, other).state is CallState.COMPLETED


def test_leadership_falls_when_the_leader_stumbles(app: Application) -> None:
    with pytest.raises(ValueError, match="stumbled"), leadership(app) as lead:
        assert lead is not None
        raise ValueError("stumbled")
    with app.database.engine.connect(), leadership(app) as again:
        assert again is not None


def test_there_is_one_leader(app: Application) -> None:
    with leadership(app) as first, leadership(app) as second:
        assert first is not None
        assert second is None


def test_what_a_captain_wanted_after_the_call_is_done_and_the_line_ended(
    app: Application, time: Time
) -> None:
    with app.database.transaction() as session:
        world = make_world(session)
        caller = add_caller(session, world.shift)
        line = caller.leg_call_sid
        call = dialling.call_next_voter(session, caller.id, "key-1", NOON).call
        assert call is not None
        directing.finish_after_call(session, caller.id, NOON, on=True)
    one_round(app)
    with app.database.transaction() as session:
        assert session.get_one(Caller, caller.id).finished_at is None
        sid = f"CA{call.id:032x}"
        busy = CallProgress("busy", call.id, sid, CallEvent.BUSY)
        line_events.call_progressed(session, busy, NOON)
    carrier_of(app).calls[str(line)] = CarrierCall(str(line), "", CallEvent.ANSWERED, NOON)
    one_round(app)
    with app.database.transaction() as session:
        gone = session.get_one(Caller, caller.id)
        assert (gone.finished_at, gone.leg_call_sid) == (NOON, None)
    assert carrier_of(app).calls[str(line)].event is CallEvent.COMPLETED


def test_a_guest_whose_way_home_was_lost_is_fetched_again(app: Application, time: Time) -> None:
    with app.database.transaction() as session:
        world = make_world(session)
        host, guest = add_caller(session, world.shift), add_caller(session, world.shift)
        guest.guest_of_id, guest.guest_at, guest.home_at = host.id, NOON, NOON
        line = guest.leg_call_sid
    one_round(app)
    assert carrier_of(app).moved == []
    time.now = NOON + timedelta(seconds=6)
    one_round(app)
    assert carrier_of(app).moved == [(line, JoinConference(guest.conference, guest.id))]


def test_a_reminder_that_is_due_is_put_on_its_queue_once_a_minute(
    app: Application, time: Time
) -> None:
    with app.database.transaction() as session:
        shift = make_world(session, launched=False).shift
        shift.starts_at, shift.ends_at = NOON + timedelta(hours=4), NOON + timedelta(hours=6)
        coming = signing_up.Coming("key", "Mai Example", "+16515550177", ["en"], "en")
        signing_up.sign_up(session, shift.sign_up_code, coming, NOON)
    queue = Queue("texts", connection=app.redis)
    one_round(app)
    assert queue.jobs == []
    time.now = NOON + timedelta(hours=1)
    for _ in range(2):
        one_round(app)
    assert [job.func_name for job in queue.jobs] == ["phonebank.jobs.notices.send"]
    time.now += timedelta(minutes=1)
    one_round(app)
    assert len(queue.jobs) == 2


def test_spending_is_checked_once_a_minute_in_whatever_second_a_round_comes(
    app: Application, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[datetime] = []
    monkeypatch.setattr(
        spending, "freeze_who_spends_too_much", lambda session, prices, at: checked.append(at)
    )
    watch = SpendingWatch()
    rounds = [NOON + timedelta(seconds=1 + each) for each in (0, 20, 58, 61, 118, 122)]
    for time.now in rounds:
        one_round(app, watch)
    assert checked == [rounds[0], rounds[3], rounds[5]]
