"""A call only ever moves forward, and ends once."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phonebank.domain.call import (
    TRANSITIONS,
    Call,
    CallEvent,
    CallState,
    ContactResult,
    result_of_ending,
)

AT = datetime(2026, 12, 1, 18, tzinfo=UTC)
ORDER = [
    CallState.PREVIEWED,
    CallState.QUEUED,
    CallState.PLACING,
    CallState.DIALLING,
    CallState.RINGING,
    CallState.TALKING,
]
FINAL = set(CallState) - set(ORDER)
events = st.lists(st.sampled_from(CallEvent), max_size=30)


def test_nothing_leads_out_of_a_final_state() -> None:
    assert not [pair for pair in TRANSITIONS if pair[0] in FINAL]


def test_a_voter_who_is_only_looked_at_is_dialled_by_no_event_but_the_callers_press() -> None:
    call = Call(state=CallState.PREVIEWED)
    assert call.apply(CallEvent.PLACE, AT) is False
    assert call.apply(CallEvent.RELEASE, AT) is True
    assert call.apply(CallEvent.PLACE, AT) is True


@given(events)
def test_events_in_any_order_never_move_a_call_back(happened: list[CallEvent]) -> None:
    call = Call(state=CallState.QUEUED)
    for event in happened:
        before = call.state
        call.apply(event, AT)
        if call.state in ORDER:
            assert ORDER.index(call.state) >= ORDER.index(before)
        else:
            assert (before in FINAL and call.state is before) or before in ORDER


@given(events)
def test_repeating_every_event_changes_nothing(happened: list[CallEvent]) -> None:
    once, twice = Call(state=CallState.QUEUED), Call(state=CallState.QUEUED)
    for event in happened:
        once.apply(event, AT)
        twice.apply(event, AT)
        assert twice.apply(event, AT) is False
    assert once.state is twice.state


@given(events)
def test_a_call_is_over_exactly_when_its_state_is_final(happened: list[CallEvent]) -> None:
    call = Call(state=CallState.QUEUED)
    for event in happened:
        call.apply(event, AT)
    assert call.over == (call.state in FINAL)


@pytest.mark.parametrize(
    ("code", "result"),
    [
        (404, ContactResult.DISCONNECTED),
        (503, ContactResult.NO_CONNECTION),
        (None, ContactResult.NO_CONNECTION),
    ],
)
def test_only_the_networks_word_makes_a_number_disconnected(
    code: int | None, result: ContactResult
) -> None:
    assert result_of_ending(CallState.FAILED, code) is result


def test_a_conversation_is_told_of_by_a_person() -> None:
    assert result_of_ending(CallState.COMPLETED, None) is None
