"""The page's language: which one it is, its words, and the languages of words shown on it.

A catalog is a .po file, read when its language is first asked for: there is no compiled copy that
could be stale. `translations/<locale>/*.po` are merged, so that each part of the web surface
keeps a file of its own.
"""

from datetime import UTC
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Blueprint, Flask, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_babel import Babel, Domain, get_locale
from markupsafe import Markup

from phonebank.domain.languages import LANGUAGES, Language, written_of
from phonebank.services.page_language import read_in
from phonebank.web.door import transaction
from phonebank.web.redirects import local_path
from phonebank.web.sessions import current_caller_or_none, public

bp = Blueprint("translating", __name__)

FOLDER = Path(__file__).parent / "translations"
LOCALES = {"en": "en", "es-US": "es", "vi": "vi", "zh-Hans": "zh_Hans", "ur": "ur"}
"""The languages that pages are written in: written language tag -> catalog."""


class Catalogs(Domain):  # type: ignore[misc]
    """Words from the .po files."""

    def get_translations(self) -> NullTranslations:
        return catalog(str(get_locale() or "en"))


class BabelOfCatalogs(Babel):  # type: ignore[misc]
    """Flask-Babel, with words from the .po files."""

    @property
    def domain_instance(self) -> Catalogs:
        return Catalogs()


@cache
def catalog(locale: str) -> NullTranslations:
    """Every word of one locale; English is what the words are written in."""
    merged = Translations()
    for path in sorted((FOLDER / locale).glob("*.po")):
        compiled = BytesIO()
        with path.open("rb") as file:
            write_mo(compiled, read_po(file, locale=locale))
        compiled.seek(0)
        words = Translations(compiled)
        merged.merge(words)
        merged.plural = words.plural
    return merged if merged._catalog else NullTranslations()


def install(flask: Flask) -> None:
    """Give every template its language, and the words to say in it."""
    BabelOfCatalogs(
        flask,
        locale_selector=lambda: LOCALES[page_language()],
        timezone_selector=lambda: UTC,
    )
    flask.jinja_env.globals |= {
        "page_language": lambda: LANGUAGES[page_language()],
        "page_languages": [LANGUAGES[tag] for tag in LOCALES],
        "words": words,
        "language_of": language_of,
    }


def page_language() -> str:
    """The written tag of the page: as switched to, or the caller's, or what the browser prefers."""
    chosen = session.get("page_language")
    if chosen in LOCALES:
        return str(chosen)
    caller = current_caller_or_none()
    if caller is not None and caller.page_language in LOCALES:
        return caller.page_language
    return _preferred()


def _preferred() -> str:
    accepted = {"es": "es-US", "zh": "zh-Hans", "zh-CN": "zh-Hans", "zh-Hans": "zh-Hans"}
    offered = [*LOCALES, *accepted]
    best = request.accept_languages.best_match(offered, default="en")
    return accepted.get(best, best)


def language_of(tag: str) -> Language:
    """The language in which words for speakers of `tag` (spoken or written) are written."""
    return LANGUAGES[written_of(tag)]


def words(text: str, tag: str, element: str = "span") -> Markup:
    """Words in a language of their own: marked with `lang` and `dir`, by which fonts are chosen."""
    language = language_of(tag)
    opening = Markup('<{} lang="{}" dir="{}">').format(element, language.tag, language.direction)
    return opening + text + Markup("</{}>").format(element)


@bp.post("/language")
@public
def switch() -> ResponseReturnValue:
    """Show every page in another language from now on."""
    tag = request.form.get("language", "")
    if tag in LOCALES:
        session["page_language"] = tag
        if caller := current_caller_or_none():
            with transaction() as database:
                read_in(database, caller.id, tag)
    return redirect(local_path(request.form.get("next")))
