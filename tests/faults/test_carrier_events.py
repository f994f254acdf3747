"""The carrier's events come early, late, twice, ten times at once, and forged."""

import itertools
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from phonebank.domain.call import CallState, ContactResult
from phonebank.domain.caller import Assignment
from phonebank.domain.suppression import AuditEvent, CarrierEvent, Suppression
from phonebank.domain.text_message import Direction, TextMessage, TextState
from phonebank.simulator.signing import signature
from phonebank.telephony.twilio.addresses import Door
from phonebank.wiring import Application
from tests.support.call_world import CallWorld, make_call_world
from tests.support.text_world import TextWorld, make_text_world
from tests.support.world import OUR_NUMBER
from tests.webhooks.conftest import ACCOUNT, HOOKS, TOKEN, SigningCarrier

AT_ONCE = 10


@pytest.fixture
def ringing(app: Application) -> CallWorld:
    return make_call_world(app.database)


@pytest.fixture
def writing(app: Application) -> TextWorld:
    return make_text_world(app.database)


def status(carrier: SigningCarrier, ringing: CallWorld, said: str) -> int:
    form = {"CallSid": ringing.sid, "CallStatus": said}
    return carrier.tell(Door.STATUS, f"call={ringing.call_id}", **form).status_code


def receipt(carrier: SigningCarrier, writing: TextWorld, said: str) -> int:
    form = {"MessageSid": writing.sid, "MessageStatus": said}
    return carrier.tell(Door.RECEIPT, f"text={writing.text_id}", **form).status_code


def write_stop(carrier: SigningCarrier, writing: TextWorld, number: int) -> int:
    form = {"From": writing.voters_number, "To": OUR_NUMBER, "Body": "please stop texting me"}
    return carrier.tell(Door.TEXT, MessageSid=f"SM{number:032x}", **form).status_code


def at_once(*acts: Callable[[], int]) -> list[int]:
    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result() for future in [pool.submit(act) for act in acts]]


def attempts(ringing: CallWorld) -> int:
    voter_id = ringing.call().voter_id
    with ringing.database.transaction() as session:
        statement = select(Assignment.attempts).where(Assignment.voter_id == voter_id)
        return session.scalars(statement).one()


def count(app: Application, kind: type, *where: object) -> int:
    with app.database.transaction() as session:
        return session.scalar(select(func.count()).select_from(kind).where(*where)) or 0  # type: ignore[arg-type]


def test_a_receipt_before_our_own_commit_is_kept_and_applied(
    carrier: SigningCarrier, writing: TextWorld
) -> None:
    assert writing.text().state is TextState.SENDING
    assert receipt(carrier, writing, "delivered") == 204
    writing.accepted()
    assert writing.text().state is TextState.DELIVERED
    assert writing.text().carrier_sid == writing.sid


def test_a_calls_event_before_our_own_commit_is_kept_and_applied(
    carrier: SigningCarrier, ringing: CallWorld
) -> None:
    assert ringing.call().carrier_sid is None
    assert status(carrier, ringing, "ringing") == 204
    assert ringing.call().state is CallState.RINGING
    assert ringing.call().carrier_sid == ringing.sid


def test_sent_after_delivered_stays_delivered(carrier: SigningCarrier, writing: TextWorld) -> None:
    writing.accepted()
    for said in ("delivered", "sent", "queued", "undelivered"):
        assert receipt(carrier, writing, said) == 204
    assert writing.text().state is TextState.DELIVERED


@pytest.mark.parametrize("seed", range(3))
def test_a_calls_events_in_any_order_end_it_once(
    carrier: SigningCarrier, ringing: CallWorld, seed: int
) -> None:
    events = ["initiated", "ringing", "in-progress", "completed"] * 2
    random.Random(seed).shuffle(events)
    assert {status(carrier, ringing, said) for said in events} == {204}
    assert ringing.call().state is CallState.COMPLETED


def test_a_late_answer_does_not_wake_a_call_that_is_over(
    carrier: SigningCarrier, ringing: CallWorld
) -> None:
    for said in ("no-answer", "in-progress", "completed", "busy"):
        status(carrier, ringing, said)
    call = ringing.call()
    assert (call.state, call.result) == (CallState.NO_ANSWER, ContactResult.NOT_HOME)
    assert attempts(ringing) == 1


def test_one_receipt_ten_times_at_once_has_one_effect(
    carrier: SigningCarrier, app: Application, writing: TextWorld
) -> None:
    acts = [lambda: receipt(carrier, writing, "delivered")] * AT_ONCE
    assert set(at_once(*acts)) == {204}
    assert writing.text().state is TextState.DELIVERED
    assert count(app, CarrierEvent, CarrierEvent.kind == "receipt") == 1


