"""Other programs are told what happened: signed, at least once, in order, and never inside."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from phonebank.clock import Clock
from phonebank.db import Database
from phonebank.domain.call import ContactResult
from phonebank.domain.errors import BadInput, NotFound
from phonebank.domain.event_hook import DeliveryState, EventHook, HookDelivery
from phonebank.domain.redelivery import PAUSE_AFTER
from phonebank.domain.survey import AnswerDoor
from phonebank.domain.voter import PhoneNumber, Voter
from phonebank.partners.https import HttpsOutbound
from phonebank.services import closing, opting_out
from phonebank.services.auditing import Author
from phonebank.services.event_hooks import (
    add_hook,
    hooks_of,
    pause_hook,
    remove_hook,
    replay,
    resume_hook,
)
from phonebank.services.leasing import LEASE, leased, let_go
from phonebank.services.receiving import text_received
from phonebank.services.surveying import Answering, record_answer
from phonebank.services.telling_others import forget_delivered, hooks_due, tell_hook
from phonebank.telephony.port import TextReceived
from tests.support.ended_calls import add_call, add_conversation
from tests.support.receiver import Receiver, Told, run_receiver
from tests.support.world import NOON, OUR_NUMBER, World, add_caller, make_world

BY = Author("member 1", NOON)
PATH = "/events"


class Hooked:
    """An organisation whose events go to a receiver, and a clock that is moved by hand."""

    def __init__(self, database: Database, receiver: Receiver) -> None:
        self.database, self.receiver, self.at = database, receiver, NOON
        self.outbound = HttpsOutbound(private_addresses=True, timeout_seconds=5)
        with database.transaction() as session:
            self.world: World = make_world(session)
            owner = self.world.organisation.id
            self.hook = add_hook(session, owner, receiver.url(PATH), BY, plain_too=True)

    @property
    def clock(self) -> Clock:
        return lambda: self.at

    def opt_out(self, place: int) -> None:
        voter = self.world.voters[place]
        with self.database.transaction() as session:
            number = session.query(PhoneNumber).filter_by(voter_id=voter.id).one().e164
            owner = self.world.organisation.id
            opting_out.opt_out(session, owner, number, voter.id, self.at, "voter")

    def opt_in(self, place: int) -> None:
        voter = self.world.voters[place]
        with self.database.transaction() as session:
            number = session.query(PhoneNumber).filter_by(voter_id=voter.id).one().e164
            opting_out.opt_in(session, self.world.organisation.id, number, self.at, "voter")

    def tell(self) -> int:
        return tell_hook(self.database, self.outbound, self.hook.id, self.clock)

    def due(self) -> list[int]:
        with self.database.transaction() as session:
            return hooks_due(session, self.at)

    def kept(self) -> EventHook:
        with self.database.transaction() as session:
            return session.get_one(EventHook, self.hook.id)

    def events(self) -> list[dict[str, object]]:
        return [json.loads(one.body) for one in self.receiver.at(PATH)]


@pytest.fixture
def hooked(database: Database) -> Iterator[Hooked]:
    with run_receiver() as receiver:
        yield Hooked(database, receiver)


def test_a_conversation_is_told_with_its_answers_and_signed(hooked: Hooked) -> None:
    voter = hooked.world.voters[0]
    with hooked.database.transaction() as session:
        finish_call(hooked, session, voter.id)
    assert hooked.due() == [hooked.hook.id]
    assert hooked.tell() == 1 and hooked.due() == []
    (event,) = hooked.events()
    assert event["type"] == "conversation.finished"
    data = event["data"]
    assert (data["voter_file_id"], data["result"]) == (voter.voter_file_id, "reached")
    assert [each["code"] for each in data["answers"]] == ["yes"]
    (sent,) = hooked.receiver.at(PATH)
    content = f"{sent.headers['webhook-id']}.{sent.headers['webhook-timestamp']}.".encode()
    key = base64.b64decode(hooked.hook.secret.removeprefix("whsec_"))
    signature = hmac.new(key, content + sent.body, hashlib.sha256).digest()
    assert sent.headers["webhook-signature"] == f"v1,{base64.b64encode(signature).decode()}"
    assert sent.headers["webhook-id"] == event["id"]
    assert int(sent.headers["webhook-timestamp"]) == NOON.timestamp()


def finish_call(hooked: Hooked, session: Session, voter_id: int) -> None:
    world = hooked.world
    caller = add_caller(session, world.shift)
    call = add_call(session, world.shift, session.get_one(Voter, voter_id), caller.id)
    answering = Answering(world.shift, voter_id, "en", AnswerDoor.CALLER, caller.id)
    record_answer(session, answering, world.questions[0].id, world.questions[0].choices[0].id, NOON)
    closing.close_call(session, call, ContactResult.REACHED, NOON)


def test_what_is_rolled_back_is_not_told(hooked: Hooked) -> None:
    with pytest.raises(ZeroDivisionError), hooked.database.transaction() as session:
        number = session.query(PhoneNumber).first()
        opting_out.opt_out(
            session, hooked.world.organisation.id, number.e164, number.voter_id, NOON, "voter"
        )
        raise ZeroDivisionError
    assert hooked.due() == [] and hooked.tell() == 0


def test_one_voters_events_arrive_in_order_and_others_do_not_wait(hooked: Hooked) -> None:
    """The first event of one voter is refused; the other voter's is told all the same."""
    refused = hooked.world.voters[0].id

    def answer(received: object) -> Told:
        about = json.loads(received.body)["data"]["voter_id"]
        return Told("", 422 if about == refused and hooked.at == NOON else 204)

    hooked.receiver.answers[PATH] = answer
    hooked.opt_out(0)
    hooked.opt_in(0)
    hooked.opt_out(1)
    assert hooked.tell() == 1
    hooked.at += timedelta(seconds=10)
    assert hooked.tell() == 2
    told = [(each["type"], each["data"]["voter_id"]) for each in hooked.events()]
    other = hooked.world.voters[1].id
    assert sorted(told[:2], key=str) == sorted(
        [("voter.opted_out", refused), ("voter.opted_out", other)], key=str
    )
    assert told[2:] == [("voter.opted_out", refused), ("voter.opted_in", refused)]
    assert hooked.events()[2]["id"] in {each["id"] for each in hooked.events()[:2]}


