"""Nouns and rules: mapped classes and pure functions. Never a session, a clock or I/O."""

from phonebank.domain import (
    call,
    caller,
    campaign,
    carrier_pace,
    organisation,
    sending_limits,
    shift,
    shift_pace,
    suppression,
    survey,
    text_message,
    uploaded_file,
    voter,
    voter_list,
)
from phonebank.domain.base import Base

__all__ = [
    "Base",
    "call",
    "caller",
    "campaign",
    "carrier_pace",
    "organisation",
    "sending_limits",
    "shift",
    "shift_pace",
    "suppression",
    "survey",
    "text_message",
    "uploaded_file",
    "voter",
    "voter_list",
]
