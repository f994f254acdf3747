"""A reply is explained to whoever asks at a command line."""

import json

import pytest

from phonebank.domain.errors import BadInput
from phonebank.domain.languages import written_languages
from phonebank.domain.number_words import number_spelt
from phonebank.domain.opt_out_words import OPT_OUT_WORDS
from phonebank.domain.reply_explanation import explain_reply

WILL_YOU = json.dumps(
    {
        "choices": [
            {"id": "yes", "text": {"en": "Yes", "es": "Sí"}},
            {"id": "no", "text": {"en": "No", "es": "No"}},
            {"id": "unsure", "text": {"en": "Not sure", "fr": "Je ne sais pas"}},
        ]
    }
)
TWO = {
    "en": "two", "es-US": "Dos", "zh-Hans": "二", "zh-Hant": "兩", "ko": "둘", "vi": "hai",
    "hi": "दो", "ur": "دو", "bn": "দুই", "gu": "બે", "pa-Guru": "ਦੋ", "fil": "dalawa", "mww": "ob",
    "ksw": "ခံ", "km": "ពីរ", "lo": "ສອງ", "so": "laba",
}  # fmt: skip
OURS = [language.tag for language in written_languages()]


@pytest.mark.parametrize(
    ("text", "kind", "answer"),
    [
        ("STOP", "opt_out", None),
        ("start", "opt_in", None),
        ("HELP", "help", None),
        ("sí", "answer", "yes"),
        ("2", "answer", "no"),
        ("je ne sais pas", "answer", "unsure"),
        ("I'll stop by the polling place", "hold", None),
        ("who is this?", "free", None),
    ],
)
def test_each_kind_has_its_name(text: str, kind: str, answer: str | None) -> None:
    assert explain_reply(text, "es", WILL_YOU) == {"kind": kind, "answer": answer}


@pytest.mark.parametrize("tag", ["zh-CN", "yue", "hnj", "tl", "Vietnamese", "es"])
def test_a_language_is_known_by_any_of_its_tags_or_its_name(tag: str) -> None:
    assert explain_reply("1", tag, WILL_YOU)["answer"] == "yes"


@pytest.mark.parametrize("language", OURS)
def test_an_answer_may_be_given_by_its_number_spelt_out(language: str) -> None:
    assert explain_reply(TWO[language], language, WILL_YOU)["answer"] == "no"
    assert explain_reply(TWO[language] + "?", language, WILL_YOU)["kind"] == "free"


@pytest.mark.parametrize("language", OURS)
def test_no_spelt_number_is_an_opt_out_or_beyond_the_answers(language: str) -> None:
    assert number_spelt(TWO[language], language) == 2
    assert not {TWO[language]} & set(OPT_OUT_WORDS[language].alone)
    assert explain_reply("eight", language, WILL_YOU)["kind"] == "free"


def test_a_number_in_another_language_is_left_to_a_person() -> None:
    assert explain_reply("dos", "vi", WILL_YOU) == {"kind": "free", "answer": None}


@pytest.mark.parametrize(
    ("language", "question"),
    [("xx", WILL_YOU), ("en", "no JSON"), ("en", "[]"), ("en", '{"choices": [{"id": 1}]}')],
)
def test_what_cannot_be_used_is_named(language: str, question: str) -> None:
    with pytest.raises(BadInput, match=r"language|question"):
        explain_reply("yes", language, question)
