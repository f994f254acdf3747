"""What a language is called in the language of the page."""

from babel import Locale
from flask_babel import get_locale, gettext

from phonebank.domain.languages import LANGUAGES, UNKNOWN

_OURS = {"cmn", "mww", "hnj", "ksw", "zh-Hans", "zh-Hant"}
"""Names that Babel lacks, or has for another use: they are in the message catalogs."""


def language_name(tag: str) -> str:
    """The name of a language for the reader of the page.

    Raises KeyError for a tag that is not served.
    """
    ours = LANGUAGES[tag].english_name
    if tag == UNKNOWN:
        return str(gettext("Language unknown"))
    locale = get_locale() or Locale("en")
    name = None if tag in _OURS else locale.languages.get(tag.split("-")[0])
    return str(name or gettext(ours))
