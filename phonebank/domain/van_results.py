"""What came of a contact, in VAN's words."""

from typing import Final

from phonebank.domain.call import ContactResult

VAN_RESULTS: Final[dict[ContactResult, str]] = {
    ContactResult.REACHED: "Canvassed",
    ContactResult.NOT_HOME: "Not Home",
    ContactResult.VOICEMAIL: "Left Message",
    ContactResult.BUSY: "Busy",
    ContactResult.WRONG_NUMBER: "Wrong Number",
    ContactResult.DISCONNECTED: "Disconnected",
    ContactResult.NO_CONNECTION: "Not Home",
    ContactResult.CALL_BACK: "Call Back",
    ContactResult.OTHER_LANGUAGE: "Language Barrier",
    ContactResult.REFUSED: "Refused",
    ContactResult.DO_NOT_CALL: "Do Not Call",
    ContactResult.INTERRUPTED: "Call Back",
}
"""Our contact results in VAN's words; what was never placed is no contact."""

TEXT_ANSWERED: Final = "text answered"
TEXT_OPTED_OUT: Final = "text opted out"

OUTCOMES: Final[dict[str, str]] = {
    **{ours.value: theirs for ours, theirs in VAN_RESULTS.items()},
    TEXT_ANSWERED: "Canvassed",
    TEXT_OPTED_OUT: "Do Not Text",
}
"""What a contact may come to, by our name for it, and the code's name in VAN to look for."""
