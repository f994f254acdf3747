"""Whoever waits too long is offered to every texter, then told to the coordinator."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from phonebank.domain.shift_alerts import Alert, AlertKind
from phonebank.domain.text_message import Conversation
from phonebank.services import assigning, conversations, escalating, planning, texting
from phonebank.services.alerting import alerts_of
from phonebank.services.reply_times import own_reply_times, reply_times_of
from phonebank.services.reporting import figures
from phonebank.services.showing_callers import callers_now
from phonebank.services.showing_inbox import inbox_of
from tests.support.inbox_world import InboxWorld, make_inbox_world
from tests.support.world import NOON, add_caller

LATE = NOON + timedelta(minutes=16)
LATER = NOON + timedelta(minutes=33)
MIDNIGHT = NOON + timedelta(hours=12)


@pytest.fixture
def inbox(session: Session) -> InboxWorld:
    return make_inbox_world(session, languages=["en", "en", "es-US"])


@pytest.fixture
def waits(inbox: InboxWorld) -> Conversation:
    """An English voter who has written to the texter just after noon."""
    first, *_ = inbox.take()
    inbox.write_first(first)
    inbox.voter_writes(first, "When do the polls open?")
    return first


def offer(inbox: InboxWorld, at: datetime = LATE) -> int:
    found = escalating.shifts_to_escalate(inbox.session, at)
    return sum(escalating.offer_overdue(inbox.session, each, at) for each in found)


def told(inbox: InboxWorld, at: datetime) -> list[Alert]:
    session, shift = inbox.session, inbox.world.shift
    counted = figures(session, shift)
    return alerts_of(session, shift, counted, callers_now(session, shift, at), at)


def test_nobody_is_offered_before_the_campaigns_minutes(
    inbox: InboxWorld, waits: Conversation
) -> None:
    assert offer(inbox, NOON + timedelta(minutes=14)) == 0
    inbox.world.campaign.answer_within_minutes = 5
    assert offer(inbox, NOON + timedelta(minutes=6)) == 1


def test_whoever_waits_too_long_is_offered_once_to_texters_of_their_language(
    inbox: InboxWorld, waits: Conversation
) -> None:
    spanish = add_caller(inbox.session, inbox.world.shift, ["es-US"], connected=False)
    english = add_caller(inbox.session, inbox.world.shift, ["en"], connected=False)
    assert offer(inbox) == 1
    assert offer(inbox) == 0
    assert inbox_of(inbox.session, spanish.id, NOON).unanswered == 0
    assert inbox_of(inbox.session, english.id, NOON).unanswered == 1
    assert inbox_of(inbox.session, inbox.texter.id, NOON).total == 3


def test_a_texter_who_is_free_takes_it_and_the_wait_goes_on(
    inbox: InboxWorld, waits: Conversation
) -> None:
    offer(inbox)
    english = add_caller(inbox.session, inbox.world.shift, ["en"], connected=False)
    assert assigning.give_batch(inbox.session, english.id, LATE, 1) == 1
    assert (waits.caller_id, waits.offered_at) == (english.id, None)
    assert waits.waiting_since is not None and waits.waiting_since < LATE


def test_a_texter_who_answers_after_all_keeps_it(inbox: InboxWorld, waits: Conversation) -> None:
    offer(inbox)
    texting.reply(inbox.session, inbox.texter.id, waits.id, inbox.key(), "At 7.", LATE)
    assert (waits.caller_id, waits.offered_at) == (inbox.texter.id, None)
    inbox.session.flush()
    english = add_caller(inbox.session, inbox.world.shift, ["en"], connected=False)
    assert inbox_of(inbox.session, english.id, NOON).unanswered == 0


def test_nobody_is_late_while_they_may_not_be_written_to(
    inbox: InboxWorld, waits: Conversation
) -> None:
    assert offer(inbox, MIDNIGHT) == 0
    assert offer(inbox, MIDNIGHT + timedelta(hours=12)) == 1


def test_nothing_is_offered_in_a_shift_that_is_paused(
    inbox: InboxWorld, waits: Conversation
) -> None:
    owner, shift_id = inbox.world.organisation.id, inbox.world.shift.id
    planning.pause(inbox.session, owner, shift_id, NOON, "member 1")
    assert offer(inbox) == 0


def test_a_conversation_that_is_done_waits_for_nobody(
    inbox: InboxWorld, waits: Conversation
) -> None:
    conversations.close(inbox.session, inbox.texter.id, waits.id, NOON)
    inbox.session.flush()
    assert offer(inbox) == 0
    assert reply_times_of(inbox.session, inbox.world.shift.id, LATE).waiting_since is None


def test_what_nobody_took_is_told_to_the_coordinator_with_its_language(
    inbox: InboxWorld, waits: Conversation
) -> None:
    assert Alert(AlertKind.REPLIES_WAIT, 1, minutes=15) in told(inbox, LATE)
    offer(inbox)
    inbox.session.flush()
    assert Alert(AlertKind.UNANSWERED, 1, "en", 30) in told(inbox, LATER)
    assert AlertKind.REPLIES_WAIT not in {each.kind for each in told(inbox, LATER)}


def test_reply_times_are_told_to_the_texter_and_of_the_shift(
    inbox: InboxWorld, waits: Conversation
) -> None:
    session, texter_id, shift_id = inbox.session, inbox.texter.id, inbox.world.shift.id
    assert own_reply_times(session, texter_id, LATE).longest_minutes(LATE) == 15
    assert own_reply_times(session, texter_id, LATE).median_seconds is None
    wrote_at = waits.waiting_since
    assert wrote_at is not None
    answered_at = wrote_at + timedelta(seconds=90)
    texting.reply(session, texter_id, waits.id, inbox.key(), "At 7.", answered_at)
    inbox.session.flush()
    for times in (
        own_reply_times(session, texter_id, answered_at),
        reply_times_of(session, shift_id, answered_at),
    ):
        assert (times.median_seconds, times.longest_minutes(LATE)) == (90, None)
    assert reply_times_of(session, shift_id, LATE + timedelta(hours=2)).median_seconds is None
