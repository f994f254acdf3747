"""On which answering machines a recorded message may be left."""

from dataclasses import replace

import pytest

from phonebank.domain.contact_request import LineType
from phonebank.domain.voicemail import Mailbox, may_be_spoken_to

LANDLINE = Mailbox(LineType.LANDLINE, consent_to_machine=False, states=("GA",))


def test_a_landline_may_get_a_recorded_message() -> None:
    assert may_be_spoken_to(LANDLINE)


@pytest.mark.parametrize("line", [LineType.MOBILE, LineType.VOIP, LineType.UNKNOWN])
def test_any_other_line_needs_recorded_consent(line: LineType) -> None:
    mobile = replace(LANDLINE, line_type=line)
    assert not may_be_spoken_to(mobile)
    assert may_be_spoken_to(replace(mobile, consent_to_machine=True))


@pytest.mark.parametrize("states", [("MN",), ("GA", "CA"), ("IN",), ("ND",), ()])
def test_where_a_person_has_to_speak_first_there_is_none_at_all(states: tuple[str, ...]) -> None:
    there = replace(LANDLINE, states=states)
    assert not may_be_spoken_to(there)
    assert not may_be_spoken_to(replace(there, consent_to_machine=True))


def test_nobody_gets_the_message_twice() -> None:
    again = replace(LANDLINE, left_before=True, consent_to_machine=True)
    assert not may_be_spoken_to(again)


def test_a_landline_hears_three_machines_a_month_unless_it_consented() -> None:
    assert may_be_spoken_to(replace(LANDLINE, voices_lately=2))
    full = replace(LANDLINE, voices_lately=3)
    assert not may_be_spoken_to(full)
    assert may_be_spoken_to(replace(full, consent_to_machine=True))
