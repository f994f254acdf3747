"""Texts leave in their order, within the day's segments, and not while the carrier says wait."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from phonebank.db import Database
from phonebank.domain.contact_rules import Channel
from phonebank.domain.sending_limits import (
    OUR_DAILY_LIMIT,
    SegmentsSent,
    SendingLimit,
    SendingPause,
    SendingScope,
    carriers_day,
    next_day_begins,
)
from phonebank.domain.text_message import Conversation, TextMessage, TextState
from phonebank.services import assigning, delivering, texting
from phonebank.services.taking_texts import take_due
from phonebank.telephony.port import CarrierBusy, SendText
from tests.support.carrier import Busy, FakeCarrier
from tests.support.due_texts import texts_due
from tests.support.world import NOON, add_caller, make_world

ACCOUNT = SendingLimit(SendingScope.ACCOUNT)
CAPPED = SendingLimit(SendingScope.SERVICE, None, 2)
OURS = SendingLimit(SendingScope.CAMPAIGN, None, None, 1)
LIMITS = (ACCOUNT, OURS)


@pytest.fixture
def texts(database: Database) -> list[int]:
    """Four first texts that wait, in order."""
    with database.transaction() as session:
        world = make_world(session, channel=Channel.TEXT, languages=["en"] * 4)
        texter = add_caller(session, world.shift, connected=False)
        assigning.give_batch(session, texter.id, NOON)
        return [
            texting.send_first(session, texter.id, each.id, f"k{each.id}", NOON).id
            for each in session.scalars(select(Conversation).order_by(Conversation.id))
        ]


def take(
    database: Database, limits: tuple[SendingLimit, ...], at: datetime, most: int
) -> list[int]:
    with database.transaction() as session:
        return [each.request.text_id for each in take_due(session, limits, at, most)]


def states(database: Database) -> list[TextState]:
    with database.transaction() as session:
        return list(session.scalars(select(TextMessage.state).order_by(TextMessage.id)))


def test_texts_are_taken_in_their_order_and_once(database: Database, texts: list[int]) -> None:
    assert take(database, LIMITS, NOON, 3) == texts[:3]
    assert take(database, LIMITS, NOON, 3) == texts[3:]
    assert take(database, LIMITS, NOON, 3) == []


def test_what_a_person_wrote_goes_before_what_is_sent_in_bulk(
    database: Database, texts: list[int]
) -> None:
    with database.transaction() as session:
        session.get_one(TextMessage, texts[3]).due_at = NOON + timedelta(seconds=1)
        for text_id in texts[:3]:
            session.get_one(TextMessage, text_id).bulk = True
    assert take(database, LIMITS, NOON + timedelta(seconds=2), 1) == [texts[3]]


def test_a_day_ends_where_its_segments_are_used_up_and_the_next_goes_on(
    database: Database, texts: list[int]
) -> None:
    limits = (ACCOUNT, CAPPED, OURS)
    assert take(database, limits, NOON, 4) == texts[:2]
    assert take(database, limits, NOON, 4) == []
    tomorrow = next_day_begins(NOON)
    with database.transaction() as session:
        pause = session.scalars(select(SendingPause)).one()
        assert (pause.scope, pause.code, pause.until) == (
            SendingScope.SERVICE,
            OUR_DAILY_LIMIT,
            tomorrow,
        )
    assert texts_due(database, tomorrow - timedelta(seconds=1)) == []
    at = tomorrow + timedelta(hours=10)  # midnight in California is night in Minnesota
    assert take(database, limits, at, 4) == texts[2:]
    with database.transaction() as session:
        sent = {each.day: each.segments for each in session.scalars(select(SegmentsSent))}
    assert sent == {carriers_day(NOON): 2, carriers_day(at): 2}


class BusyCarrier(FakeCarrier):
    """Takes nothing in, for one reason."""

    code = 63038

    def send(self, request: SendText) -> str:
        raise CarrierBusy(self.code, 3600.0)


def hand_over_all(database: Database, carrier: FakeCarrier, at: datetime, most: int = 4) -> None:
    limits = (ACCOUNT, CAPPED_WIDE, OURS)
    with database.transaction() as session:
        taken = take_due(session, limits, at, most)
    for each in taken:
        delivering.hand_over(database, carrier, each, lambda: at)


CAPPED_WIDE = SendingLimit(SendingScope.SERVICE, None, 100)


def test_a_busy_carrier_puts_texts_back_in_their_order_and_is_left_alone_ever_longer(
    database: Database, texts: list[int]
) -> None:
    carrier = FakeCarrier(lambda: NOON)
    at, waits = NOON, []
    for _ in range(3):
        carrier.troubles.append(Busy())
        hand_over_all(database, carrier, at, most=1)
        assert states(database) == [TextState.QUEUED] * 4
        with database.transaction() as session:
            until = session.scalars(select(SendingPause.until)).one()
        waits.append((until - at).total_seconds())
        assert texts_due(database, until - timedelta(seconds=0.01)) == []
        at = until
    assert 1 <= waits[0] <= 1.25 and 2 <= waits[1] <= 2.5 and 4 <= waits[2] <= 5
    hand_over_all(database, carrier, at)
    assert [each.text_id for each in carrier.sent] == texts
    with database.transaction() as session:
        assert session.scalars(select(SegmentsSent.segments)).one() == 4, "each counted once"


def test_a_brands_limit_of_the_day_stops_all_texts_with_its_reason(
    database: Database, texts: list[int]
) -> None:
    hand_over_all(database, BusyCarrier(lambda: NOON), NOON)
    assert states(database) == [TextState.QUEUED] * 4
    with database.transaction() as session:
        pause = session.scalars(select(SendingPause)).one()
    assert (pause.scope, pause.code, pause.times) == (SendingScope.SERVICE, 63038, 1)
    assert pause.until >= NOON + timedelta(hours=1)


def test_a_backlog_that_runs_into_the_evening_waits_for_the_morning_in_its_order(
    database: Database, texts: list[int]
) -> None:
    evening = NOON.replace(hour=2) + timedelta(days=1)  # 20:00 in Minnesota
    assert take(database, LIMITS, evening, 4) == []
    assert states(database) == [TextState.QUEUED] * 4
    morning = evening + timedelta(hours=13)
    assert texts_due(database, morning - timedelta(minutes=1)) == []
    assert take(database, LIMITS, morning, 4) == texts


def test_a_text_that_was_taken_before_the_evening_is_not_sent_in_it(
    database: Database, texts: list[int]
) -> None:
    carrier = FakeCarrier(lambda: NOON)
    before = NOON.replace(hour=1, minute=59, second=59) + timedelta(days=1)
    with database.transaction() as session:
        taken = take_due(session, LIMITS, before, 1)
    delivering.hand_over(database, carrier, taken[0], lambda: before + timedelta(seconds=1))
    assert carrier.sent == []
    assert states(database)[0] is TextState.QUEUED
