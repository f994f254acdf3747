"""Templates are checked before a campaign and filled without surprises."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phonebank.domain.errors import BadInput
from phonebank.domain.languages import written_languages
from phonebank.domain.message_templates import (
    Field,
    names_sender_and_opt_out,
    parse_template,
    render,
    template_problems,
)
from phonebank.domain.opt_out_words import OPT_OUT_WORDS

HELLO = "Hi {voter_first_name|friend}, it's {texter_name} with {organisation}."
VALUES = {Field.VOTER_FIRST_NAME: "Hoa", Field.TEXTER_NAME: "Ana", Field.ORGANISATION: "Our Voice"}


def test_fields_are_filled() -> None:
    assert render(HELLO, VALUES) == "Hi Hoa, it's Ana with Our Voice."


@pytest.mark.parametrize("empty", ["", "  ", "\u200b", "\n"])
def test_an_empty_field_is_filled_by_its_fallback(empty: str) -> None:
    assert render(HELLO, VALUES | {Field.VOTER_FIRST_NAME: empty}).startswith("Hi friend,")


def test_a_field_without_value_and_fallback_is_an_error() -> None:
    with pytest.raises(BadInput, match="texter_name"):
        render("It's {texter_name}", {})


def test_a_doubled_brace_is_a_brace() -> None:
    assert render("{{texter_name}} is {texter_name}", VALUES) == "{texter_name} is Ana"


def test_a_value_is_never_read_as_a_template() -> None:
    filled = render(HELLO, VALUES | {Field.VOTER_FIRST_NAME: "{texter_name}"})
    assert filled.startswith("Hi {texter_name},")


def test_a_value_cannot_break_the_line_or_turn_the_text_around() -> None:
    filled = render(HELLO, VALUES | {Field.VOTER_FIRST_NAME: "A\u202eB\r\nC\x00D"})
    assert filled == "Hi A B C D, it's Ana with Our Voice."


def test_a_name_keeps_the_joiners_that_it_is_spelt_with() -> None:
    name = "ක්\u200dරි"
    assert name in render(HELLO, VALUES | {Field.VOTER_FIRST_NAME: name})


def test_what_is_rendered_is_composed() -> None:
    decomposed = unicodedata.normalize("NFD", "Chào {voter_first_name|bạn}")
    assert render(decomposed, {Field.VOTER_FIRST_NAME: unicodedata.normalize("NFD", "Hoà")}) == (
        unicodedata.normalize("NFC", "Chào Hoà")
    )


def test_the_fields_of_a_template_are_known() -> None:
    assert parse_template(HELLO).fields == {
        Field.VOTER_FIRST_NAME,
        Field.TEXTER_NAME,
        Field.ORGANISATION,
    }


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Hi {given_name|friend}", "no field {given_name}"),
        ("Hi {}", "no field {}"),
        ("Hi {voter_first_name}", "{voter_first_name} may be empty"),
        ("Hi {voter_first_name| }", "{voter_first_name} may be empty"),
        ("Vote at {polling_place}", "write {polling_place|your polling place}"),
        ("Hi {texter_name", "A brace has no partner"),
        ("Hi texter_name}", "A brace has no partner"),
    ],
)
def test_what_is_wrong_with_a_template_is_said_with_its_remedy(text: str, problem: str) -> None:
    assert [problem in sentence for sentence in template_problems(text)] == [True]
    with pytest.raises(BadInput):
        render(text, VALUES)


def test_every_problem_is_named_at_once() -> None:
    assert len(template_problems("{a} {b|c} {voter_first_name} }")) == 4


@given(st.text(alphabet="ab{}|_ ", max_size=30))
def test_a_template_has_problems_or_can_be_rendered(text: str) -> None:
    if not template_problems(text):
        assert isinstance(render(text, VALUES), str)


FIRST_TEXTS = {
    "en": "It's {texter_name} with {organisation}. Reply STOP to end.",
    "es-US": "Soy {texter_name} de {organisation}. Responda ALTO para no recibir más.",
    "zh-Hans": "我是{organisation}的{texter_name}。回复“退订”即可停止接收。",
    "zh-Hant": "我是{organisation}的{texter_name}。回覆「退訂」即可停止接收。",
    "ko": "{organisation}의 {texter_name}입니다. 수신거부: 중지 라고 답장하세요.",
    "vi": "Tôi là {texter_name} của {organisation}. Trả lời DỪNG để ngưng nhận tin.",
    "hi": "मैं {organisation} से {texter_name} हूँ। बंद करने के लिए STOP लिखें।",
    "ur": "میں {organisation} سے {texter_name} ہوں۔ بند کرنے کے لیے STOP لکھیں۔",
    "bn": "আমি {organisation} থেকে {texter_name}। বন্ধ করতে STOP লিখুন।",
    "gu": "હું {organisation} તરફથી {texter_name}. બંધ કરવા STOP લખો.",
    "pa-Guru": "ਮੈਂ {organisation} ਤੋਂ {texter_name}। ਬੰਦ ਕਰਨ ਲਈ STOP ਲਿਖੋ।",
    "fil": "Si {texter_name} ito ng {organisation}. I-text ang HINTO para tumigil.",
    "mww": "Kuv yog {texter_name} ntawm {organisation}. Teb NRES yog tsis xav tau ntxiv.",
    "ksw": "ယမ့ၢ် {texter_name} လၢ {organisation}. STOP",
    "km": "ខ្ញុំ {texter_name} មកពី {organisation}។ ឆ្លើយ STOP ដើម្បីឈប់ទទួល។",
    "lo": "ຂ້ອຍ {texter_name} ຈາກ {organisation}. ຕອບ STOP ເພື່ອຢຸດ.",
    "so": "Waa {texter_name} oo ka socda {organisation}. Ku jawaab JOOJI si aad u joojiso.",
}


@pytest.mark.parametrize("language", [each.tag for each in written_languages()])
def test_a_first_text_that_names_sender_and_opt_out_has_no_problem(language: str) -> None:
    assert names_sender_and_opt_out(FIRST_TEXTS[language], "Our Voice", language) == []


@pytest.mark.parametrize("language", [each.tag for each in written_languages()])
def test_a_first_text_must_say_who_is_writing_and_how_to_opt_out(language: str) -> None:
    problems = names_sender_and_opt_out("Chào {voter_first_name|bạn}!", "Our Voice", language)
    assert len(problems) == 2
    assert "who is writing" in problems[0]
    assert "how to opt out" in problems[1]


@pytest.mark.parametrize(
    ("language", "word"),
    [(tag, words.alone[0]) for tag, words in OPT_OUT_WORDS.items() if words.alone[0] != "停"],
)
def test_a_word_of_the_language_is_enough_and_so_is_stop(language: str, word: str) -> None:
    for opt_out in (word.upper(), "STOP"):
        assert names_sender_and_opt_out(f"Our Voice: {opt_out}", "our voice", language) == []


def test_the_opt_out_of_another_language_is_not_enough() -> None:
    problems = names_sender_and_opt_out("{organisation}: responda ALTO", "Our Voice", "vi")
    assert ["opt out" in problem for problem in problems] == [True]


def test_a_texters_name_alone_does_not_say_who_is_writing() -> None:
    problems = names_sender_and_opt_out("It's {texter_name}. STOP to end", "Our Voice", "en")
    assert ["who is writing" in problem for problem in problems] == [True]


def test_a_template_that_cannot_be_read_is_reported_before_its_words() -> None:
    assert names_sender_and_opt_out("{organisation", "Our Voice", "en") == template_problems(
        "{organisation"
    )
