"""What the captain's page says of callers: alerts with their remedies, reasons, manners."""

from typing import Any, Final

from phonebank.domain.caller_alerts import Alert
from phonebank.domain.captain import HelpReason, Manner
from phonebank.services.showing_captain import Group
from phonebank.web.marking import mark as _

ALERTS: Final[dict[Alert, tuple[str, str]]] = {
    Alert.NO_LINE: (
        _("Has not connected a microphone yet"),
        _("Offer the phone instead: “Use my phone” is on their page."),
    ),
    Alert.LINE_LOST: (
        _("The line broke during a call"),
        _("After 10 seconds the voter hears a polite sentence. Call the volunteer."),
    ),
    Alert.AWAY: (
        _("The page has been closed or has no network"),
        _("Nothing to do: the line is ended by itself after 3 minutes, and no voter is given."),
    ),
    Alert.IDLE: (
        _("Ready, and calls nobody"),
        _("Ask whether they need help, or pause them."),
    ),
    Alert.LONG_RING: (
        _("The phone has been ringing for long"),
        _("Nothing to do: the carrier is asked, and the call is ended by itself."),
    ),
    Alert.LONG_CALL: (
        _("In one conversation for long"),
        _("Listen in, or whisper how to come to an end."),
    ),
    Alert.LONG_WRAP_UP: (
        _("Noting one result for long"),
        _("Ask whether they need help. Without a page, the call is closed after 10 minutes."),
    ),
    Alert.LONG_BREAK: (
        _("On a break for long"),
        _("Send them a message, or remove them."),
    ),
    Alert.LONG_HAND_OVER: (
        _("Still in a call that was handed over"),
        _("Ask them to leave it; when it ends they are fetched by themselves."),
    ),
}
"""Alert -> (what is wrong, what to do)."""

REASONS: Final[dict[HelpReason, str]] = {
    HelpReason.VOTER_UPSET: _("The voter is upset"),
    HelpReason.QUESTION: _("A question about the script"),
    HelpReason.TECHNICAL: _("Something does not work"),
    HelpReason.OTHER: _("Something else"),
}

MANNERS: Final[dict[Manner, tuple[str, str, str]]] = {
    Manner.LISTEN: ("listen", _("Listen"), _("You listen to %(name)s. Nobody hears you.")),
    Manner.WHISPER: ("whisper", _("Whisper"), _("%(name)s alone hears you.")),
    Manner.JOIN: ("join", _("Join"), _("Everybody in %(name)s’s call hears you.")),
    Manner.TAKE_OVER: (
        "take-over",
        _("Take over"),
        _("You speak, and %(name)s listens and writes down."),
    ),
}
"""Manner -> (its address, the button, what it means)."""

GROUPS: Final[dict[Group, str]] = {
    Group.FREE: _("Free"),
    Group.DIALLING: _("Calling"),
    Group.TALKING: _("Talking"),
    Group.WRAPPING_UP: _("Noting the result"),
    Group.AWAY: _("Away or on a break"),
}

CAPTAIN_WORDS: Final[dict[str, Any]] = {
    "alerts": ALERTS,
    "reasons": REASONS,
    "manners": MANNERS,
    "groups": GROUPS,
}
"""What the captain's templates know besides the desk's."""
