"""The languages that are served: how each is named, written, spoken by a machine and set in type.

Tags follow BCP 47. Spoken and written language are apart where they differ: Mandarin (`cmn`) and
Cantonese (`yue`) are spoken, simplified (`zh-Hans`) and traditional (`zh-Hant`) Chinese are
written. Voters, callers and shifts have spoken tags; scripts, questions and texts have written
ones. Most tags are both.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

UNKNOWN: Final = "und"
"""The tag of a voter whose language nobody has noted."""


class Direction(StrEnum):
    """Which way a script runs: the value of HTML's `dir`."""

    LEFT_TO_RIGHT = "ltr"
    RIGHT_TO_LEFT = "rtl"


@dataclass(frozen=True)
class Language:
    """A language as spoken, as written, or both.

    `script` is an ISO 15924 code. `say_voice` is the value of `language` in the carrier's `<Say>`,
    None where it has no voice: play a recording. `font` is a CSS font family. `spoken` lists the
    spoken tags whose speakers read it (empty for a language that is not written apart), `written`
    is the tag in which its speakers read (empty for one that is only written).
    """

    tag: str
    english_name: str
    endonym: str
    script: str
    direction: Direction
    say_voice: str | None
    font: str
    spoken: tuple[str, ...]
    written: str


_LTR: Final = Direction.LEFT_TO_RIGHT
_RTL: Final = Direction.RIGHT_TO_LEFT


def _both(
    tag: str,
    english_name: str,
    endonym: str,
    script: str,
    voice: str | None,
    font: str = "Noto Sans",
    direction: Direction = _LTR,
) -> Language:
    return Language(
        tag, english_name, endonym, script, direction, voice, font, spoken=(tag,), written=tag
    )


def _spoken(
    tag: str,
    english_name: str,
    endonym: str,
    script: str,
    voice: str | None,
    font: str,
    written: str,
) -> Language:
    return Language(tag, english_name, endonym, script, _LTR, voice, font, (), written)


def _written(
    tag: str, english_name: str, endonym: str, script: str, font: str, spoken: tuple[str, ...]
) -> Language:
    return Language(tag, english_name, endonym, script, _LTR, None, font, spoken, "")


_SERVED: Final[tuple[Language, ...]] = (
    _both("en", "English", "English", "Latn", "en-US"),
    _both("es-US", "Spanish", "Español", "Latn", "es-US"),
    _spoken("cmn", "Mandarin", "普通话", "Hans", "cmn-CN", "Noto Sans SC", "zh-Hans"),
    _spoken("yue", "Cantonese", "廣東話", "Hant", "yue-HK", "Noto Sans HK", "zh-Hant"),
    _written("zh-Hans", "Chinese (simplified)", "简体中文", "Hans", "Noto Sans SC", ("cmn", "yue")),
    _written(
        "zh-Hant", "Chinese (traditional)", "繁體中文", "Hant", "Noto Sans HK", ("yue", "cmn")
    ),
    _both("ko", "Korean", "한국어", "Kore", "ko-KR", "Noto Sans KR"),
    _both("vi", "Vietnamese", "Tiếng Việt", "Latn", "vi-VN"),
    _both("hi", "Hindi", "हिन्दी", "Deva", "hi-IN", "Noto Sans Devanagari"),
    _both("ur", "Urdu", "اردو", "Arab", "ur-IN", "Noto Nastaliq Urdu", _RTL),
    _both("bn", "Bengali", "বাংলা", "Beng", "bn-IN", "Noto Sans Bengali"),
    _both("gu", "Gujarati", "ગુજરાતી", "Gujr", "gu-IN", "Noto Sans Gujarati"),
    _both("pa-Guru", "Punjabi", "ਪੰਜਾਬੀ", "Guru", "pa-IN", "Noto Sans Gurmukhi"),
    _both("fil", "Filipino", "Filipino", "Latn", "fil-PH"),
    _both("mww", "Hmong (White)", "Hmoob Dawb", "Latn", None),
    _spoken("hnj", "Hmong (Green)", "Hmoob Ntsuab", "Latn", None, "Noto Sans", "mww"),
    _both("ksw", "Karen", "ကညီကျိာ်", "Mymr", None, "Padauk"),
    _both("km", "Khmer", "ខ្មែរ", "Khmr", None, "Noto Sans Khmer"),
    _both("lo", "Lao", "ລາວ", "Laoo", None, "Noto Sans Lao"),
    _both("so", "Somali", "Soomaali", "Latn", None),
    _both(UNKNOWN, "Unknown", "?", "Zyyy", None),
)

