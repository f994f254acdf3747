"""The desk's states, said in words."""

from typing import Any, Final

from phonebank.domain.caller import CallerState
from phonebank.domain.contact_rules import Channel
from phonebank.domain.shift import Shift, ShiftState
from phonebank.services.readiness import Blocker, BlockerKind
from phonebank.services.showing_script import name_words
from phonebank.web.desk.sending_words import why_paused


def _(word: str) -> str:
    """Marks a word for translation; it is translated when it is shown."""
    return word


SHIFT_STATES: Final[dict[ShiftState, tuple[str, str, str]]] = {
    ShiftState.PLANNED: ("◷", "", _("Planned")),
    ShiftState.RUNNING: ("●", "good", _("Running")),
    ShiftState.PAUSED: ("❚❚", "warn", _("Paused")),
    ShiftState.ENDED: ("■", "", _("Ended")),
}
"""State -> (icon, tone, words)."""

CHANNELS: Final[dict[Channel, str]] = {Channel.CALL: _("Calls"), Channel.TEXT: _("Texts")}

_CALLERS: Final[dict[CallerState, tuple[str, str, str]]] = {
    CallerState.JOINED: ("○", "", _("Joined")),
    CallerState.READY: ("●", "good", _("Ready")),
    CallerState.DIALLING: ("◔", "busy", _("Calling")),
    CallerState.TALKING: ("◉", "busy", _("Talking")),
    CallerState.WRAPPING_UP: ("✎", "busy", _("Noting the result")),
    CallerState.ON_BREAK: ("❚❚", "warn", _("On a break")),
    CallerState.AWAY: ("⚠", "warn", _("Away")),
    CallerState.FINISHED: ("■", "", _("Finished")),
}
_TEXTERS: Final[dict[CallerState, tuple[str, str, str]]] = {
    **_CALLERS,
    CallerState.READY: ("●", "good", _("Texting")),
}


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


WORDS: Final[dict[str, Any]] = {
    "shift_states": SHIFT_STATES,
    "channels": CHANNELS,
    "caller_state": caller_state,
    "name_words": name_words,
    "untranslated": untranslated,
    "badly_written": badly_written,
    "why_paused": why_paused,
}
"""What the desk's templates know."""
