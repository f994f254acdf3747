"""Reading a webhook's form, or its query: each field is there and of its kind, or refused."""

import re
from collections.abc import Mapping
from typing import Final

Form = Mapping[str, str]

_SID: Final = re.compile(r"[A-Z]{2}[0-9a-f]{32}")
_ID: Final = re.compile(r"[0-9]{1,18}")
_LONGEST_NUMBER: Final = 64


class Unreadable(Exception):
    """A field is missing or wrong. The message names the field and never repeats its value."""


def field(form: Form, name: str) -> str:
    """A field that is not empty. Raises Unreadable."""
    value = form.get(name, "")
    if not value:
        raise Unreadable(f"{name} is missing")
    return value


def sid(form: Form, name: str) -> str:
    """One of Twilio's ids. Raises Unreadable."""
    return _matching(_SID, form, name)


def our_id(form: Form, name: str) -> int:
    """One of our own ids, which we put into the address. Raises Unreadable."""
    return int(_matching(_ID, form, name))


def number(form: Form, name: str) -> str:
    """Who calls or writes: E.164, a short code, a client, or a word for the unknown.

    Raises Unreadable.
    """
    value = field(form, name)
    if len(value) > _LONGEST_NUMBER or not value.isprintable():
        raise Unreadable(f"{name} is not a number")
    return value


def whole_number(form: Form, name: str) -> int | None:
    """A whole number, None where the field is not there. Raises Unreadable."""
    return int(_matching(_ID, form, name)) if form.get(name) else None


def _matching(pattern: re.Pattern[str], form: Form, name: str) -> str:
    value = field(form, name)
    if not pattern.fullmatch(value):
        raise Unreadable(f"{name} is not of the right form")
    return value
