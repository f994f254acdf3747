import pytest
from hypothesis import given
from hypothesis import strategies as st

from phonebank.domain.segments import (
    GSM_BASIC,
    GSM_EXTENSION,
    Encoding,
    Segments,
    count_segments,
)

gsm_texts = st.text(st.sampled_from(sorted(GSM_BASIC | GSM_EXTENSION)), max_size=700)
any_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
unmarked_texts = st.text(st.characters(categories=["Ll", "Lu", "Nd", "Zs"]), max_size=300)


def test_the_gsm_alphabet_has_the_letters_of_the_standard() -> None:
    # 128 places of the basic table, less the escape.
    assert len(GSM_BASIC) == 127
    assert len(GSM_EXTENSION) == 10
    assert "Ç" in GSM_BASIC
    assert "ç" not in GSM_BASIC


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Segments(Encoding.GSM_7, 0, 1)),
        ("a" * 160, Segments(Encoding.GSM_7, 160, 1)),
        ("a" * 161, Segments(Encoding.GSM_7, 161, 2)),
        ("a" * 306, Segments(Encoding.GSM_7, 306, 2)),
        ("a" * 307, Segments(Encoding.GSM_7, 307, 3)),
        ("€" * 80, Segments(Encoding.GSM_7, 160, 1)),
        ("€" * 81, Segments(Encoding.GSM_7, 162, 2)),
        ("á" * 70, Segments(Encoding.UCS_2, 70, 1)),
        ("á" * 71, Segments(Encoding.UCS_2, 71, 2)),
        ("你" * 134, Segments(Encoding.UCS_2, 134, 2)),
        ("你" * 135, Segments(Encoding.UCS_2, 135, 3)),
        ("😀" * 35, Segments(Encoding.UCS_2, 70, 1)),
    ],
)
def test_a_text_has_the_segments_that_the_standard_gives_it(text: str, expected: Segments) -> None:
    assert count_segments(text) == expected


def test_an_escape_and_its_letter_stay_in_one_segment() -> None:
    # 306 units would fill two segments, but the euro sign does not fit into the first one's rest.
    text = "a" * 152 + "€" + "a" * 152
    assert count_segments(text) == Segments(Encoding.GSM_7, 306, 3)


def test_a_surrogate_pair_stays_in_one_segment() -> None:
    text = "ă" * 66 + "😀" + "ă" * 66
    assert count_segments(text) == Segments(Encoding.UCS_2, 134, 3)


@given(any_texts)
def test_units_of_ucs_2_are_utf_16_code_units(text: str) -> None:
    counted = count_segments(text + "你")
    assert counted.encoding is Encoding.UCS_2
    assert counted.units == len((text + "你").encode("utf-16-be")) // 2


@given(gsm_texts)
def test_a_text_of_gsm_letters_is_gsm_7_until_one_other_letter_comes(text: str) -> None:
    assert count_segments(text).encoding is Encoding.GSM_7
    assert count_segments(text + "ç").encoding is Encoding.UCS_2


@given(gsm_texts | unmarked_texts, gsm_texts | unmarked_texts)
def test_more_text_is_never_fewer_segments(text: str, more: str) -> None:
    assert count_segments(text + more).segments >= count_segments(text).segments


@given(gsm_texts | unmarked_texts)
def test_segments_hold_all_units_and_none_stands_empty(text: str) -> None:
    counted = count_segments(text)
    alone, joined = (160, 153) if counted.encoding is Encoding.GSM_7 else (70, 67)
    if counted.units <= alone:
        assert counted.segments == 1
    else:
        # Each segment but the last has room for one unit less than a letter of two at most.
        assert counted.units <= counted.segments * joined
        assert counted.units > (counted.segments - 1) * (joined - 1)
