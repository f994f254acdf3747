"""Whether a voter's text asks us to stop: at once, perhaps, or not at all.

Three tiers. A single word that means "stop" in any language served acts at once when it is the
whole message, whatever language the conversation is in; so does a phrase of which no other reading
is likely ("please stop texting me"). A longer message that merely contains such a word ("we have
got to STOP this bill"), or a word that may be an opt-out or an answer, holds every send until a
person has read it. Source of the rule: 47 CFR 64.1200(a)(10), any reasonable means. The words are
in `opt_out_words`, which says which lists need a native speaker's review.
"""

import re
from collections.abc import Collection, Iterator
from enum import StrEnum
from typing import Final

from phonebank.domain.opt_out_words import (
    ACCENTS_MATTER_IN,
    OPT_OUT_WORDS,
    ORDINARY_IN,
    UNIVERSAL,
    OptOutWords,
)
from phonebank.domain.text_folding import own_words
from phonebank.domain.word_lists import Finding, FoldedText, WordList


class OptOutKind(StrEnum):
    """What a text asks of us. ACT: opt out now. HOLD: send nothing until a person has read it."""

    NONE = "none"
    ACT = "act"
    HOLD = "hold"
    OPT_IN = "opt in"
    HELP = "help"


def _words_of(field: str) -> WordList:
    return WordList(
        (
            word
            for tag, words in OPT_OUT_WORDS.items()
            if tag != ACCENTS_MATTER_IN
            for word in _field(words, field)
        ),
        accented=_field(OPT_OUT_WORDS[ACCENTS_MATTER_IN], field),
    )


def _field(words: OptOutWords, field: str) -> tuple[str, ...]:
    return tuple(getattr(words, field))


_ALONE: Final = _words_of("alone")
_PHRASES: Final = _words_of("phrases")
_WITHIN: Final = _words_of("within")
_UNCLEAR: Final = _words_of("unclear")
_COURTESIES: Final = _words_of("courtesies")
_NEGATORS: Final = _words_of("negators")
_OPT_IN: Final = _words_of("opt_in")
_HELP: Final = _words_of("help")
_UNIVERSAL: Final = WordList(UNIVERSAL)

_CLAUSE_END: Final = re.compile(r"[.,;:!?…\n。，、；：！？।۔،؛؟၊။៖]+")
_STOP_SIGNS: Final = re.compile("[🛑⛔🚫]")
_DRAWN_OUT_STOP: Final = re.compile(r"s+t+o+p+")
_SPELT_OUT: Final = re.compile(r"\w(?: \w){2,}")
_TOKENS_BEFORE: Final = 2


def classify(text: str, languages: Collection[str] = ()) -> OptOutKind:
    """What a voter's text asks of us.

    `languages` are the written tags of the campaign. They only soften: a word of another language
    that is an everyday word in one of them holds where it would have acted.
    """
    theirs = own_words(text)
    whole = FoldedText.of(theirs)
    core = without_courtesies(whole)
    if not core.words:
        return OptOutKind.HOLD if _STOP_SIGNS.search(theirs) else OptOutKind.NONE
    return (
        _keyword(whole, core, languages) or _phrase(theirs, whole) or _doubt(whole, core, languages)
    )


def is_universal(text: str) -> bool:
    """Whether the text is one of the words that opt out by rule, whatever was asked."""
    return _UNIVERSAL.is_exactly(without_courtesies(FoldedText.of(text)))


def without_courtesies(text: FoldedText) -> FoldedText:
    """The text without "please", "thank you" and the like, in any language."""
    return _COURTESIES.without(text)


def _keyword(whole: FoldedText, core: FoldedText, languages: Collection[str]) -> OptOutKind | None:
    for form in _forms(whole, core):
        if _is_ordinary(form, languages):
            return OptOutKind.HOLD
        if _ALONE.is_exactly(form) or _DRAWN_OUT_STOP.fullmatch(form.words):
            return OptOutKind.ACT
        if _OPT_IN.is_exactly(form):
            return OptOutKind.OPT_IN
        if _HELP.is_exactly(form):
            return OptOutKind.HELP
    return None


def _forms(whole: FoldedText, core: FoldedText) -> Iterator[FoldedText]:
    """The message as it is, without courtesies, a word said over and over, a word spelt out."""
    yield whole
    yield core
    if len(set(core.tokens)) == 1:
        yield FoldedText.of(core.tokens[0])
    if _SPELT_OUT.fullmatch(whole.words):
        yield FoldedText.of(whole.compact)


def _phrase(text: str, whole: FoldedText) -> OptOutKind | None:
    if not _PHRASES.findings(whole):
        return None
    found = [
        finding
        for clause in _CLAUSE_END.split(text)
        for finding in _PHRASES.findings(FoldedText.of(clause))
    ]
    is_denied = bool(found) and all(_is_negated(finding) for finding in found)
    return OptOutKind.HOLD if is_denied else OptOutKind.ACT


def _is_negated(finding: Finding) -> bool:
    """Whether "don't" or its kin stands just before: "please don't stop texting me"."""
    before = FoldedText.of(finding.before)
    nearest = FoldedText.of(" ".join(before.tokens[-_TOKENS_BEFORE:]))
    return any(
        nearest.compact.endswith(negator.word.replace(" ", "")) or negator.word in nearest.tokens
        for negator in _NEGATORS.findings(nearest)
    )


def _doubt(whole: FoldedText, core: FoldedText, languages: Collection[str]) -> OptOutKind:
    if _UNCLEAR.is_exactly(whole) or _UNCLEAR.is_exactly(core):
        return OptOutKind.HOLD
    contained = [
        finding
        for finding in _WITHIN.findings(whole)
        if not _is_ordinary(FoldedText.of(finding.word), languages)
    ]
    drawn_out = any(_DRAWN_OUT_STOP.fullmatch(each) for each in whole.tokens)
    return OptOutKind.HOLD if contained or drawn_out else OptOutKind.NONE


def _is_ordinary(form: FoldedText, languages: Collection[str]) -> bool:
    return any(tag in languages for tag in ORDINARY_IN.get(form.words, ()))
