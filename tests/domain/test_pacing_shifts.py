"""What the pacer promises about whole shifts, simulated with it by a simulation of the bench."""

from dataclasses import replace

import pytest

from bench._shift_simulation import Outcome, Scenario, ShiftSimulation
from bench.pacing import STRESS
from phonebank.domain.pacing import Pacer


def outcome(scenario: Scenario, seed: int) -> Outcome:
    return ShiftSimulation(scenario, Pacer(), seed).run()


def abandoned_shares(scenario: Scenario, seeds: int) -> list[float]:
    return [outcome(scenario, seed).abandoned_share for seed in range(seeds)]


@pytest.mark.parametrize(
    ("volunteers", "hours", "promised"), [(3, 4.0, 15.0), (10, 2.0, 19.0), (50, 0.75, 23.5)]
)
def test_an_hour_brings_the_conversations_that_are_promised(
    volunteers: int, hours: float, promised: float
) -> None:
    shift = outcome(Scenario(volunteers=volunteers, hours=hours), seed=1)
    assert shift.per_hour >= promised
    assert shift.abandoned_share <= 0.03


@pytest.mark.parametrize("name", STRESS)
def test_at_most_three_in_a_hundred_are_abandoned_whatever_happens(name: str) -> None:
    scenario = replace(STRESS[name], volunteers=10, hours=1.0)
    assert max(abandoned_shares(scenario, seeds=2)) <= 0.03


def test_nobody_is_abandoned_before_a_small_pool_has_earned_it() -> None:
    assert abandoned_shares(Scenario(volunteers=1, hours=1.5), seeds=2) == [0, 0]


def test_a_pool_of_two_hundred_begins_without_a_rush() -> None:
    shift = outcome(Scenario(volunteers=200, hours=0.15), seed=1)
    assert shift.abandoned_share <= 0.03


def test_the_same_seed_is_the_same_shift() -> None:
    scenario = Scenario(volunteers=5, hours=0.25)
    assert outcome(scenario, seed=7) == outcome(scenario, seed=7)
