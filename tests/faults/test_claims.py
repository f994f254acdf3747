"""Two workers never claim one voter, and a click is one call however often it arrives."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from phonebank.db import Database
from phonebank.domain.call import Call
from phonebank.services.claiming import claim
from phonebank.services.dialling import call_next_voter
from tests.services.conftest import database
from tests.support.world import NOON, add_caller, make_world

__all__ = ["database"]
CALLERS, VOTERS = 8, 60


def test_many_callers_at_once_are_given_each_voter_once(database: Database) -> None:
    with database.transaction() as session:
        world = make_world(session, languages=["en"] * VOTERS)
        callers = [add_caller(session, world.shift).id for _ in range(CALLERS)]

    def claims(caller_id: int) -> list[int]:
        given = []
        while True:
            with database.transaction() as session:
                found = claim(session.connection(), world.shift.id, caller_id, ["en"], NOON)
            if found is None:
                return given
            given.append(found.voter_id)

    with ThreadPoolExecutor(CALLERS) as pool:
        given = Counter(voter for voters in pool.map(claims, callers) for voter in voters)
    assert len(given) == VOTERS
    assert set(given.values()) == {1}


@pytest.mark.parametrize("keys", [["same"] * 6, [f"key {n}" for n in range(6)]])
def test_six_clicks_at_once_make_one_call(database: Database, keys: list[str]) -> None:
    with database.transaction() as session:
        world = make_world(session, languages=["en"] * 6)
        caller_id = add_caller(session, world.shift).id

    def click(key: str) -> str:
        try:
            with database.transaction() as session:
                call_next_voter(session, caller_id, key, NOON)
        except Exception as error:
            return type(error).__name__
        return "called"

    with ThreadPoolExecutor(6) as pool:
        outcomes = Counter(pool.map(click, keys))
    with database.transaction() as session:
        assert session.scalar(select(func.count(Call.id))) == 1
    assert set(outcomes) <= {"called", "NotNow"}
