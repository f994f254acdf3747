"""Each number is dialled in the strictest mode that it needs."""

import pytest

from phonebank.domain.contact_request import LineType
from phonebank.domain.dial_mode import DialMode, most_automatic, stricter


@pytest.mark.parametrize("line_type", [LineType.MOBILE, LineType.VOIP, LineType.UNKNOWN])
def test_a_person_starts_each_call_to_any_line_but_a_landline(line_type: LineType) -> None:
    assert most_automatic(line_type, False, ["GA"]) is DialMode.CLICK


@pytest.mark.parametrize("line_type", list(LineType))
def test_recorded_consent_lets_any_line_be_dialled_by_a_machine(line_type: LineType) -> None:
    assert most_automatic(line_type, True, ["GA"]) is DialMode.PREDICTIVE


@pytest.mark.parametrize("states", [["MN"], ["GA", "MN"], ["CA"], []])
def test_nobody_is_over_dialled_where_a_person_must_speak_first(states: list[str]) -> None:
    assert most_automatic(LineType.LANDLINE, False, states) is DialMode.PROGRESSIVE
    assert most_automatic(LineType.MOBILE, True, states) is DialMode.PROGRESSIVE


def test_a_shift_never_makes_a_number_more_automatic_than_it_may_be() -> None:
    for shift in DialMode:
        for number in DialMode:
            order = list(DialMode)
            assert order.index(stricter(shift, number)) <= order.index(shift)
            assert order.index(stricter(shift, number)) <= order.index(number)
