"""What a voter's reply says: an opt-out, an answer to what was asked, or something for a person.

An answer is recorded by itself only where nobody could read it otherwise: a choice's number, a
choice's words in any language of the campaign, a plain yes or no in any language served, a thumb.
Several choices at once, a doubt, a question back or words that are not known leave it to a person.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from phonebank.domain.number_words import number_spelt
from phonebank.domain.opt_out import OptOutKind, classify, is_universal, without_courtesies
from phonebank.domain.opt_out_words import ACCENTS_MATTER_IN
from phonebank.domain.text_folding import own_words
from phonebank.domain.word_lists import FoldedText, WordList
from phonebank.domain.yes_no_words import NO, YES


class ReadingKind(StrEnum):
    """What a reply is. HOLD: perhaps an opt-out; FREE: for a person to answer."""

    OPT_OUT = "opt out"
    OPT_IN = "opt in"
    HELP = "help"
    ANSWER = "answer"
    HOLD = "hold"
    FREE = "free"


@dataclass(frozen=True)
class Reading:
    """A reply as read; `answer_id` is the id of the choice where the kind is ANSWER."""

    kind: ReadingKind
    answer_id: str | None = None


@dataclass(frozen=True)
class ChoiceToRead:
    """A choice: its id, and its words by written language tag."""

    id: str
    texts: Mapping[str, str]


@dataclass(frozen=True)
class QuestionToRead:
    """The question last asked: its choices in the order in which they were numbered, from 1."""

    choices: tuple[ChoiceToRead, ...]


_KINDS: Final = {
    OptOutKind.ACT: ReadingKind.OPT_OUT,
    OptOutKind.HOLD: ReadingKind.HOLD,
    OptOutKind.OPT_IN: ReadingKind.OPT_IN,
    OptOutKind.HELP: ReadingKind.HELP,
}
_FREE: Final = Reading(ReadingKind.FREE)

_POLAR_IDS: Final = {"yes": True, "no": False}
_THUMBS: Final = {"👍": True, "👎": False}
_QUESTION_MARK: Final = re.compile("[?？؟]")
_CLAUSE_END: Final = re.compile("[,，、،.;:!]")
_NO_PLAIN_NUMBER: Final = re.compile(r"[%$€£¥+/=°]|\d[.,:]\d|\d\s*[-–~]\s*\d|[-–]\d")
_NUMBER: Final = re.compile(
    r"(?:(?:option|number|choice|answer|opción|opcion|número|numero|respuesta|số) |第|[选選])?"
    r"(\d{1,2})(?:번|[號号]|이요|요)*(?: (.+))?"
)
_CHINESE_NUMERALS: Final = {numeral: n for n, numeral in enumerate("一二三四五六七八九十", 1)}
_FILLERS: Final = frozenset(
    [
        *("i", "will", "do", "am", "be", "would", "vote", "voting", "plan", "planning", "to", "it"),
        *("for", "sure", "definitely", "absolutely", "of", "course", "there", "him", "her", "them"),
        *("votaré", "votare", "voy", "a", "votar", "claro", "por", "supuesto", "que"),
        *("tôi", "sẽ", "đi", "bầu", "toi", "se", "di", "bau"),
    ]
)


def _plain(words: Mapping[str, str]) -> WordList:
    entries = {tag: [word.strip() for word in text.split("|")] for tag, text in words.items()}
    accented = entries.pop(ACCENTS_MATTER_IN)
    return WordList((word for each in entries.values() for word in each), accented)


_PLAIN: Final = {True: _plain(YES), False: _plain(NO)}


def read_reply(text: str, question: QuestionToRead | None, language: str = "") -> Reading:
    """Read a voter's reply to a question; None if none is open.

    `language` is the written tag of the conversation. Words of every other language count as well.
    """
    choices = question.choices if question is not None else ()
    kind = classify(text, {language, *(tag for choice in choices for tag in choice.texts)})
    if kind is OptOutKind.ACT:
        is_doubtful = _may_be_an_answer(text, choices)
        return Reading(ReadingKind.HOLD if is_doubtful else ReadingKind.OPT_OUT)
    if kind is not OptOutKind.NONE:
        return _only(_in_full(FoldedText.of(text), choices)) or Reading(_KINDS[kind])
    theirs = own_words(text)
    return _only(_answers(theirs, choices)) or _only(_spelt(theirs, choices, language)) or _FREE


def _may_be_an_answer(text: str, choices: tuple[ChoiceToRead, ...]) -> bool:
    """Whether a word that means stop is offered as a choice: "baja" is also "low" in Spanish."""
    core = without_courtesies(FoldedText.of(text))
    is_one_word = len(core.tokens) == 1
    return is_one_word and not is_universal(text) and bool(_in_full(core, choices))


def _only(ids: Collection[str]) -> Reading | None:
    return Reading(ReadingKind.ANSWER, next(iter(ids))) if len(ids) == 1 else None


def _spelt(text: str, choices: tuple[ChoiceToRead, ...], language: str) -> set[str]:
    """The choice whose number is spelt out and nothing else, where no choice has such words."""
    if _QUESTION_MARK.search(text):
        return set()
    number = number_spelt(without_courtesies(FoldedText.of(text)).words, language)
    return {choices[number - 1].id} if number and number <= len(choices) else set()


def _answers(text: str, choices: tuple[ChoiceToRead, ...]) -> set[str]:
    """The ids of every choice that the text may mean; none where it asks something back."""
    if _QUESTION_MARK.search(text):
        return set()
    by_thumb = _thumbs(text, choices)
    whole = FoldedText.of(text)
    if not whole.words:
        return by_thumb
    for form in (whole, without_courtesies(whole)):
        ids = _said(form, text, choices)
        if ids:
            return ids | by_thumb
    return set()


def _said(form: FoldedText, text: str, choices: tuple[ChoiceToRead, ...]) -> set[str]:
    number, rest = _number(form.words)
    in_full = _in_full(form, choices)
    if number is None or (rest and in_full):
        return in_full or _in_words(form, choices)
    if _NO_PLAIN_NUMBER.search(unicodedata.normalize("NFKC", text)):
        return set()
    if not 1 <= number <= len(choices):
        return set()
    numbered = {choices[number - 1].id}
    if not rest:
        return numbered | in_full
    folded = FoldedText.of(rest)
    in_words = _in_full(folded, choices) or _in_words(folded, choices)
    return numbered | in_words if in_words else set()


def _number(words: str) -> tuple[int | None, str]:
    """The number that the words begin with, and the words after it."""
    if words in _CHINESE_NUMERALS:
        return _CHINESE_NUMERALS[words], ""
    match = _NUMBER.fullmatch(words)
    return (int(match[1]), match[2] or "") if match else (None, "")


def _in_full(form: FoldedText, choices: tuple[ChoiceToRead, ...]) -> set[str]:
    """Choices whose words in some language are the whole text; with its accents if any has them."""
    known = [(choice.id, FoldedText.of(words)) for choice, words in _wordings(choices)]
    exact = {id_ for id_, words in known if words.compact == form.compact}
    return exact or {id_ for id_, words in known if words.bare == form.bare and form.bare}


def _in_words(form: FoldedText, choices: tuple[ChoiceToRead, ...]) -> set[str]:
    """Choices meant by a plain yes or no, or named first and followed by mere filler."""
    ids = _by_yes_or_no(form, choices)
    if ids:
        return ids
    for length in range(len(form.tokens) - 1, 0, -1):
        if not _FILLERS.issuperset(form.tokens[length:]):
            break
        first = FoldedText.of(" ".join(form.tokens[:length]))
        ids = _in_full(first, choices) | _by_yes_or_no(first, choices)
        if ids:
            # "No, I will vote" is no clear no, whereas "Yes, I will vote" is a yes.
            return ids - {id_ for is_yes, id_ in _polar(choices) if not is_yes}
    return set()


def _by_yes_or_no(form: FoldedText, choices: tuple[ChoiceToRead, ...]) -> set[str]:
    return {id_ for is_yes, id_ in _polar(choices) if _says(is_yes, form)}


def _says(is_yes: bool, form: FoldedText) -> bool:
    """Whether a text is a plain yes, or a plain no, once or over and over ("no, no, never")."""
    plain = _PLAIN[is_yes]
    return plain.is_exactly(form) or (
        bool(form.tokens) and all(plain.is_exactly(FoldedText.of(each)) for each in form.tokens)
    )


def _polar(choices: tuple[ChoiceToRead, ...]) -> set[tuple[bool, str]]:
    """Which choices are a yes and which a no, by their ids or else by their words."""
    by_id = {
        (_POLAR_IDS[choice.id.casefold()], choice.id)
        for choice in choices
        if choice.id.casefold() in _POLAR_IDS
    }
    return by_id or {
        (is_yes, choice.id)
        for choice, words in _wordings(choices)
        for is_yes, plain in _PLAIN.items()
        if plain.is_exactly(FoldedText.of(_CLAUSE_END.split(words)[0]))
    }


def _thumbs(text: str, choices: tuple[ChoiceToRead, ...]) -> set[str]:
    shown = {is_yes for thumb, is_yes in _THUMBS.items() if thumb in text}
    return {id_ for is_yes, id_ in _polar(choices) if is_yes in shown}


def _wordings(choices: tuple[ChoiceToRead, ...]) -> Iterator[tuple[ChoiceToRead, str]]:
    return ((choice, words) for choice in choices for words in choice.texts.values())