def test_an_address_that_fails_for_hours_is_paused_with_a_word_and_goes_on(hooked: Hooked) -> None:
    hooked.receiver.answers[PATH] = Told("", 503)
    hooked.opt_out(0)
    hooked.opt_out(1)
    tried = []
    while not hooked.kept().paused_at:
        hooked.tell()
        tried.append(len(hooked.events()))
        hooked.at = max(hooked.at, hooked.kept().retry_at or hooked.at)
        assert hooked.at <= NOON + 2 * PAUSE_AFTER
    assert hooked.kept().problem == "it answered 503"
    assert tried[0] == 2 and len(tried) < 25 and tried[-1] - tried[0] == len(tried) - 1
    assert hooked.due() == [] and hooked.tell() == 0
    hooked.receiver.answers[PATH] = Told("", 200)
    with hooked.database.transaction() as session:
        resume_hook(session, hooked.world.organisation.id, hooked.hook.id, BY)
    assert hooked.tell() == 2 and hooked.kept().failing_since is None


def test_an_event_that_is_always_refused_is_given_up_and_can_be_told_once_more(
    hooked: Hooked,
) -> None:
    hooked.receiver.answers[PATH] = Told("", 400)
    hooked.opt_out(0)
    for _ in range(20):
        hooked.tell()
        hooked.at += timedelta(hours=1)
    owner = hooked.world.organisation.id
    with hooked.database.transaction() as session:
        (shown,) = hooks_of(session, owner)
        assert (shown.waiting, shown.given_up) == (0, 1)
        assert session.query(HookDelivery).one().state is DeliveryState.GIVEN_UP
    assert len(hooked.events()) == 8
    hooked.receiver.answers[PATH] = Told("", 204)
    with hooked.database.transaction() as session:
        assert replay(session, owner, hooked.hook.id, NOON, Author("member 1", hooked.at)) == 1
    assert hooked.tell() == 1
    assert len({each["id"] for each in hooked.events()}) == 1


def test_nobody_elses_address_is_touched_and_a_removed_one_is_told_nothing(hooked: Hooked) -> None:
    with hooked.database.transaction() as session:
        other = make_world(session, slug="other", our_number="+16515550199", first_line=150)
        for act in (pause_hook, resume_hook, remove_hook):
            with pytest.raises(NotFound):
                act(session, other.organisation.id, hooked.hook.id, BY)
        number = session.query(PhoneNumber).filter_by(voter_id=other.voters[0].id).one()
        opting_out.opt_out(session, other.organisation.id, number.e164, None, NOON, "voter")
    assert hooked.due() == []
    hooked.opt_out(0)
    with hooked.database.transaction() as session:
        remove_hook(session, hooked.world.organisation.id, hooked.hook.id, BY)
    assert hooked.due() == [] and hooked.tell() == 0 and hooked.events() == []


@pytest.mark.parametrize(
    "address", ["http://example.org", "ftp://example.org", "https://", "https://u:p@example.org/x"]
)
def test_an_address_is_https_and_holds_no_password(hooked: Hooked, address: str) -> None:
    with hooked.database.transaction() as session, pytest.raises(BadInput):
        add_hook(session, hooked.world.organisation.id, address, BY)


def test_a_text_is_told_once_however_it_is_taken_in(hooked: Hooked) -> None:
    """A plain reply is kept by one statement, an opt-out by a longer way."""
    with hooked.database.transaction() as session:
        voter = hooked.world.voters[0]
        number = add_conversation(session, hooked.world.shift, voter).their_number
    for sid, body in (("SM1", "Yes, of course"), ("SM1", "Yes, of course"), ("SM2", "STOP")):
        with hooked.database.transaction() as session:
            event = TextReceived(text_sid=sid, from_=number, to=OUR_NUMBER, body=body)
            text_received(session, event, NOON)
    assert hooked.tell() == 3
    told = [(each["type"], each["data"].get("body")) for each in hooked.events()]
    assert told == [
        ("text.received", "Yes, of course"), ("text.received", "STOP"), ("voter.opted_out", None),
    ]  # fmt: skip


def test_who_was_slower_than_its_lease_does_not_end_that_of_the_next(hooked: Hooked) -> None:
    hooked.opt_out(0)
    with hooked.database.transaction() as session:
        mine = leased(session, EventHook, hooked.hook.id, NOON)
        assert mine is not None
    hooked.at += LEASE + timedelta(seconds=1)
    with hooked.database.transaction() as session:
        assert leased(session, EventHook, hooked.hook.id, hooked.at) is not None
    let_go(hooked.database, EventHook, hooked.hook.id, NOON)
    assert hooked.due() == []
    let_go(hooked.database, EventHook, hooked.hook.id, hooked.at)
    assert hooked.due() == [hooked.hook.id]


def test_what_happened_while_an_address_was_removed_is_forgotten(hooked: Hooked) -> None:
    hooked.opt_out(0)
    with hooked.database.transaction() as session:
        session.get_one(EventHook, hooked.hook.id).removed_at = NOON  # as if it had come after
        forget_delivered(session, NOON)
        assert session.query(HookDelivery).count() == 0
