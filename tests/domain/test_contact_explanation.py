"""The gate explained at a command line: words in, words out, and clear errors."""

import json

import pytest

from phonebank.domain.contact_explanation import explain
from phonebank.domain.errors import BadInput


def test_an_allowed_contact_is_explained() -> None:
    assert explain("651-555-0123", "call", "2026-10-20T17:00:00Z") == {
        "allowed": True,
        "reason": "allowed",
        "zones": ["America/Chicago"],
        "opens_at": None,
    }


def test_a_refusal_for_the_hour_says_when_it_opens_in_words_fit_for_json() -> None:
    answer = explain("+12705550123", "text", "2026-10-20T20:30:00-04:00", "KY")
    assert json.loads(json.dumps(answer)) == {
        "allowed": False,
        "reason": "hours",
        "zones": ["America/Chicago", "America/New_York"],
        "opens_at": "2026-10-21T14:00:00+00:00",
    }


@pytest.mark.parametrize("number", ["900-555-0123", "nonsense", "+44 20 7946 0018"])
def test_a_number_that_is_refused_is_an_answer_and_no_error(number: str) -> None:
    answer = explain(number, "call", "2026-10-20T17:00:00Z")
    assert (answer["allowed"], answer["reason"], answer["zones"]) == (False, "number_refused", [])


@pytest.mark.parametrize(
    ("channel", "at", "state", "message"),
    [
        ("fax", "2026-10-20T17:00:00Z", None, "channel must be call or text"),
        ("call", "2026-10-20T17:00:00", None, "at needs an offset"),
        ("call", "2026-10-20", None, "at needs an offset"),
        ("call", "tomorrow", None, "at must be ISO 8601"),
        ("call", "2026-10-20T17:00:00Z", "ZZ", "state must be one of"),
    ],
)
def test_an_argument_that_cannot_be_used_is_named(
    channel: str, at: str, state: str | None, message: str
) -> None:
    with pytest.raises(BadInput, match=message):
        explain("+16515550123", channel, at, state)
