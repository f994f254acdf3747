"""Versions are dealt in equal shares, and compared only where all of them are written."""

from collections import Counter
from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phonebank.domain.errors import BadInput
from phonebank.domain.message_test import check_complete, deal, languages_compared

LANGUAGES = ["en", "es-US", "vi"]


@given(st.integers(2, 4), st.integers(1, 60), st.integers())
def test_no_version_is_ever_more_than_one_ahead_of_another(
    versions: int, voters: int, seed: int
) -> None:
    random = Random(seed)

    def shuffled(ids: Sequence[int]) -> list[int]:
        return random.sample(list(ids), len(ids))

    ids, deck, dealt = list(range(versions)), [], Counter(dict.fromkeys(range(versions), 0))
    for _ in range(voters):
        card, deck = deal(deck, ids, shuffled)
        dealt[card] += 1
        assert max(dealt.values()) - min(dealt.values()) <= 1


def test_a_version_that_is_added_comes_with_the_next_deck() -> None:
    card, left = deal([7], [7, 8, 9], list)
    assert (card, left) == (7, [])
    assert deal(left, [7, 8, 9], list) == (7, [8, 9])


def test_a_language_is_compared_where_every_version_is_written_in_it() -> None:
    versions = [{"en": "Hi", "vi": "Chào"}, {"en": "Hello", "vi": " "}]
    assert languages_compared(versions, LANGUAGES) == ["en"]
    assert languages_compared([], LANGUAGES) == []


@pytest.mark.parametrize(
    ("versions", "field"),
    [
        ([{"en": "Hi"}], "versions"),
        ([{"en": "Hi", "vi": "Chào"}, {"en": "Hello"}], "version-vi"),
        ([{}, {}], "versions"),
        ([{"en": "Hi"}, {"en": "Hi "}], "version-en"),
    ],
)
def test_a_test_that_could_tell_nothing_is_refused(
    versions: list[dict[str, str]], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        check_complete(versions, LANGUAGES)
    assert refused.value.field == field
