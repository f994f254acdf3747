"""Making two ways of writing the same words equal, in every script that voters write in.

Used to compare what a voter wrote with words that are known, never to change what is stored.
"""

import re
import unicodedata
from typing import Final

_TAPBACK: Final = re.compile(
    r"""\W*(?:liked|loved|disliked|laughed\ at|emphasi[sz]ed|questioned
        |reacted\b[^“"]*?\bto|removed\b[^“"]*?\bfrom|[^\w\s]{1,8}\ to)
        \s*[“"][^”"]*[”"]\s*""",
    re.IGNORECASE | re.VERBOSE,
)
"""What telephones send as a text when a message of ours is given a heart or a thumb."""

_WITHIN_WORDS: Final = dict.fromkeys(map(ord, "'’‘ʼ`´"), None)
_EMOJI_PARTS: Final = dict.fromkeys([0x20E3, *range(0xFE00, 0xFE10), *range(0x1F3FB, 0x1F400)])
_LETTERS_IN_BOXES: Final = {
    first + place: chr(ord("a") + place) for first in (0x1F150, 0x1F170) for place in range(26)
}
"""White letters on black, which NFKC leaves as they are."""
_ONE_LETTER_FOR_TWO: Final = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ه": "ہ", "ة": "ہ"})
_ARABIC_VOWELS: Final = dict.fromkeys([*range(0x064B, 0x0653), 0x0670, 0x0640])
_NUKTAS: Final = dict.fromkeys([0x093C, 0x0A3C, 0x0ABC])
_SAID_AGAIN: Final = dict.fromkeys([0x0EC6, 0x17D7])
"""The signs of Lao and Khmer for a word that is said twice."""
_UNSPACED: Final = re.compile(
    "[\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)


def fold(text: str) -> str:
    """Words in lower case with one space between them: no punctuation, emoji or invisible marks.

    Digits of every script become 0 to 9, an apostrophe joins ("don't" is "dont"), and letters that
    keyboards of Urdu and Hindi mix up become one. Accents stay: see `without_accents`.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = unicodedata.normalize("NFKC", plain)
    for table in (
        _LETTERS_IN_BOXES,
        _WITHIN_WORDS,
        _EMOJI_PARTS,
        _ONE_LETTER_FOR_TWO,
        _ARABIC_VOWELS,
        _NUKTAS,
        _SAID_AGAIN,
    ):
        plain = plain.translate(table)
    return " ".join("".join(_letter(each) for each in plain).split())


def without_accents(folded: str) -> str:
    """The words without the accents of the Latin script; other scripts keep their signs."""
    apart = unicodedata.normalize("NFD", folded.replace("đ", "d").replace("ı", "i"))
    kept: list[str] = []
    for each in apart:
        if unicodedata.combining(each) and kept and kept[-1].isascii():
            continue
        kept.append(each)
    return unicodedata.normalize("NFC", "".join(kept))


def is_unspaced(words: str) -> bool:
    """Whether words are in a script that runs them together, or their endings (Korean)."""
    return _UNSPACED.search(words) is not None


def own_words(text: str) -> str:
    """The text without a telephone's report that one of our messages was liked: that quotes us."""
    return "" if _TAPBACK.fullmatch(text) else text


def _letter(each: str) -> str:
    category = unicodedata.category(each)
    if category == "Nd":
        return str(unicodedata.digit(each))
    if category in ("Cf", "Cc", "Cs", "Co", "Cn"):
        return " " if each in "\t\n\r\x0b\x0c\x85" else ""
    return " " if category[0] in "PSZ" else each
