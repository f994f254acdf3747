"""Everything that the desk says is said in every language of the pages."""

from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from phonebank.web.translating import LOCALES, catalog

WEB = Path(__file__).parents[2] / "phonebank/web"
METHODS = [
    ("desk/**.py", "python"),
    ("api/**.py", "python"),
    ("templates/desk/**.html", "jinja2.ext:babel_extract"),
]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
BAD_INPUT = {"BadInput": None}


def said() -> set[str]:
    """Every word of the desk's pages, and of what they refuse."""
    words = extract_from_dir(WEB, METHODS, keywords=KEYWORDS | BAD_INPUT)
    return {word if isinstance(word, str) else word[0] for _, _, word, _, _ in words}


def test_words_are_marked_for_translation_in_one_place_and_found() -> None:
    modules = {path: path.read_text() for path in WEB.rglob("*.py")}
    assert [path.name for path, text in modules.items() if "def _(" in text] == []
    assert {
        "Waiting",
        "Stands in VAN",
        "Being made",
        "Has not connected a microphone yet",
    } <= said()


@pytest.mark.parametrize("locale", sorted(set(LOCALES.values()) - {"en"}))
def test_every_word_is_in_the_catalog(locale: str) -> None:
    known = catalog(locale)._catalog  # type: ignore[attr-defined]
    known_words = {key if isinstance(key, str) else key[0] for key in known}
    assert said() - known_words == set()


@pytest.mark.parametrize("locale", sorted(set(LOCALES.values()) - {"en"}))
def test_what_is_filled_in_is_filled_in_everywhere(locale: str) -> None:
    known = catalog(locale)._catalog  # type: ignore[attr-defined]
    for key, words in known.items():
        source = key if isinstance(key, str) else key[0]
        for place in ("%(number)s", "%(name)s", "%(num)d", "%(shift)s", "%(language)s"):
            if source and place in source:
                assert place in words, (source, words)
