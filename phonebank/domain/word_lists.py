"""Lists of known words, and whether a voter's text is one of them or contains one."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from phonebank.domain.text_folding import fold, is_unspaced, without_accents

ANY_ENDING = "*"


@dataclass(frozen=True)
class FoldedText:
    """A text in the three forms in which words are looked for.

    `words` as folded, `bare` without accents as well, `compact` without the spaces.
    """

    words: str
    bare: str
    compact: str

    @classmethod
    def of(cls, text: str) -> "FoldedText":
        """Fold a text as a voter wrote it."""
        words = fold(text)
        return cls(words, without_accents(words), words.replace(" ", ""))

    @property
    def tokens(self) -> list[str]:
        """The words, one by one."""
        return self.words.split()


@dataclass(frozen=True)
class Finding:
    """A known word found in a text, with what stands before it."""

    word: str
    before: str


class WordList:
    """Words and phrases in any language.

    A script that runs words together is searched without its spaces, any other by whole words, or
    by their beginnings where an entry ends in `*`. Accents count only in the entries of `accented`:
    those of a language where they change the word.
    """

    def __init__(self, entries: Iterable[str], accented: Iterable[str] = ()) -> None:
        self._bare: set[str] = set()
        self._words: set[str] = set()
        self._compact: set[str] = set()
        for entry in entries:
            self._add(entry, self._bare, without_accents)
        for entry in accented:
            self._add(entry, self._words, str)
        self._in_bare = _whole_words(self._bare)
        self._in_words = _whole_words(self._words)
        self._in_compact = _anywhere(self._compact)

    def is_exactly(self, text: FoldedText) -> bool:
        """Whether the whole text is one of the words."""
        return text.bare in self._bare or text.words in self._words or text.compact in self._compact

    def findings(self, text: FoldedText) -> list[Finding]:
        """Every word found, from the left, those of each way of writing in turn."""
        searched = (
            (self._in_bare, text.bare),
            (self._in_words, text.words),
            (self._in_compact, text.compact),
        )
        return [
            Finding(match.group(), form[: match.start()])
            for pattern, form in searched
            for match in pattern.finditer(form)
        ]

    def without(self, text: FoldedText) -> FoldedText:
        """The text with every one of the words taken out."""
        left = self._in_bare.sub(" ", text.words)
        left = self._in_words.sub(" ", left)
        if is_unspaced(left):
            left = self._in_compact.sub("", left.replace(" ", ""))
        return FoldedText.of(left)

    def _add(self, entry: str, spaced: set[str], form: Callable[[str], str]) -> None:
        ending = ANY_ENDING if entry.endswith(ANY_ENDING) else ""
        folded = fold(entry)
        if is_unspaced(folded):
            self._compact.add(folded.replace(" ", ""))
        else:
            spaced.add(form(folded) + ending)


def _whole_words(entries: set[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\S)(?:{_alternatives(entries)})(?!\S)")


def _anywhere(entries: set[str]) -> re.Pattern[str]:
    return re.compile(f"(?:{_alternatives(entries)})")


def _alternatives(entries: set[str]) -> str:
    """The longest first, so that what is found says most; nothing at all where there are none."""
    longest_first = sorted(entries, key=lambda entry: (-len(entry), entry))
    return "|".join(_pattern(entry) for entry in longest_first) or r"(?!)"


def _pattern(entry: str) -> str:
    if entry.endswith(ANY_ENDING):
        return re.escape(entry.removesuffix(ANY_ENDING)) + r"\S*"
    return re.escape(entry)