def test_one_ending_ten_times_at_once_counts_one_attempt(
    carrier: SigningCarrier, app: Application, ringing: CallWorld
) -> None:
    acts = [lambda: status(carrier, ringing, "no-answer")] * AT_ONCE
    assert set(at_once(*acts)) == {204}
    assert ringing.call().result is ContactResult.NOT_HOME
    assert attempts(ringing) == 1
    assert count(app, CarrierEvent, CarrierEvent.kind == "call") == 1


def test_all_events_of_a_call_at_once_leave_it_ended_once(
    carrier: SigningCarrier, ringing: CallWorld
) -> None:
    events = ["initiated", "ringing", "in-progress", "no-answer", "completed"] * 4
    acts = [lambda said=said: status(carrier, ringing, said) for said in events]
    assert set(at_once(*acts)) == {204}
    call = ringing.call()
    assert call.state in (CallState.NO_ANSWER, CallState.COMPLETED)
    assert call.ended_at is not None
    assert attempts(ringing) == int(call.state is CallState.NO_ANSWER)


def test_stop_twice_is_one_opt_out_and_one_reply(
    carrier: SigningCarrier, app: Application, writing: TextWorld
) -> None:
    numbers = itertools.chain([1] * 5, range(1, 6))
    acts = [lambda number=number: write_stop(carrier, writing, number) for number in numbers]
    assert set(at_once(*acts)) == {200}
    assert count(app, Suppression) == 1
    replies = (TextMessage.direction == Direction.OUT, TextMessage.first.is_(False))
    assert count(app, TextMessage, *replies) == 1


def test_a_forged_event_has_no_effect(
    carrier: SigningCarrier, app: Application, ringing: CallWorld
) -> None:
    before = count(app, CarrierEvent)
    form = {"AccountSid": ACCOUNT, "CallSid": ringing.sid, "CallStatus": "completed"}
    query = f"call={ringing.call_id}"
    behind_the_proxy = f"http://127.0.0.1:8001{Door.STATUS}?{query}"
    for signed in (
        "",
        "forged",
        signature("another token", f"{HOOKS}{Door.STATUS}?{query}", form),
        signature(TOKEN, behind_the_proxy, form),
        signature(TOKEN, f"{HOOKS}{Door.STATUS}?call={ringing.call_id + 1}", form),
    ):
        assert carrier.send(Door.STATUS, query, form, signed).status_code == 403
    assert ringing.call().state is CallState.PLACING
    assert count(app, CarrierEvent) == before


def test_a_genuine_webhook_sent_again_later_has_no_effect(
    carrier: SigningCarrier, app: Application, ringing: CallWorld
) -> None:
    for said in ("initiated", "ringing", "no-answer"):
        status(carrier, ringing, said)
    before = ringing.call()
    events = count(app, CarrierEvent)
    for said in ("initiated", "ringing", "no-answer"):
        assert status(carrier, ringing, said) == 204
    after = ringing.call()
    assert (after.state, after.ended_at, after.closed_at) == (
        before.state,
        before.ended_at,
        before.closed_at,
    )
    assert attempts(ringing) == 1
    assert count(app, CarrierEvent) == events


def test_an_event_that_names_a_call_with_anothers_id_is_not_found_and_noted(
    carrier: SigningCarrier, app: Application, ringing: CallWorld
) -> None:
    status(carrier, ringing, "ringing")
    form = {"CallSid": f"CA{0xBAD:032x}", "CallStatus": "completed"}
    query = f"call={ringing.call_id}"
    assert carrier.tell(Door.STATUS, query, **form).status_code == 404
    machine = {"CallSid": f"CA{0xBAD:032x}", "AnsweredBy": "human"}
    assert carrier.tell(Door.MACHINE, query, **machine).status_code == 404
    assert ringing.call().state is CallState.RINGING
    assert ringing.call().answered_by is None
    noted = (AuditEvent.action == "event refused", AuditEvent.actor == "carrier")
    assert count(app, AuditEvent, *noted) == 2


def test_a_receipt_that_names_a_text_with_anothers_id_is_not_found_and_noted(
    carrier: SigningCarrier, app: Application, writing: TextWorld
) -> None:
    writing.accepted()
    form = {"MessageSid": f"SM{0xBAD:032x}", "MessageStatus": "failed"}
    answer = carrier.tell(Door.RECEIPT, f"text={writing.text_id}", **form)
    assert answer.status_code == 404
    assert writing.text().state is TextState.SENT
    assert count(app, AuditEvent, AuditEvent.action == "event refused") == 1
