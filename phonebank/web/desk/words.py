"""The desk's states, said in words."""

from typing import Any, Final

from flask_babel import gettext

from phonebank.domain.call import ContactResult
from phonebank.domain.caller import CallerState
from phonebank.domain.contact_rules import Channel
from phonebank.domain.dial_mode import DialMode
from phonebank.domain.shift import Shift, ShiftState
from phonebank.domain.shift_alerts import Alert, AlertKind
from phonebank.domain.survey import QuestionKind
from phonebank.domain.voicemail import VoicemailPolicy
from phonebank.services.readiness import Blocker, BlockerKind
from phonebank.services.showing_script import name_words, volunteer_words
from phonebank.web.desk.sending_words import why_paused
from phonebank.web.language_names import language_name
from phonebank.web.marking import mark as _

SHIFT_STATES: Final[dict[ShiftState, tuple[str, str, str]]] = {
    ShiftState.PLANNED: ("◷", "", _("Planned")),
    ShiftState.RUNNING: ("●", "good", _("Running")),
    ShiftState.PAUSED: ("❚❚", "warn", _("Paused")),
    ShiftState.ENDED: ("■", "", _("Ended")),
}
"""State -> (icon, tone, words)."""

CHANNELS: Final[dict[Channel, str]] = {Channel.CALL: _("Calls"), Channel.TEXT: _("Texts")}

MODES: Final[dict[DialMode, tuple[str, str]]] = {
    DialMode.PREVIEW: (_("Preview"), _("Volunteers see the voter, then press to call.")),
    DialMode.CLICK: (_("Click"), _("One press calls the next voter.")),
    DialMode.PROGRESSIVE: (
        _("Progressive"),
        _("A line is dialled for each volunteer who is free, and is theirs."),
    ),
    DialMode.PREDICTIVE: (
        _("Predictive"),
        _("More lines than free volunteers; three in a hundred at most find nobody free."),
    ),
}
"""Mode -> (its name, what it means)."""

VOICEMAIL: Final[dict[VoicemailPolicy, str]] = {
    VoicemailPolicy.HANG_UP: _("Hang up, and free the volunteer"),
    VoicemailPolicy.OWN_MESSAGE: _("Leave it to the volunteer, who may speak a message"),
    VoicemailPolicy.RECORDED_MESSAGE: _(
        "Play our recording after the beep, and free the volunteer"
    ),
}

_CALLERS: Final[dict[CallerState, tuple[str, str, str]]] = {
    CallerState.JOINED: ("○", "", _("Joined")),
    CallerState.READY: ("●", "good", _("Ready")),
    CallerState.WAITING: ("◷", "good", _("Waiting for a voter")),
    CallerState.DIALLING: ("◔", "busy", _("Calling")),
    CallerState.TALKING: ("◉", "busy", _("Talking")),
    CallerState.HANDING_OVER: ("⇄", "busy", _("Handing a call over")),
    CallerState.WRAPPING_UP: ("✎", "busy", _("Noting the result")),
    CallerState.ON_BREAK: ("❚❚", "warn", _("On a break")),
    CallerState.PAUSED: ("❚❚", "warn", _("Paused by the captain")),
    CallerState.AWAY: ("⚠", "warn", _("Away")),
    CallerState.FINISHED: ("■", "", _("Finished")),
}
_TEXTERS: Final[dict[CallerState, tuple[str, str, str]]] = {
    **_CALLERS,
    CallerState.READY: ("●", "good", _("Texting")),
}


QUESTION_KINDS: Final[dict[QuestionKind, str]] = {
    QuestionKind.SINGLE: _("one of several answers"),
    QuestionKind.SEVERAL: _("any of several answers"),
    QuestionKind.SCALE: _("a step on a scale"),
    QuestionKind.NUMBER: _("a number"),
    QuestionKind.TEXT: _("words that the caller writes down"),
}

ENDING_RESULTS: Final[dict[ContactResult, str]] = {
    ContactResult.REACHED: _("Reached"),
    ContactResult.WRONG_NUMBER: _("Wrong number"),
    ContactResult.CALL_BACK: _("Call back"),
    ContactResult.OTHER_LANGUAGE: _("Other language"),
    ContactResult.REFUSED: _("Refused"),
    ContactResult.NOT_HOME: _("Not home"),
    ContactResult.DO_NOT_CALL: _("Do not call"),
}
"""The results with which an answer may end a call."""


def caller_state(state: CallerState, shift: Shift) -> tuple[str, str, str]:
    """(icon, tone, words) of what somebody on the shift is doing."""
    return (_TEXTERS if shift.channel is Channel.TEXT else _CALLERS)[state]


