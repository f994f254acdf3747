"""Versions of a call script differ in words alone, and are compared where all of them are whole."""

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phonebank.domain.errors import BadInput
from phonebank.domain.message_test import deal
from phonebank.domain.spoken_words import SpokenWords, check_spoken, languages_spoken

LANGUAGES = ["en", "es-US", "vi"]
SCRIPT = SpokenWords(
    {"en": "Hello", "es-US": "Hola", "vi": "Chào"}, {7: {"en": "Vote?", "es-US": "¿Vota?"}}
)
WARM = SpokenWords({"en": "Dear", "es-US": "Querido"})


@given(st.lists(st.sampled_from(LANGUAGES), max_size=60), st.integers(2, 4), st.integers())
def test_in_each_language_no_version_is_ever_more_than_one_ahead(
    voters: list[str], versions: int, seed: int
) -> None:
    random = Random(seed)

    def shuffled(ids: Sequence[int]) -> list[int]:
        return random.sample(list(ids), len(ids))

    ids, decks = list(range(versions)), dict[str, list[int]]()
    dealt = {tag: dict.fromkeys(ids, 0) for tag in LANGUAGES}
    for tag in voters:
        card, decks[tag] = deal(decks.get(tag, []), ids, shuffled)
        dealt[tag][card] += 1
        assert all(max(each.values()) - min(each.values()) <= 1 for each in dealt.values())


def test_a_language_is_compared_where_each_version_has_all_that_it_says_otherwise() -> None:
    asked = SpokenWords({}, {7: {"en": "Will you?", "es-US": "¿Va?", "vi": "Đi?"}})
    assert languages_spoken([SpokenWords(), WARM, asked], LANGUAGES) == ["en", "es-US"]
    assert languages_spoken([SpokenWords()], LANGUAGES) == []
    assert check_spoken(SCRIPT, [WARM], LANGUAGES) == ["en", "es-US"]


@pytest.mark.parametrize(
    ("versions", "field"),
    [
        ([], "versions"),
        ([SpokenWords({"en": " "})], "versions"),
        ([WARM, SpokenWords({"en": "Only here"})], "language-es-US"),
        ([SpokenWords({"en": "Dear", "vi": "Chào"}, {7: {"en": "Will you?"}})], "language-vi"),
        ([SpokenWords({"en": "Hello "})], "language-en"),
        ([WARM, WARM], "language-en"),
        ([WARM, SpokenWords()], "language-en"),
        ([SpokenWords({}, {8: {"en": "Else?"}})], "versions"),
    ],
)
def test_a_test_that_could_tell_nothing_is_refused(versions: list[SpokenWords], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_spoken(SCRIPT, versions, LANGUAGES)
    assert refused.value.field == field
