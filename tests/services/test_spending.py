"""Whoever spends too much stops, and nobody else."""

from sqlalchemy.orm import Session

from phonebank.config import Prices
from phonebank.domain.call import CallEvent
from phonebank.domain.contact_rules import Channel, Reason
from phonebank.domain.organisation import FreezeReason
from phonebank.services import gate, spending
from phonebank.services.caller_ids import OwnedNumbers
from tests.support.over_dialling import at, make_bank
from tests.support.world import make_world

PRICES = Prices(call_minute=200, text_segment=100)


def test_minutes_begun_are_counted_and_calls_that_nobody_answered_are_not(
    session: Session,
) -> None:
    bank = make_bank(session)
    bank.volunteer()
    talked, rang_out = bank.ring(2)
    bank.answer(talked, 8)
    bank.tell(talked, CallEvent.COMPLETED, 8 + 61)
    bank.tell(rang_out, CallEvent.NO_ANSWER, 30)
    assert spending.spent_cents(session, bank.world.organisation.id, PRICES, at(100)) == 4


def test_the_breaker_stops_that_organisation_alone_and_can_be_put_back(session: Session) -> None:
    bank = make_bank(session)
    other = make_world(session, slug="other", our_number="+16515550199", first_line=150)
    bank.world.organisation.spend_limit_cents = 1
    bank.volunteer()
    (call,) = bank.ring()
    bank.answer(call)
    frozen = spending.freeze_who_spends_too_much(session, PRICES, at(3600))
    assert frozen == [bank.world.organisation.id]
    assert bank.world.organisation.frozen_because is FreezeReason.SPENDING
    assert not other.organisation.frozen
    assert bank.ring(moment=3601) == []
    found = gate.first_number(
        session, bank.world.shift, bank.world.voters[5].id, Channel.CALL, at(3601)
    )
    assert found.decision.reason is Reason.ORGANISATION_FROZEN
    spending.thaw(session, bank.world.organisation.slug, 100_000, at(3602), "operator")
    assert len(bank.ring(moment=3700)) == 1


def test_each_call_counts_as_a_use_of_the_number_that_it_shows(session: Session) -> None:
    bank = make_bank(session)
    bank.ring(3)
    numbers = OwnedNumbers.of(session, bank.world.shift, at(60))
    assert [each.calls for each in numbers.at_hand.values()] == [3]
