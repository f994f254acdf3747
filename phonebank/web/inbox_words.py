"""The inbox's states, said in words."""

from typing import Any, Final

from flask_babel import gettext

from phonebank.domain.delivery_faults import DeliveryFault
from phonebank.domain.text_message import TextState
from phonebank.services.showing_inbox import Standing
from phonebank.services.showing_thread import ShownText
from phonebank.web.errors import refusal
from phonebank.web.marking import mark as _

STANDINGS: Final[dict[Standing, tuple[str, str, str]]] = {
    Standing.HELD: ("⚠", "warn", _("May be an opt-out")),
    Standing.NEW_REPLY: ("●", "busy", _("New reply")),
    Standing.UNSENT: ("○", "", _("Not written to yet")),
    Standing.NOT_DELIVERED: ("✕", "bad", _("Not delivered")),
    Standing.VOTER_WROTE: ("↩", "", _("Your turn")),
    Standing.WAITING: ("✓", "", _("Waiting for a reply")),
    Standing.CLOSED: ("■", "", _("Done")),
    Standing.OPTED_OUT: ("⊘", "bad", _("Opted out")),
}
"""Standing -> (icon, tone, words)."""

DELIVERY: Final[dict[TextState, tuple[str, str]]] = {
    TextState.QUEUED: ("◷", _("Waiting to be sent")),
    TextState.SENDING: ("◷", _("Being sent")),
    TextState.UNCERTAIN: ("?", _("We do not know yet whether it was sent. Do not send it again.")),
    TextState.SENT: ("✓", _("Sent")),
    TextState.DELIVERED: ("✓✓", _("Delivered")),
    TextState.UNDELIVERED: ("✕", _("Not delivered")),
    TextState.FAILED: ("✕", _("Not delivered")),
    TextState.WITHHELD: ("⊘", _("Not sent")),
    TextState.RECEIVED: ("", ""),
}
"""State of a text -> (icon, words)."""

FAULTS: Final[dict[DeliveryFault, str]] = {
    DeliveryFault.NO_TEXT_LINE: _("This number cannot receive texts."),
    DeliveryFault.UNREACHABLE: _("The phone is off, out of reach, or no longer in use."),
    DeliveryFault.OPTED_OUT: _("This person has opted out of texts from this number."),
    DeliveryFault.FILTERED: _("The phone company blocked this text."),
    DeliveryFault.BAD_NUMBER: _("There is no such number."),
    DeliveryFault.OUR_LIMIT: _("Too many texts have been sent for now."),
    DeliveryFault.OUR_SETUP: _("Our own number is not set up yet. Tell your coordinator."),
    DeliveryFault.UNKNOWN: _("The phone company did not say why."),
}


def why_not(text: ShownText) -> str:
    """Why a text failed or was kept back, as a sentence; empty where it was not."""
    if text.withheld_by is not None:
        return refusal(text.withheld_by)
    return "" if text.fault is None else str(gettext(FAULTS[text.fault]))


WORDS: Final[dict[str, Any]] = {
    "standings": STANDINGS,
    "delivery": DELIVERY,
    "why_not": why_not,
}
"""What the inbox's templates know."""
