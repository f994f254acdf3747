"""Nouns and rules: mapped classes and pure functions. Never a session, a clock or I/O."""

from phonebank.domain import (
    call,
    caller,
    campaign,
    captain,
    organisation,
    shift,
    suppression,
    survey,
    text_message,
    voter,
    voter_list,
)
from phonebank.domain.base import Base

__all__ = [
    "Base",
    "call",
    "caller",
    "campaign",
    "captain",
    "organisation",
    "shift",
    "suppression",
    "survey",
    "text_message",
    "voter",
    "voter_list",
]