def untranslated(blockers: list[Blocker]) -> dict[str, int]:
    """How many texts a shift lacks in each language: written tag -> count."""
    tags = [each.language for each in blockers if each.kind is BlockerKind.UNTRANSLATED]
    return {tag: tags.count(tag) for tag in dict.fromkeys(tags)}


def badly_written(blockers: list[Blocker]) -> list[str]:
    """The languages whose first text must not be sent as it is."""
    tags = [each.language for each in blockers if each.kind is BlockerKind.FIRST_TEXT]
    return list(dict.fromkeys(tags))


ALERTS: Final[dict[AlertKind, str]] = {
    AlertKind.NO_LINE: _(
        "Callers who hear nothing yet: %(count)s. Ask them to press Start and to allow the "
        "microphone."
    ),
    AlertKind.AWAY: _("Volunteers who are away: %(count)s. Ask whether they need help."),
    AlertKind.UNCOVERED: _(
        "%(language)s: nobody here speaks it, and voters wait (%(count)s). Find a volunteer who "
        "does."
    ),
    AlertKind.LIST_ENDS: _(
        "The list ends in about %(count)s minutes: plan another shift, or thank everybody."
    ),
    AlertKind.PROMISES_LATE: _(
        "Voters who were promised a call back and still wait: %(count)s. Ask who speaks their "
        "language to press for the next voter: promises come first."
    ),
    AlertKind.HARDLY_ANSWERED: _(
        "Hardly any of the last %(count)s calls was answered: try another hour, or another number."
    ),
    AlertKind.INTERRUPTED: _(
        "Voters who lost their volunteer: %(count)s. Ask callers to check their connection."
    ),
    AlertKind.REPLIES_WAIT: _(
        "%(count)s replies wait, some for more than %(minutes)s minutes: ask texters to answer "
        "before they write to others."
    ),
    AlertKind.UNANSWERED: _(
        "%(language)s: %(count)s voters have waited for an answer for more than %(minutes)s "
        "minutes, though every texter who writes it was asked. Find another one, or ask those "
        "there to answer before they write to others."
    ),
    AlertKind.TO_DECIDE: _(
        "%(count)s texts may be opt-outs, or may not have been sent, and no texter is there to "
        "decide: read them under “What needs a decision” on your desk."
    ),
    AlertKind.NOT_DELIVERED: _(
        "%(count)s texts were not delivered: pause, and have the number's registration checked."
    ),
    AlertKind.OPT_OUTS: _(
        "%(count)s voters opted out, which is many: pause, and read the first words once more."
    ),
}


def alert_words(alert: Alert) -> str:
    """An alert with what to do about it, in the language of the page."""
    language = language_name(alert.language) if alert.language else ""
    told = {"count": alert.count, "language": language, "minutes": alert.minutes}
    return str(gettext(ALERTS[alert.kind], **told))


PICTURE_WORDS: Final[dict[str, str]] = {
    "dialled": _("Dialled"),
    "answered": _("Answered"),
    "conversations": _("Conversations"),
    "identified": _("Answered a question"),
    "sent": _("Texts sent"),
    "replied": _("Voters who replied"),
    "received": _("Replies"),
    ContactResult.REACHED.value: _("Reached"),
    ContactResult.NOT_HOME.value: _("Not home"),
    ContactResult.VOICEMAIL.value: _("Voicemail"),
    ContactResult.BUSY.value: _("Busy"),
    ContactResult.WRONG_NUMBER.value: _("Wrong number"),
    ContactResult.DISCONNECTED.value: _("Disconnected"),
    ContactResult.NO_CONNECTION.value: _("Could not be called"),
    ContactResult.CALL_BACK.value: _("Call back"),
    ContactResult.OTHER_LANGUAGE.value: _("Other language"),
    ContactResult.REFUSED.value: _("Refused"),
    ContactResult.DO_NOT_CALL.value: _("Do not call"),
    ContactResult.INTERRUPTED.value: _("Interrupted"),
}


def stale(blockers: list[Blocker]) -> dict[str, int]:
    """How many texts are older than their source in each language: written tag -> count."""
    tags = [each.language for each in blockers if each.kind is BlockerKind.STALE]
    return {tag: tags.count(tag) for tag in dict.fromkeys(tags)}


WORDS: Final[dict[str, Any]] = {
    "shift_states": SHIFT_STATES,
    "channels": CHANNELS,
    "modes": MODES,
    "voicemail_policies": VOICEMAIL,
    "caller_state": caller_state,
    "name_words": name_words,
    "volunteer_words": volunteer_words,
    "untranslated": untranslated,
    "badly_written": badly_written,
    "stale": stale,
    "alert_words": alert_words,
    "picture_words": PICTURE_WORDS,
    "question_kinds": QUESTION_KINDS,
    "ending_results": ENDING_RESULTS,
    "why_paused": why_paused,
}
"""What the desk's templates know."""
