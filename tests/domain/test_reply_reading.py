"""A plain answer is recorded by itself; anything else is for a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phonebank.domain.languages import written_languages
from phonebank.domain.reply_reading import (
    ChoiceToRead,
    QuestionToRead,
    Reading,
    ReadingKind,
    read_reply,
)
from phonebank.domain.yes_no_words import NO, YES
from tests.domain import labelled_replies as labelled

WILL_YOU_VOTE = QuestionToRead(
    (
        ChoiceToRead("yes", {"en": "Yes", "vi": "Có", "es-US": "Sí"}),
        ChoiceToRead("no", {"en": "No", "vi": "Không", "es-US": "No"}),
        ChoiceToRead(
            "unsure",
            {
                "en": "Not sure",
                "vi": "Chưa chắc",
                "es-US": "No sé",
                "zh-Hans": "不确定",
                "hi": "पता नहीं",
                "so": "Ma hubo",
                "km": "មិនច្បាស់",
            },
        ),
    )
)
WHICH_ISSUE = QuestionToRead(
    (
        ChoiceToRead("17", {"en": "Schools", "vi": "Trường học", "ko": "학교", "km": "សាលារៀន"}),
        ChoiceToRead("18", {"en": "Jobs", "vi": "Việc làm", "ko": "일자리", "km": "ការងារ"}),
        ChoiceToRead("19", {"en": "Health care", "vi": "Y tế", "ko": "의료", "ur": "صحت"}),
        ChoiceToRead("20", {"en": "Stop the bill", "es-US": "Parar la ley"}),
    )
)
HOW_MUCH = QuestionToRead(
    (
        ChoiceToRead("high", {"en": "High", "es-US": "Alta"}),
        ChoiceToRead("low", {"en": "Low", "es-US": "Baja"}),
        ChoiceToRead("leave", {"en": "Do not call me", "es-US": "No me llamen"}),
    )
)
BY_WORDS = QuestionToRead(
    (
        ChoiceToRead("41", {"en": "Yes, I will", "es-US": "Sí, votaré"}),
        ChoiceToRead("42", {"en": "No, not this time", "es-US": "No, esta vez no"}),
    )
)

YES_IN = {
    "en": ["Yes", "YES!", "yes.", "y", "Yeah", "yep", "Yes I will", "Yes, of course", "Absolutely!",
           "yes thanks", "Yes I plan to vote", "1", "1.", "#1", "1)", "(1)", "１", "1️⃣", "①",
           "1 please", "1. Yes", "option 1", "Yes 👍", "👍", "👍🏽", "👍👍"],
    "es-US": ["sí", "Si", "¡Sí!", "sí, claro", "Claro que sí", "por supuesto", "si gracias",
              "opción 1"],
    "zh-Hans": ["是", "是的。", "会", "当然", "好的", "第1", "一"],
    "zh-Hant": ["是", "會", "係", "當然", "1號"],
    "ko": ["네", "예!", "네, 그럼요", "물론이죠", "1번"],
    "vi": ["Có", "có ạ", "vâng", "Dạ có", "đúng", "co", "vang", "số 1"],
    "hi": ["हाँ", "हां", "जी हाँ", "जी", "haan", "ji haan", "१"],
    "ur": ["ہاں", "جی ہاں", "جی", "۱", "١"],
    "bn": ["হ্যাঁ", "জি", "১", "১।"],
    "gu": ["હા", "જી હા", "૧"],
    "pa-Guru": ["ਹਾਂ", "ਹਾਂ ਜੀ", "੧"],
    "fil": ["Oo", "opo", "oo naman", "Oo po"],
    "mww": ["yog", "Yog lawm", "aws"],
    "ksw": ["မ့ၢ်", "ဟုတ်ကဲ့", "၁"],
    "km": ["បាទ", "ចាស", "ចាស៎", "១"],
    "lo": ["ແມ່ນ", "ເຈົ້າ", "໑"],
    "so": ["Haa", "haa!", "hee"],
}  # fmt: skip
NO_IN = {
    "en": ["No", "no.", "NO!!", "n", "Nope", "nah", "No thanks", "No, thank you", "I won't",
           "No I will not", "no sorry", "no no no",
           "No, never", "2", "2.", "#2", "２", "2) no", "👎", "👎🏿"],
    "es-US": ["no", "No, gracias", "claro que no"],
    "zh-Hans": ["不", "不会", "不是", "否", "二"],
    "zh-Hant": ["唔係", "不會", "唔會"],
    "ko": ["아니요", "아니오", "아뇨", "2번"],
    "vi": ["không", "Không ạ", "khong", "ko", "dạ không"],
    "hi": ["नहीं", "जी नहीं", "nahi", "२"],
    "ur": ["نہیں", "جی نہیں", "۲", "٢"],
    "bn": ["না", "জি না", "২"],
    "gu": ["ના", "નહીં", "૨"],
    "pa-Guru": ["ਨਹੀਂ", "ਨਹੀਂ ਜੀ", "੨"],
    "fil": ["Hindi", "hindi po", "ayoko po"],
    "mww": ["tsis yog", "Tsis kam"],
    "ksw": ["တမ့ၢ်ဘၣ်", "မဟုတ်ဘူး", "၂"],
    "km": ["ទេ", "អត់ទេ", "២"],
    "lo": ["ບໍ່", "ບໍ່ແມ່ນ", "໒"],
    "so": ["Maya", "maya, mahadsanid"],
}  # fmt: skip
FOR_A_PERSON = [
    "maybe", "ok", "Okay", "yes and no", "yes but only if it is open", "not yes", "yes?", "Sí?",
    "1 or 2", "1, 2", "1 no", "2 yes", "no 1", "10", "0", "4", "1.5", "50%", "$2", "2-3", "3 kids",
    "yes 👎", "No 👍", "👍👎", "🙏", "", "...", "no idea", "none", "I don't know", "Who is this?",
    "I already voted", "no, I will vote", "no yes", "Yes, but I need a ride", "quizás", "có lẽ",
    "chưa", "아마도", "शायद", "شاید", "siguro", "tej zaum", "waa laga yaabaa", "也许", "ບາງທີ",
    "Liked “Will you vote? 1 yes 2 no”", "👍 to “Will you vote?”",
]  # fmt: skip


def _pairs(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(tag, reply) for tag, replies in table.items() for reply in replies]


def _answer(reply: str, question: QuestionToRead | None, language: str = "en") -> str | None:
    reading = read_reply(reply, question, language)
    return reading.answer_id if reading.kind is ReadingKind.ANSWER else None


@pytest.mark.parametrize(("language", "reply"), _pairs(YES_IN))
def test_a_plain_yes_is_read_in_every_language_whatever_the_conversations(
    language: str, reply: str
) -> None:
    for conversation in ("en", language):
        assert read_reply(reply, WILL_YOU_VOTE, conversation) == Reading(ReadingKind.ANSWER, "yes")


@pytest.mark.parametrize(("language", "reply"), _pairs(NO_IN))
def test_a_plain_no_is_read_in_every_language_whatever_the_conversations(
    language: str, reply: str
) -> None:
    for conversation in ("en", language):
        assert read_reply(reply, WILL_YOU_VOTE, conversation) == Reading(ReadingKind.ANSWER, "no")


@pytest.mark.parametrize("reply", FOR_A_PERSON)
def test_what_is_no_plain_answer_is_left_to_a_person(reply: str) -> None:
    assert read_reply(reply, WILL_YOU_VOTE, "en") == Reading(ReadingKind.FREE)


@pytest.mark.parametrize(
    "reply",
    ["Not sure", "not sure.", "chưa chắc", "chua chac", "No se", "no sé", "不确定", "पता नहीं",
     "ma hubo", "មិនច្បាស់", "3", "3 not sure"],
)  # fmt: skip
def test_a_choices_words_are_read_in_any_language_and_without_accents(reply: str) -> None:
    assert _answer(reply, WILL_YOU_VOTE) == "unsure"


@pytest.mark.parametrize(
    ("reply", "choice"),
    [
        ("schools", "17"),
        ("Trường học", "17"),
        ("truong hoc", "17"),
        ("학교", "17"),
        ("សាលារៀន", "17"),
        ("jobs!", "18"),
        ("2 jobs", "18"),
        ("Health care, thanks", "19"),
        ("صحت", "19"),
        ("४", "20"),
        ("schools definitely", "17"),
    ],
)
def test_a_choice_is_read_by_its_number_or_its_words(reply: str, choice: str) -> None:
    assert _answer(reply, WHICH_ISSUE) == choice


@pytest.mark.parametrize(
    "reply",
    ["schools and jobs", "not schools", "1 jobs", "schools or jobs", "5", "yes", "no", "👍",
     "the schools are fine", "my jobs"],
)  # fmt: skip
def test_several_choices_a_denial_or_an_answer_to_something_else_are_for_a_person(
    reply: str,
) -> None:
    assert read_reply(reply, WHICH_ISSUE, "en") == Reading(ReadingKind.FREE)


@pytest.mark.parametrize("reply", ["yes", "Sure", "sí", "haa", "yes I will", "👍", "네"])
def test_a_yes_is_known_by_the_choices_words_where_its_id_says_nothing(reply: str) -> None:
    assert _answer(reply, BY_WORDS) == "41"


def test_two_choices_that_both_say_yes_leave_a_yes_to_a_person() -> None:
    question = QuestionToRead(
        (
            ChoiceToRead("1", {"en": "Yes, by mail"}),
            ChoiceToRead("2", {"en": "Yes, in person"}),
            ChoiceToRead("3", {"en": "No"}),
        )
    )
    assert _answer("yes", question) is None
    assert _answer("no", question) == "3"
    assert _answer("yes, by mail", question) == "1"


def test_accents_tell_two_choices_apart_where_they_are_written() -> None:
    question = QuestionToRead((ChoiceToRead("a", {"vi": "Hà"}), ChoiceToRead("b", {"vi": "Hạ"})))
    assert _answer("hạ", question) == "b"
    assert _answer("ha", question) is None


@pytest.mark.parametrize(("language", "reply"), labelled.lines(labelled.ACT))
def test_an_opt_out_is_never_taken_for_an_answer(language: str, reply: str) -> None:
    assert read_reply(reply, WILL_YOU_VOTE, language) == Reading(ReadingKind.OPT_OUT)
    assert read_reply(reply, None, language) == Reading(ReadingKind.OPT_OUT)


@pytest.mark.parametrize(("language", "reply"), labelled.lines(labelled.HOLD))
def test_a_doubtful_reply_is_held_and_no_answer(language: str, reply: str) -> None:
    assert read_reply(reply, WILL_YOU_VOTE, language) == Reading(ReadingKind.HOLD)


def test_a_stop_word_that_is_offered_as_a_choice_is_held_for_a_person() -> None:
    assert read_reply("baja", HOW_MUCH, "es-US").kind is ReadingKind.HOLD
    assert _answer("alta", HOW_MUCH, "es-US") == "high"


def test_a_request_to_be_left_alone_acts_even_where_it_is_a_choice() -> None:
    assert read_reply("no me llamen", HOW_MUCH, "es-US").kind is ReadingKind.OPT_OUT


def test_stop_acts_even_where_it_is_a_choice() -> None:
    question = QuestionToRead((ChoiceToRead("a", {"en": "Stop"}), ChoiceToRead("b", {"en": "Go"})))
    assert read_reply("stop", question, "en").kind is ReadingKind.OPT_OUT


def test_a_choice_that_contains_a_stop_word_is_an_answer_when_given_in_full() -> None:
    assert _answer("Stop the bill!", WHICH_ISSUE) == "20"
    assert _answer("parar la ley", WHICH_ISSUE, "es-US") == "20"
    assert read_reply("stop that bill", WHICH_ISSUE, "en").kind is ReadingKind.HOLD


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ("START", ReadingKind.OPT_IN),
        ("unstop", ReadingKind.OPT_IN),
        ("HELP", ReadingKind.HELP),
        ("ayuda", ReadingKind.HELP),
    ],
)
def test_start_and_help_are_read_as_such(reply: str, kind: ReadingKind) -> None:
    assert read_reply(reply, WILL_YOU_VOTE, "en") == Reading(kind)


def test_help_that_is_offered_as_a_choice_is_an_answer() -> None:
    question = QuestionToRead((ChoiceToRead("a", {"en": "Help"}), ChoiceToRead("b", {"en": "Sit"})))
    assert _answer("help", question) == "a"


@pytest.mark.parametrize("reply", ["yes", "1", "👍", "no", "hello"])
def test_without_a_question_there_is_no_answer(reply: str) -> None:
    assert read_reply(reply, None, "en") == Reading(ReadingKind.FREE)


def test_every_language_served_can_say_yes_and_no() -> None:
    served = {each.tag for each in written_languages()}
    assert set(YES) == set(NO) == served
    assert set(YES_IN) == set(NO_IN) == served


@pytest.mark.parametrize(
    ("words", "choice"),
    [(word, "yes") for word in YES.values()] + [(word, "no") for word in NO.values()],
)
def test_every_listed_word_is_read_as_listed(words: str, choice: str) -> None:
    for word in words.split("|"):
        assert _answer(word, WILL_YOU_VOTE) == choice, word


@given(st.text(max_size=160), st.sampled_from([WILL_YOU_VOTE, WHICH_ISSUE, BY_WORDS, None]))
def test_any_text_has_a_reading_and_an_answer_is_one_of_the_choices(
    text: str, question: QuestionToRead | None
) -> None:
    reading = read_reply(text, question, "en")
    offered = {choice.id for choice in question.choices} if question else set()
    assert (reading.kind is ReadingKind.ANSWER) == (reading.answer_id in offered)


@given(st.integers(-50, 500))
def test_only_a_number_that_was_offered_is_an_answer(number: int) -> None:
    expected = WHICH_ISSUE.choices[number - 1].id if 1 <= number <= 4 else None
    assert _answer(str(number), WHICH_ISSUE) == expected
