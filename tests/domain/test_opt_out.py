"""Opt-outs are obeyed in every language, doubts are held, and answers are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phonebank.domain.languages import written_languages
from phonebank.domain.opt_out import OptOutKind, classify, is_universal
from phonebank.domain.opt_out_words import OPT_OUT_WORDS, UNIVERSAL
from tests.domain import labelled_replies as labelled

every_word_alone = [(tag, word) for tag, words in OPT_OUT_WORDS.items() for word in words.alone]
INVISIBLE = "\u200b\u200e\u200f\u202a\u202e\u2066\ufeff\u00ad"
ENDINGS = st.text(alphabet=" .!?…,。！\n\t🙏😡👎\u200b\u202c", max_size=6)


@pytest.mark.parametrize(("language", "reply"), labelled.lines(labelled.ACT))
def test_an_opt_out_acts_at_once(language: str, reply: str) -> None:
    assert classify(reply) is OptOutKind.ACT


@pytest.mark.parametrize(("language", "reply"), labelled.lines(labelled.HOLD))
def test_a_doubtful_reply_holds_every_send(language: str, reply: str) -> None:
    assert classify(reply) is OptOutKind.HOLD


@pytest.mark.parametrize(("language", "reply"), labelled.lines(labelled.NEITHER))
def test_an_answer_or_a_question_is_no_opt_out(language: str, reply: str) -> None:
    assert classify(reply) is OptOutKind.NONE


@pytest.mark.parametrize("language", [each.tag for each in written_languages()])
def test_every_language_served_has_its_words(language: str) -> None:
    words = OPT_OUT_WORDS[language]
    assert words.alone
    assert words.phrases
    assert words.help
    assert words.opt_in


@pytest.mark.parametrize(("language", "word"), every_word_alone)
@pytest.mark.parametrize("conversation", ["en", "vi", "ur"])
def test_a_listed_word_acts_whatever_the_conversations_language(
    language: str, word: str, conversation: str
) -> None:
    assert classify(word, [conversation]) is OptOutKind.ACT


@given(st.sampled_from(every_word_alone), ENDINGS, st.text(alphabet=INVISIBLE, max_size=3))
def test_case_punctuation_emoji_and_invisible_marks_change_nothing(
    listed: tuple[str, str], ending: str, marks: str
) -> None:
    word = listed[1]
    assert classify(f"{marks}{word.upper()}{ending}") is OptOutKind.ACT


@given(st.sampled_from(every_word_alone))
def test_composed_and_decomposed_letters_are_the_same(listed: tuple[str, str]) -> None:
    import unicodedata

    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert classify(unicodedata.normalize(form, listed[1])) is OptOutKind.ACT


@pytest.mark.parametrize("word", sorted(UNIVERSAL))
def test_the_words_set_by_rule_act_and_are_known_as_such(word: str) -> None:
    assert classify(word, ["fil", "es-US"]) is OptOutKind.ACT
    assert is_universal(f"{word.upper()}, please!")


def test_other_words_are_not_set_by_rule() -> None:
    assert not is_universal("baja")
    assert not is_universal("stop this bill")


def test_a_word_that_is_an_everyday_one_in_a_language_of_the_campaign_holds() -> None:
    assert classify("basta", ["es-US"]) is OptOutKind.ACT
    assert classify("basta", ["es-US", "fil"]) is OptOutKind.HOLD
    assert classify("basta boboto ako", ["fil"]) is OptOutKind.NONE


@pytest.mark.parametrize(
    "reply",
    [
        "START",
        "start!",
        "Unstop",
        "opt in",
        "iniciar",
        "开始",
        "開始",
        "시작",
        "bắt đầu",
        "शुरू करें",
        "bilow",
    ],
)
def test_a_word_that_means_start_opts_in(reply: str) -> None:
    assert classify(reply) is OptOutKind.OPT_IN


@pytest.mark.parametrize(
    "reply",
    ["yes", "YES", "sí", "oo", "네", "alta", "I'll start voting", "restart", "ok start it up"],
)
def test_nothing_else_opts_in_and_yes_least_of_all(reply: str) -> None:
    assert classify(reply) is OptOutKind.NONE


@pytest.mark.parametrize(
    "reply",
    ["HELP", "help!", "Info", "ayuda", "帮助", "幫助", "도움말", "trợ giúp", "मदद", "مدد", "সাহায্য",
     "મદદ", "ਮਦਦ", "tulong", "pab", "တၢ်မၤစၢၤ", "ជំនួយ", "ຊ່ວຍເຫຼືອ", "caawimaad"],
)  # fmt: skip
def test_a_word_that_means_help_asks_for_it(reply: str) -> None:
    assert classify(reply) is OptOutKind.HELP


@given(st.text(max_size=200), st.sampled_from(["", "STOP", "please stop texting me"]))
def test_any_text_has_a_reading(text: str, more: str) -> None:
    assert classify(text + more) in OptOutKind


@given(st.text(alphabet=st.characters(categories=["Ll", "Zs"]), max_size=40))
def test_a_stop_word_on_a_line_of_its_own_is_never_passed_over(text: str) -> None:
    assert classify(f"{text}\nSTOP") in (OptOutKind.ACT, OptOutKind.HOLD)
