"""Twilio's words for states, and its numbers for what went wrong, each in one table.

Sources: the API descriptions of Call and Message, and twilio.com/docs/api/errors.
"""

from typing import Final

from phonebank.domain.call import AnsweredBy, CallEvent
from phonebank.domain.contact_request import LineType
from phonebank.domain.text_message import TextEvent
from phonebank.domain.voicemail import Greeting

CALL_EVENTS: Final[dict[str, CallEvent]] = {
    "queued": CallEvent.INITIATED,
    "initiated": CallEvent.INITIATED,
    "ringing": CallEvent.RINGING,
    "in-progress": CallEvent.ANSWERED,
    "completed": CallEvent.COMPLETED,
    "busy": CallEvent.BUSY,
    "no-answer": CallEvent.NO_ANSWER,
    "failed": CallEvent.FAILED,
    "canceled": CallEvent.CANCELLED,
}

TEXT_EVENTS: Final[dict[str, TextEvent]] = {
    "accepted": TextEvent.ACCEPTED,
    "scheduled": TextEvent.ACCEPTED,
    "queued": TextEvent.ACCEPTED,
    "sending": TextEvent.ACCEPTED,
    "sent": TextEvent.SENT,
    "delivered": TextEvent.DELIVERED,
    "read": TextEvent.DELIVERED,
    "undelivered": TextEvent.UNDELIVERED,
    "failed": TextEvent.FAILED,
    "canceled": TextEvent.FAILED,
}
"""A status that is not here (`partially_delivered`, or one that Twilio adds) changes nothing."""

LINE_TYPES: Final[dict[str, LineType]] = {
    "mobile": LineType.MOBILE,
    "landline": LineType.LANDLINE,
    "fixedVoip": LineType.VOIP,
    "nonFixedVoip": LineType.VOIP,
}
"""Lookup v2's types of line that a voter has; any other stays unknown, with which least may be
done."""

ANSWERED_BY: Final[dict[str, AnsweredBy]] = {
    "human": AnsweredBy.HUMAN,
    "machine_start": AnsweredBy.MACHINE,
    "machine_end_beep": AnsweredBy.MACHINE,
    "machine_end_silence": AnsweredBy.MACHINE,
    "machine_end_other": AnsweredBy.MACHINE,
    "fax": AnsweredBy.FAX,
    "unknown": AnsweredBy.UNKNOWN,
}

GREETINGS: Final[dict[str, Greeting]] = {
    "machine_end_beep": Greeting.BEEPED,
    "machine_end_silence": Greeting.OVER,
    "machine_end_other": Greeting.OVER,
}
"""Values of AnsweredBy that tell of a greeting's end."""

RATE_LIMITED: Final = 20429
DAILY_LIMIT: Final = 63038
COME_LATER: Final[dict[int, float]] = {RATE_LIMITED: 1.0, DAILY_LIMIT: 3600.0}
"""Codes after which nothing was taken in, and how many seconds to wait where Twilio does not say.
The daily cap of a brand at T-Mobile falls at midnight Pacific: once an hour is often enough."""

NOT_IN_PROGRESS: Final = 21220
"""A call cannot be changed because it is over."""

NO_SUCH_THING: Final = 20404

_SENTENCES: Final[dict[int, str]] = {
    20003: "Twilio does not accept our credentials.",
    20404: "Twilio knows no such thing.",
    RATE_LIMITED: "Too many requests at once: Twilio asks us to come later.",
    DAILY_LIMIT: "The day's limit of texts to this network is used up.",
    13224: "This number cannot be called.",
    21210: "The number we call from is not one of the account's.",
    21211: "This is not a number that can be texted.",
    21214: "This number cannot be reached.",
    21215: "The account may not call this country.",
    21217: "This is not a telephone number.",
    NOT_IN_PROGRESS: "The call is over.",
    21408: "The account may not text this country.",
    21606: "The number we text from cannot send texts.",
    21608: "A trial account may only contact verified numbers.",
    21610: "The person has opted out of texts from this number.",
    21611: "Too many texts are waiting on our number.",
    21612: "This number cannot be texted from ours.",
    21614: "This number is not a mobile one: it cannot get texts.",
    21617: "The text is too long.",
    21635: "This number is a landline: it cannot get texts.",
    30001: "Too many texts were waiting.",
    30002: "The account is suspended.",
    30003: "The phone is switched off or out of reach.",
    30004: "The phone or its network blocks our texts.",
    30005: "There is no such number any more.",
    30006: "This number is a landline: it cannot get texts.",
    30007: "The network took the text for spam.",
    30008: "The network did not say why it failed.",
    30034: "Our number is not registered for sending texts to the United States (10DLC).",
}


def sentence_for(code: int) -> str:
    """What an error code means, in plain English.

    Twilio's own messages are not shown or logged: they repeat the number.
    """
    return _SENTENCES.get(code, f"Twilio refused, with its error {code}.")
