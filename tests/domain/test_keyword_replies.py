"""The automatic answers to keywords, and what our number says: complete, and true to the rules."""

import re

import pytest

from phonebank.domain.keyword_replies import Keyword, keyword_reply
from phonebank.domain.languages import LANGUAGES, written_languages
from phonebank.domain.opt_out import OptOutKind, classify
from phonebank.domain.spoken_phrases import OPT_OUT_KEY, Phrase, language_to_speak, phrase

WRITTEN = [language.tag for language in written_languages()]
FILLED = {"sender": "Sample Neighbors", "digit": "1", "answer": "Yes", "number": "1"}


@pytest.mark.parametrize("language", WRITTEN)
@pytest.mark.parametrize("keyword", Keyword)
def test_every_language_has_an_answer_that_names_the_sender(
    keyword: Keyword, language: str
) -> None:
    assert keyword_reply(keyword, "Sample Neighbors", language).startswith("Sample Neighbors")


@pytest.mark.parametrize("language", WRITTEN)
def test_the_confirmation_of_an_opt_out_says_how_to_come_back(language: str) -> None:
    assert "START" in keyword_reply(Keyword.STOP, "Sample Neighbors", language)
    assert classify("START") is OptOutKind.OPT_IN


@pytest.mark.parametrize("language", WRITTEN)
@pytest.mark.parametrize("keyword", [Keyword.START, Keyword.HELP])
def test_the_word_that_an_answer_offers_for_opting_out_does_opt_out(
    keyword: Keyword, language: str
) -> None:
    answer = keyword_reply(keyword, "", language)
    offered = re.findall(r"STOP|ALTO|DỪNG|停止", answer)
    assert offered and classify(offered[0], [language]) is OptOutKind.ACT


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_a_voter_hears_only_what_the_carrier_has_a_voice_for(spoken: str) -> None:
    speech = language_to_speak(spoken)
    assert LANGUAGES[speech].say_voice is not None
    for which in Phrase:
        assert phrase(which, speech, **FILLED)


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_the_key_that_opts_out_is_the_one_that_is_told(spoken: str) -> None:
    assert OPT_OUT_KEY in phrase(Phrase.STOP_KEY, language_to_speak(spoken))
