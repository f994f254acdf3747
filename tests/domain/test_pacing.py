"""What the pacer promises about events, whatever their order, and about single decisions."""

import time
from collections.abc import Callable
from dataclasses import astuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phonebank.domain.pacing import Pacer

Event = tuple[str, int, int, float]

volunteers, calls = st.integers(0, 3), st.integers(0, 9)
times = (
    st.floats(-1e6, 1e6) | st.integers(0, 300).map(float) | st.sampled_from([1e300, float("nan")])
)
kinds = st.sampled_from(
    [
        "joined",
        "left",
        "placed",
        "answered",
        "unanswered",
        "connected",
        "abandoned",
        "talk_ended",
        "free",
    ]
)
events = st.lists(st.tuples(kinds, volunteers, calls, times), max_size=60)


def tell(pacer: Pacer, event: Event) -> None:
    kind, volunteer, call, at = event
    tellings: dict[str, Callable[[], None]] = {
        "joined": lambda: pacer.joined(volunteer, at),
        "left": lambda: pacer.left(volunteer, at),
        "placed": lambda: pacer.placed(call, at),
        "answered": lambda: pacer.answered(call, at),
        "unanswered": lambda: pacer.unanswered(call, at),
        "connected": lambda: pacer.connected(call, volunteer, at),
        "abandoned": lambda: pacer.abandoned(call, at),
        "talk_ended": lambda: pacer.talk_ended(volunteer, at),
        "free": lambda: pacer.free(volunteer, at),
    }
    tellings[kind]()


def pacer_with_free(count: int) -> Pacer:
    pacer = Pacer()
    for volunteer in range(count):
        pacer.joined(volunteer, 0)
    return pacer


def answer(pacer: Pacer, call: str, volunteer: int, at: float) -> None:
    pacer.placed(call, at - 10)
    pacer.answered(call, at)
    pacer.connected(call, volunteer, at)


@given(events, st.floats(-1e6, 1e6))
def test_no_sequence_of_events_is_fatal_or_dials_a_negative_number(
    told: list[Event], at: float
) -> None:
    pacer = Pacer()
    for event in told:
        tell(pacer, event)
        assert pacer.lines_to_dial(at) >= 0


@given(events, st.floats(0, 1e6))
@settings(max_examples=50)
def test_nothing_is_dialled_when_all_volunteers_are_gone(told: list[Event], at: float) -> None:
    pacer = Pacer()
    for event in told:
        tell(pacer, event)
    for volunteer in range(4):
        pacer.left(volunteer, at)
    assert pacer.lines_to_dial(at) == 0


@given(events, st.lists(st.floats(0, 1e6), max_size=5))
@settings(max_examples=50)
def test_the_same_events_lead_to_the_same_decisions_however_often_one_asked(
    told: list[Event], questions: list[float]
) -> None:
    asked, replayed = Pacer(), Pacer()
    for event in told:
        tell(asked, event)
        for at in questions:
            asked.lines_to_dial(at)
    for event in told:
        tell(replayed, event)
    for at in questions:
        assert repr(astuple(asked.explanation(at))) == repr(astuple(replayed.explanation(at)))


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_a_small_pool_begins_with_one_line_a_volunteer(count: int) -> None:
    assert pacer_with_free(count).lines_to_dial(0) == count


def test_lines_in_flight_are_not_dialled_again() -> None:
    pacer = pacer_with_free(3)
    for call in range(3):
        pacer.placed(call, 0)
    assert pacer.lines_to_dial(1) == 0


def test_a_volunteer_who_talks_gets_no_line() -> None:
    pacer = pacer_with_free(1)
    answer(pacer, "call", 0, at=10)
    assert pacer.lines_to_dial(11) == 0
    assert pacer.explanation(11).free == 0


def test_a_wrap_up_may_go_untold() -> None:
    pacer = pacer_with_free(1)
    answer(pacer, "call", 0, at=10)
    pacer.free(0, 100)
    assert pacer.lines_to_dial(100) == 1


def test_one_who_answered_takes_a_free_volunteer_before_they_are_connected() -> None:
    pacer = pacer_with_free(1)
    pacer.placed("call", 0)
    pacer.answered("call", 8)
    assert pacer.lines_to_dial(9) == 0


def test_who_never_tells_of_connections_still_gets_lines_after_each_talk() -> None:
    pacer = pacer_with_free(1)
    pacer.placed("call", 0)
    pacer.answered("call", 8)
    pacer.talk_ended(0, 90)
    assert pacer.lines_to_dial(91) == 0
    pacer.free(0, 110)
    assert pacer.lines_to_dial(110) == 1


def test_an_abandoned_call_counts_as_answered_even_if_that_was_not_told() -> None:
    pacer = pacer_with_free(1)
    pacer.placed("call", 0)
    pacer.abandoned("call", 8)
    pacer.abandoned("call", 9)
    explanation = pacer.explanation(9)
    assert (explanation.answers, explanation.abandoned) == (1, 1)


def test_a_line_whose_end_was_never_told_does_not_hold_a_volunteer_for_ever() -> None:
    pacer = pacer_with_free(1)
    pacer.placed("lost", 0)
    assert pacer.lines_to_dial(60) == 0
    assert pacer.lines_to_dial(120) == 1


def test_an_abandoned_call_that_the_answers_do_not_bear_ends_every_risk() -> None:
    pacer = pacer_with_free(3)
    for number in range(20):
        answer(pacer, f"call {number}", 0, at=20 + number * 160)
        pacer.talk_ended(0, 140 + number * 160)
        pacer.free(0, 160 + number * 160)
    pacer.placed("one too many", 3600)
    pacer.abandoned("one too many", 3610)
    explanation = pacer.explanation(3700)
    assert explanation.guarded
    assert explanation.lines == explanation.free == 3


def test_an_explanation_says_what_the_decision_was_made_of() -> None:
    pacer = pacer_with_free(2)
    pacer.placed("ringing", 0)
    explanation = pacer.explanation(5)
    assert (explanation.volunteers, explanation.free, explanation.in_flight) == (2, 2, 1)
    assert explanation.lines == pacer.lines_to_dial(5) == 1
    assert 0 < explanation.expected_answers < 1
    assert 0 < explanation.answer_rate < 1


def test_a_ceiling_of_nothing_never_dials_more_lines_than_free_volunteers() -> None:
    pacer = Pacer(target_abandoned=0)
    for volunteer in range(20):
        pacer.joined(volunteer, 0)
    for number in range(200):
        answer(pacer, f"call {number}", 19, at=20 + number)
        pacer.free(19, 21 + number)
    assert pacer.lines_to_dial(230) == 20


def test_a_decision_for_200_volunteers_and_1000_lines_takes_less_than_5_ms() -> None:
    pacer = Pacer()
    for volunteer in range(200):
        pacer.joined(volunteer, 0)
        answer(pacer, f"call {volunteer}", volunteer, at=20 + volunteer * 0.7)
        if volunteer % 4 == 0:
            pacer.talk_ended(volunteer, 165)
    for call in range(1000):
        pacer.placed(call, 150 + call / 50)
    fastest = min(_seconds(lambda: pacer.lines_to_dial(172)) for _ in range(20))
    assert fastest < 0.005


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
