"""A TwiML document, read and checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError, fromstring

_CALLBACK = {"statusCallback", "statusCallbackMethod", "statusCallbackEvent"}
_RECORDING = {
    "recordingStatusCallback",
    "recordingStatusCallbackMethod",
    "recordingStatusCallbackEvent",
    "trim",
}
_ACTION = {"action", "method"}

ATTRIBUTES: Mapping[str, set[str]] = {
    "Dial": _ACTION
    | _RECORDING
    | {"timeout", "callerId", "answerOnBridge", "record", "timeLimit", "ringTone"},
    "Conference": _CALLBACK
    | _RECORDING
    | {"muted", "beep", "startConferenceOnEnter", "endConferenceOnExit", "participantLabel"}
    | {"coach"}
    | {"jitterBufferSize", "waitUrl", "waitMethod", "maxParticipants", "record", "region"}
    | {"eventCallbackUrl"},
    "Number": _CALLBACK,
    "Client": _CALLBACK,
    "Identity": set(),
    "Parameter": {"name", "value"},
    "Say": {"voice", "language", "loop"},
    "Play": {"loop", "digits"},
    "Pause": {"length"},
    "Gather": _ACTION
    | {"input", "timeout", "finishOnKey", "numDigits", "actionOnEmptyResult", "language"}
    | {"bargeIn"},
    "Record": _ACTION | _RECORDING | {"timeout", "finishOnKey", "maxLength", "playBeep"},
    "Redirect": {"method"},
    "Hangup": set(),
    "Reject": {"reason"},
}

_INSIDE = {
    "Response": {"Dial", "Say", "Play", "Pause", "Gather", "Record", "Redirect", "Hangup"}
    | {"Reject"},
    "Dial": {"Conference", "Number", "Client"},
    "Gather": {"Say", "Play", "Pause"},
    "Client": {"Identity", "Parameter"},
}


class TwimlError(Exception):
    """The document cannot be played; `code` is Twilio's error code."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Document:
    """Verbs in order, and the URL they came from (empty if they came with a REST request)."""

    verbs: tuple[Element, ...]
    url: str
    warnings: tuple[str, ...] = ()
    """Attributes that Twilio would ignore, with a word in its debugger."""


def parse(text: str, url: str = "") -> Document:
    """Read a document. Raises TwimlError: 12100 if it is no XML, 12200 if it is no TwiML."""
    try:
        root = fromstring(text.strip())  # noqa: S314 - the answer of the application under test
    except ParseError as error:
        raise TwimlError(12100, f"document parse failure: {error}") from error
    if root.tag != "Response":
        raise TwimlError(12102, f"the root element is {root.tag}, not Response")
    warnings: list[str] = []
    _check(root, warnings)
    return Document(tuple(root), url, tuple(warnings))


def _check(parent: Element, warnings: list[str]) -> None:
    allowed = _INSIDE.get(parent.tag, set())
    for child in parent:
        if child.tag not in allowed:
            raise TwimlError(12200, f"<{child.tag}> is not known inside <{parent.tag}>")
        strange = sorted(set(child.attrib) - ATTRIBUTES[child.tag])
        if strange:
            warnings.append(f"12200 <{child.tag}> has no attribute {', '.join(strange)}")
        _check(child, warnings)
