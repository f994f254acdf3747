"""Which fonts a page loads: those of its own language, and of the languages that it shows."""

from collections.abc import Iterable

from flask import Flask

from phonebank.domain.languages import LANGUAGES
from phonebank.web.language_names import language_name
from phonebank.web.translating import language_of, page_language

FONT_SHEETS = {
    "Latn": "latin",
    "Deva": "devanagari",
    "Beng": "bengali",
    "Gujr": "gujarati",
    "Guru": "gurmukhi",
    "Khmr": "khmer",
    "Laoo": "lao",
    "Mymr": "myanmar",
    "Arab": "nastaliq",
    "Hans": "hans",
    "Hant": "hant",
    "Kore": "korean",
}
"""ISO 15924 code -> name of the style sheet in static/vendor/fonts."""


def install(flask: Flask) -> None:
    """A view that shows other languages than the page's gives their tags as `languages_shown`."""
    flask.jinja_env.globals |= {
        "font_sheets": font_sheets,
        "language_name": language_name,
        "language_endonym": lambda tag: LANGUAGES[tag].endonym,
    }


def font_sheets(tags: Iterable[str] = ()) -> list[str]:
    """The style sheets for words in these languages, and in the page's own."""
    scripts = [language_of(tag).script for tag in (page_language(), *tags)]
    sheets = [FONT_SHEETS[script] for script in ["Latn", *scripts] if script in FONT_SHEETS]
    return list(dict.fromkeys(sheets))