LANGUAGES: Final[dict[str, Language]] = {language.tag: language for language in _SERVED}
"""Every language by its tag, `und` included."""

_SAME_TAG: Final[dict[str, str]] = {
    "es": "es-US", "es-mx": "es-US", "es-419": "es-US", "en-us": "en", "pa": "pa-Guru",
    "pa-in": "pa-Guru", "tl": "fil", "tl-ph": "fil", "zh-cn": "zh-Hans", "zh-sg": "zh-Hans",
    "zh-tw": "zh-Hant", "zh-hk": "zh-Hant", "zh-mo": "zh-Hant", "hmn": "mww", "hmong": "mww",
    "kar": "ksw",
}  # fmt: skip

_NAMES_IN_FILES: Final[dict[str, str]] = {
    # A file that says only "Chinese" is read as the more widely spoken of the two; a voter who
    # speaks the other is passed on like any voter met in the wrong language.
    "chinese": "cmn", "zh": "cmn", "chi": "cmn", "zho": "cmn", "mandarin chinese": "cmn",
    "chinese mandarin": "cmn", "putonghua": "cmn", "taiwanese": "cmn",
    "chinese cantonese": "yue", "cantonese chinese": "yue", "chinese traditional": "zh-Hant",
    "traditional chinese": "zh-Hant", "simplified chinese": "zh-Hans",
    "chinese simplified": "zh-Hans", "spa": "es-US", "castilian": "es-US", "eng": "en",
    "kor": "ko", "vie": "vi", "hin": "hi", "urd": "ur", "ben": "bn", "bangla": "bn", "guj": "gu",
    "pan": "pa-Guru", "panjabi": "pa-Guru", "tagalog": "fil", "tgl": "fil", "pilipino": "fil",
    "hmong daw": "mww", "white hmong": "mww", "hmong white": "mww", "hmoob": "mww",
    "hmong njua": "hnj", "green hmong": "hnj", "hmong green": "hnj", "blue hmong": "hnj",
    "sgaw karen": "ksw", "s'gaw karen": "ksw", "karen sgaw": "ksw", "cambodian": "km",
    "khmer cambodian": "km", "cambodian khmer": "km", "khm": "km", "laotian": "lo",
    "lao laotian": "lo", "som": "so", "somalian": "so",
}  # fmt: skip

_NO_NAME: Final = re.compile(r"[()/,;.]|\s-\s")


def _tidy(text: str) -> str:
    return " ".join(_NO_NAME.sub(" ", text.replace("_", "-").casefold()).split())


_BY_WORD: Final[dict[str, str]] = {
    **{language.tag.casefold(): language.tag for language in _SERVED},
    **{_tidy(language.english_name): language.tag for language in _SERVED},
    **{language.endonym.casefold(): language.tag for language in _SERVED},
    **_SAME_TAG,
    **_NAMES_IN_FILES,
}


def find(tag: str) -> Language:
    """The language of a tag or of a common variant of it (`es`, `zh-CN`). Raises KeyError."""
    tidy = tag.strip().replace("_", "-")
    if tidy in LANGUAGES:
        return LANGUAGES[tidy]
    folded = tidy.casefold()
    by_case = {known.casefold(): known for known in LANGUAGES}
    return LANGUAGES[by_case.get(folded) or _SAME_TAG[folded]]


def spoken_of(tag: str) -> tuple[str, ...]:
    """The spoken tags of people who read or speak it, the likeliest first. Raises KeyError."""
    language = find(tag)
    return language.spoken or (language.tag,)


def written_of(spoken: str) -> str:
    """The written tag that speakers of a language read. Raises KeyError."""
    language = find(spoken)
    return language.written or language.tag


def parse_language(text: str) -> str:
    """The tag for what a voter file says ("Vietnamese", "Chinese", "tl"); `und` if unknown."""
    return _BY_WORD.get(_tidy(text), UNKNOWN)


def spoken_languages() -> Iterator[Language]:
    """The languages a voter or a caller may speak; `und` is not one."""
    return (each for each in _SERVED if each.written and each.tag != UNKNOWN)


def written_languages() -> Iterator[Language]:
    """The languages that a script or a text may be written in; `und` is not one."""
    return (each for each in _SERVED if each.spoken and each.tag != UNKNOWN)
