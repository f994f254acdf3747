"""What the page of translations says of a text and of a translator's work."""

import re
from typing import Any, Final

from flask_babel import gettext

from phonebank.domain.translation import Standing
from phonebank.services.translating import REPLY, Skipped, Unit
from phonebank.services.translating_others import (
    FOLLOW_UP_QUESTION,
    FOLLOW_UP_TEXT,
    SPOKEN,
    VERSION,
)
from phonebank.web.marking import mark as _

STANDINGS: Final[dict[Standing, tuple[str, str, str]]] = {
    Standing.GOOD: ("✓", "good", _("translated")),
    Standing.MISSING: ("⚠", "warn", _("missing")),
    Standing.STALE: ("◷", "warn", _("older than its source")),
    Standing.NOT_NEEDED: ("", "", ""),
}
"""Standing -> (icon, tone, words)."""

SKIPPED: Final[dict[Skipped, str]] = {
    Skipped.UNKNOWN: _("there is no such text any more"),
    Skipped.SOURCE_CHANGED: _("its source has changed since the file was made"),
    Skipped.FIELDS: _("a field in braces is broken"),
    Skipped.NO_WAY_OUT: _("it does not say who is writing, or how to opt out"),
}

_SPOTS: Final = {
    REPLY: _("Prepared reply"),
    FOLLOW_UP_QUESTION: _("What the caller asks"),
    FOLLOW_UP_TEXT: _("The text"),
    VERSION: _("The first text"),
    SPOKEN: _("What the caller says"),
    "opening": _("The opening"),
    "first_text": _("The first text"),
}
_PLACE = re.compile(r"question-(\d+)-(?:(text)|(note)|answer-(\d+)-text)")


def place_of(unit: Unit) -> str:
    """Where a text stands, in words."""
    read = _PLACE.fullmatch(unit.spot)
    if read is None:
        told = gettext(_SPOTS[unit.spot])
    elif read[4]:
        values = {"answer": read[4], "question": read[1]}
        told = gettext("Answer %(answer)s of question %(question)s", **values)
    elif read[3]:
        told = gettext("Note at question %(number)s", number=read[1])
    else:
        told = gettext("Question %(number)s", number=read[1])
    return str(told)


WORDS: Final[dict[str, Any]] = {
    "standings": STANDINGS,
    "skipped_words": SKIPPED,
    "place_of": place_of,
}
