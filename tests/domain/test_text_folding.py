"""Folding makes equal what means the same and keeps apart what does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phonebank.domain.text_folding import fold, is_unspaced, own_words, without_accents


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  STOP!! ", "stop"),
        ("Opt-Out", "opt out"),
        ("don’t", "dont"),
        ("S\u200bT\u202eOP", "stop"),
        ("one\ntwo\tthree", "one two three"),
        ("ＳＴＯＰ １", "stop 1"),
        ("१२", "12"),
        ("၁", "1"),
        ("1️⃣", "1"),
        ("👍🏽", ""),
        ("بند كري", "بند کری"),
        ("بَند", "بند"),
        ("फ़ोन", "फोन"),
        ("", ""),
    ],
)
def test_a_text_is_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize("signs", ["បញ្ឈប់", "ຢຸດ", "တမ့ၢ်ဘၣ်", "हिन्दी", "বন্ধ"])
def test_the_signs_of_a_script_stay(signs: str) -> None:
    assert without_accents(fold(signs)) == fold(signs)
    assert len(fold(signs)) > 1


def test_accents_fall_away_from_latin_letters_alone() -> None:
    assert without_accents(fold("Đừng nhắn tin")) == "dung nhan tin"
    assert without_accents(fold("ÁRRÊT señor")) == "arret senor"
    assert without_accents(fold("й")) == "й"


@given(st.text(max_size=60))
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=60))
def test_what_is_folded_has_single_spaces_and_no_ends(text: str) -> None:
    assert fold(text) == " ".join(fold(text).split())


@pytest.mark.parametrize(
    ("words", "unspaced"),
    [("停止", True), ("중지", True), ("ឈប់", True), ("ຢຸດ", True), ("ပတုာ်", True),
     ("stop", False), ("बंद", False), ("بند", False), ("dừng", False)],
)  # fmt: skip
def test_scripts_that_run_words_together_are_known(words: str, unspaced: bool) -> None:
    assert is_unspaced(words) is unspaced


@pytest.mark.parametrize(
    "report",
    [
        "Liked “Reply STOP to end”",
        'Loved "Reply STOP to end"',
        "Laughed at “Reply STOP”",
        "Emphasised “Reply STOP”",
        "Reacted 👍 to “Reply STOP”",
        "Removed a heart from “Reply STOP”",
        "👍 to “Reply STOP” ",
    ],
)
def test_a_reaction_to_our_message_holds_no_words_of_the_voters(report: str) -> None:
    assert own_words(report) == ""


@pytest.mark.parametrize(
    "text", ["STOP", "I said “stop”", "Liked “Hi” but STOP", "stop to “Reply”", "Liked it"]
)
def test_anything_else_is_the_voters_own(text: str) -> None:
    assert own_words(text) == text
