"""A small change that makes a text cheaper is offered with what it saves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phonebank.domain.segment_savings import Saving, saving_of
from phonebank.domain.segments import count_segments


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a" * 100 + "’", Saving(1, (("’", "'"),))),
        ("Vota por mí " * 13, Saving(2, (("í", "i"),))),
        ("a" * 161, Saving(1, units=1)),
        ("a" * 164, Saving(1, units=4)),
        ("你" * 71, Saving(1, units=1)),
        ("a" * 69 + "\u200b" * 2, Saving(1, (("\u200b", ""),))),
    ],
)
def test_a_saving_is_told(text: str, expected: Saving) -> None:
    assert saving_of(text) == expected


@pytest.mark.parametrize(
    "text", ["Hello", "", "a" * 160, "你好", "Xin chào quý vị", "a’", "a" * 200]
)
def test_where_nothing_is_saved_nothing_is_said(text: str) -> None:
    assert saving_of(text) is None


@given(st.text(st.sampled_from("aé’…你n\u0303€ ="), max_size=200))
def test_what_is_told_is_what_is_saved(text: str) -> None:
    found = saving_of(text)
    if found is None:
        return
    changed = text.translate({ord(each): instead for each, instead in found.letters})
    if not found.letters:
        changed = text[: -found.units]
    assert count_segments(text).segments - count_segments(changed).segments == found.segments > 0
