"""Voters who answer in the same instant: each volunteer gets one, the others hear who called."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from phonebank.db import Database
from phonebank.domain.call import Call, ContactResult
from phonebank.domain.caller import Caller
from phonebank.services import calling, putting_through
from phonebank.telephony.port import VoterAnswered
from tests.services.conftest import database
from tests.support.call_world import sid_of
from tests.support.over_dialling import at, make_bank

__all__ = ["database"]
VOLUNTEERS, VOTERS = 5, 12


def ringing(database: Database) -> tuple[list[int], list[int]]:
    """Ids of the calls that ring, and of the volunteers who wait."""
    with database.transaction() as session:
        bank = make_bank(session, ["en"] * VOTERS)
        volunteers = [bank.volunteer().id for _ in range(VOLUNTEERS)]
        return [call.id for call in bank.ring(VOTERS)], volunteers


def answer(database: Database, call_id: int) -> str:
    with database.transaction() as session:
        event = VoterAnswered(call_id, sid_of(call_id))
        return type(putting_through.voter_answered(session, event, at(8))).__name__


def the_calls(database: Database) -> list[Call]:
    with database.transaction() as session:
        return list(session.scalars(select(Call).order_by(Call.id)))


def test_no_volunteer_gets_two_and_none_is_left_out(database: Database) -> None:
    calls, volunteers = ringing(database)
    with ThreadPoolExecutor(VOTERS) as pool:
        replies = Counter(pool.map(lambda call_id: answer(database, call_id), calls))
    assert replies == {"PutThrough": VOLUNTEERS, "AskByKeypad": VOTERS - VOLUNTEERS}
    owners = [call.caller_id for call in the_calls(database) if call.caller_id is not None]
    assert sorted(owners) == sorted(volunteers)


def test_a_webhook_delivered_many_times_at_once_takes_one_volunteer(database: Database) -> None:
    (first, *_), _ = ringing(database)
    with ThreadPoolExecutor(6) as pool:
        replies = set(pool.map(lambda _: answer(database, first), range(6)))
    assert replies == {"PutThrough"}
    with database.transaction() as session:
        waiting = session.scalars(select(Caller).where(Caller.free_since.is_not(None))).all()
        assert len(waiting) == VOLUNTEERS - 1


def test_breaks_pressed_while_voters_answer_leave_no_voter_with_somebody_who_is_gone(
    database: Database,
) -> None:
    calls, volunteers = ringing(database)

    def pause(caller_id: int) -> str:
        with database.transaction() as session:
            calling.take_break(session, caller_id, at(8), on=True)
        return "paused"

    with ThreadPoolExecutor(VOTERS) as pool:
        pauses = [pool.submit(pause, caller_id) for caller_id in volunteers]
        answers = [pool.submit(answer, database, call_id) for call_id in calls]
        done = [each.result() for each in (*answers, *pauses)]
    assert done.count("paused") == VOLUNTEERS
    connected = [call for call in the_calls(database) if call.connected_at is not None]
    assert len({call.caller_id for call in connected}) == len(connected)
    assert all(
        call.result is ContactResult.ABANDONED
        for call in the_calls(database)
        if call.connected_at is None
    )
