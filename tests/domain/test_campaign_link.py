"""A named address is replaced wherever it stands whole, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phonebank.domain.campaign_link import addresses_in, checked_address, with_short_links
from phonebank.domain.errors import BadInput

VOTE = "https://example.org/vote"
DOOR = "https://pb.example/l/"
SHORT = {VOTE: f"{DOOR}abc"}


@pytest.mark.parametrize(
    ("text", "shortened"),
    [
        (f"See {VOTE}. STOP to end.", "See https://pb.example/l/abc. STOP to end."),
        (f"({VOTE}), {VOTE}!", "(https://pb.example/l/abc), https://pb.example/l/abc!"),
        (f"请看{VOTE}了解，谢谢", "请看https://pb.example/l/abc了解，谢谢"),
        (f"یہاں دیکھیں {VOTE}۔", "یہاں دیکھیں https://pb.example/l/abc۔"),
        (f"{VOTE}/early and {VOTE}?x=1", f"{VOTE}/early and {VOTE}?x=1"),
        (f"http{VOTE.removeprefix('https')}", f"http{VOTE.removeprefix('https')}"),
    ],
)
def test_an_address_is_replaced_where_it_stands_whole(text: str, shortened: str) -> None:
    assert with_short_links(text, SHORT) == shortened


@given(st.text(alphabet="aé你 .,)!?", max_size=20), st.text(alphabet=" é你.,)!?", max_size=20))
def test_what_stands_around_an_address_stays(before: str, after: str) -> None:
    text = f"{before} {VOTE}{after}"
    assert with_short_links(text, SHORT) == f"{before} {SHORT[VOTE]}{after}"
    assert addresses_in(text, SHORT) == [VOTE]


@given(st.text())
def test_a_text_without_the_address_is_untouched(text: str) -> None:
    assert with_short_links(text, SHORT) == text


@pytest.mark.parametrize(
    "typed",
    ["", "example.org", "javascript:alert(1)", "ftp://example.org", "https://", "https:///x",
     "https://user@example.org", "https://example.org/a b", "https://exämple.org",
     f"https://example.org/{'x' * 500}", f"{DOOR}abc"],
)  # fmt: skip
def test_what_is_no_address_of_the_web_or_our_own_is_refused(typed: str) -> None:
    with pytest.raises(BadInput) as refused:
        checked_address(typed, DOOR)
    assert refused.value.field == "address"


def test_an_address_is_kept_as_it_is_written_in_texts() -> None:
    assert checked_address(f" {VOTE}?a=1#b ", DOOR) == f"{VOTE}?a=1#b"
