"""Cutting a text into what a reader sees as one sign (UAX #29, extended grapheme clusters).

By the rules of Unicode 10.0.0, as the carrier's own calculator cuts, its two turns of its own
included: they are named where they are.
"""

from collections.abc import Sequence
from typing import Final

from phonebank.domain.grapheme_classes import Mark, mark_of

_ENDS: Final = frozenset({Mark.CR, Mark.LF, Mark.CONTROL})
_BASES: Final = frozenset({Mark.BASE, Mark.GLUED_BASE})
_JOINING: Final[dict[Mark, frozenset[Mark]]] = {
    Mark.CR: frozenset({Mark.LF}),
    Mark.LEADING: frozenset({Mark.LEADING, Mark.VOWEL, Mark.SYLLABLE, Mark.SYLLABLE_CLOSED}),
    Mark.SYLLABLE: frozenset({Mark.VOWEL, Mark.TRAILING}),
    Mark.VOWEL: frozenset({Mark.VOWEL, Mark.TRAILING}),
    Mark.SYLLABLE_CLOSED: frozenset({Mark.TRAILING}),
    Mark.TRAILING: frozenset({Mark.TRAILING}),
    Mark.JOINER: frozenset({Mark.GLUED, Mark.GLUED_BASE}),
}
"""What each mark is not parted from, of those that follow it."""
_ALWAYS_JOIN: Final = frozenset({Mark.EXTEND, Mark.JOINER, Mark.SPACING})


def graphemes(text: str) -> list[str]:
    """The signs of a text in order; joined they are the text again.

    >>> graphemes("n\\u0303o")
    ['ñ', 'o']
    """
    found: list[str] = []
    marks: list[Mark] = []
    begun = 0
    for place, sign in enumerate(text):
        mark = mark_of(sign)
        if marks and _parts(marks, mark):
            found.append(text[begun:place])
            begun, marks = place, []
        marks.append(mark)
    return [*found, text[begun:]] if text else []


def _parts(marks: Sequence[Mark], following: Mark) -> bool:
    """Whether a sign begins anew after a cluster of these marks."""
    previous = marks[-1]
    if following in _JOINING.get(previous, ()):
        return _is_spent_flag(marks)
    if previous in _ENDS or following in _ENDS or _is_spent_flag(marks):
        return True
    if following in _ALWAYS_JOIN or previous is Mark.PREPEND:
        return False
    if following is Mark.MODIFIER:
        return not _takes_modifier(marks)
    return (previous, following) != (Mark.FLAG, Mark.FLAG) or len(marks) > 1


def _is_spent_flag(marks: Sequence[Mark]) -> bool:
    """A flag takes one mark; by the standard it would take any number, the calculator ends it."""
    after = marks[1:]
    flags = next((at for at, mark in enumerate(after) if mark is not Mark.FLAG), len(after))
    return 0 < flags < len(after)


def _takes_modifier(marks: Sequence[Mark]) -> bool:
    """A person or a hand takes a skin tone after one mark at most; by the standard after any."""
    if marks[-1] is Mark.EXTEND and len(marks) > 1:
        return marks[-2] in _BASES
    return marks[-1] in _BASES and Mark.EXTEND not in marks
