"""Numbers are read as people write them, and nothing is diallable that must not be."""

from collections.abc import Callable

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from phonebank.domain import phone_numbers
from phonebank.domain.area_codes import AREA_CODE_STATE, CARIBBEAN
from phonebank.domain.errors import BadInput
from phonebank.domain.phone_numbers import (
    FAULT_SENTENCES,
    NumberFault,
    NumberRefused,
    area_code,
    parse,
)

ours = st.sampled_from(sorted(AREA_CODE_STATE))


@pytest.mark.parametrize(
    "raw",
    [
        "(651) 555-0123",
        "651.555.0123",
        "6515550123",
        "1-651-555-0123",
        "+1 651 555 0123",
        " 651 555 0123 ",
        "6515550123.0",
        "６５１５５５０１２３",
        "٦٥١٥٥٥٠١٢٣",
    ],
)
def test_a_number_is_read_however_it_is_written(raw: str) -> None:
    assert parse(raw) == "+16515550123"


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        ("", NumberFault.UNREADABLE),
        ("none", NumberFault.UNREADABLE),
        ("6.51555E+09", NumberFault.UNREADABLE),
        ("651-555-0123 / 651-555-0124", NumberFault.UNREADABLE),
        ("1" * 5000, NumberFault.UNREADABLE),
        ("911", NumberFault.NOT_VALID),
        ("555-0123", NumberFault.NOT_VALID),
        ("999-555-0123", NumberFault.NOT_VALID),
        ("651-411-0123", NumberFault.NOT_VALID),
        ("500-234-0123", NumberFault.NOT_VALID),
        ("651-555-0123 ext. 5", NumberFault.HAS_EXTENSION),
        ("+44 20 7946 0018", NumberFault.FOREIGN),
        ("011 44 20 7946 0018", NumberFault.FOREIGN),
        ("+52 55 5555 0123", NumberFault.FOREIGN),
        ("416-555-0123", NumberFault.FOREIGN),
        ("876-555-0123", NumberFault.CARIBBEAN),
        ("809-555-0123", NumberFault.CARIBBEAN),
        ("473-555-0123", NumberFault.CARIBBEAN),
        ("900-555-0123", NumberFault.PREMIUM),
        ("651-976-0123", NumberFault.PREMIUM),
        ("651-555-1212", NumberFault.PREMIUM),
        ("800-555-0123", NumberFault.TOLL_FREE),
        ("888-234-0123", NumberFault.TOLL_FREE),
    ],
)
def test_a_number_that_must_not_be_dialled_is_refused_with_its_reason(
    raw: str, fault: NumberFault
) -> None:
    with pytest.raises(NumberRefused) as refused:
        parse(raw)
    assert refused.value.reason is fault


def test_a_refusal_is_input_that_a_person_can_mend_and_never_repeats_the_number() -> None:
    with pytest.raises(BadInput) as refused:
        parse("900-555-0123")
    assert "0123" not in str(refused.value)


@pytest.mark.parametrize("code", ["787", "939", "340", "671", "670", "684"])
def test_the_territories_are_diallable(code: str) -> None:
    assert parse(f"{code}-555-0123") == f"+1{code}5550123"


@given(ours, st.integers(100, 199))
def test_the_fictional_range_is_diallable_in_every_area_code_of_ours(code: str, line: int) -> None:
    assert parse(f"{code}5550{line}") == f"+1{code}5550{line}"


@pytest.mark.parametrize("code", sorted(CARIBBEAN))
def test_no_caribbean_country_is_diallable(code: str) -> None:
    for rest in ("5550123", "2340123", "4560123"):
        with pytest.raises(NumberRefused):
            parse(f"+1{code}{rest}")


@given(st.integers(200, 999), st.integers(2_000_000, 9_999_999))
def test_what_is_accepted_belongs_to_the_united_states(code: int, local: int) -> None:
    try:
        number = parse(f"+1{code}{local}")
    except NumberRefused:
        return
    region = phonenumbers.region_code_for_number(phonenumbers.parse(number))
    assert region in {"US", "PR", "VI", "GU", "MP", "AS"} or str(code) in AREA_CODE_STATE


SEPARATORS = st.sampled_from(["", "-", ".", " ", "  ", "/"])


@given(
    code=st.one_of(ours, st.integers(200, 999).map(str)),
    exchange=st.one_of(st.integers(100, 999), st.sampled_from([211, 411, 555, 911, 976])),
    line=st.one_of(st.integers(0, 9999), st.just(1212)),
    country=st.sampled_from(["", "1", "+1", "1-", "+1 ", "1.", "+", "011", "0", "+44"]),
    brackets=st.booleans(),
    apart=st.tuples(SEPARATORS, SEPARATORS),
)
def test_the_short_way_of_reading_agrees_with_the_numbering_plan(
    code: str, exchange: int, line: int, country: str, brackets: bool, apart: tuple[str, str]
) -> None:
    area = f"({code})" if brackets else code
    raw = f"{country}{area}{apart[0]}{exchange}{apart[1]}{line:04d}"
    assert outcome(phone_numbers.parse, raw) == outcome(phone_numbers._parse_by_the_plan, raw)


@pytest.mark.parametrize("code", sorted(AREA_CODE_STATE))
def test_no_area_code_has_holes_that_the_short_way_overlooks(code: str) -> None:
    for exchange in range(200, 1000, 29):
        raw = f"{code}{exchange}{exchange * 7 % 10_000:04d}"
        assert outcome(phone_numbers.parse, raw) == outcome(phone_numbers._parse_by_the_plan, raw)


def outcome(read: Callable[[str, str], str], raw: str) -> str | NumberFault:
    try:
        return read(raw, "US")
    except NumberRefused as refused:
        return refused.reason


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(raw: str) -> None:
    try:
        number = parse(raw)
    except NumberRefused:
        return
    assert parse(number) == number
    assert len(number) == 12


def test_the_area_code_is_the_three_digits_after_the_country() -> None:
    assert area_code("+16515550123") == "651"


@pytest.mark.parametrize("number", ["6515550123", "+442079460018", "+1651555012", ""])
def test_there_is_no_area_code_in_anything_but_a_north_american_number(number: str) -> None:
    with pytest.raises(ValueError, match=r"E\.164"):
        area_code(number)


def test_every_fault_has_its_sentence() -> None:
    assert set(FAULT_SENTENCES) == set(NumberFault)
