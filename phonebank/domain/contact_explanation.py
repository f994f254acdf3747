"""The contact gate's decision for a person at a command line: words in, words out."""

from datetime import datetime
from typing import Any

from phonebank.domain.contact_request import Channel, ContactRequest
from phonebank.domain.contact_rules import may_contact
from phonebank.domain.errors import BadInput
from phonebank.domain.phone_numbers import NumberRefused, parse
from phonebank.domain.states import state_code
from phonebank.domain.zones import Whereabouts


def explain(number: str, channel: str, at: str, state: str | None = None) -> dict[str, Any]:
    """The decision on a person's first contact with a number, in words fit for JSON.

    `number` as people write it, `channel` "call" or "text", `at` ISO 8601 with an offset or Z,
    `state` that of the registered address. Keys: allowed, reason, zones, opens_at (ISO 8601 or
    None). Raises BadInput naming the argument that cannot be used.
    """
    request = ContactRequest(
        number=_canonical(number),
        channel=_channel(channel),
        at=_instant(at),
        whereabouts=Whereabouts(address_state=_state(state)),
    )
    decision = may_contact(request)
    return {
        "allowed": decision.allowed,
        "reason": str(decision.reason),
        "zones": list(decision.zones),
        "opens_at": decision.opens_at.isoformat() if decision.opens_at else None,
    }


def _canonical(number: str) -> str:
    try:
        return parse(number)
    except NumberRefused:
        return number


def _channel(text: str) -> Channel:
    try:
        return Channel(text)
    except ValueError as error:
        raise BadInput(f"channel must be call or text, not {text!r}") from error


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(
            f"at must be ISO 8601, such as 2026-10-20T18:30:00Z, not {text!r}"
        ) from error
    if at.utcoffset() is None:
        raise BadInput(f"at needs an offset: {text}Z, or {text}-05:00")
    return at


def _state(text: str | None) -> str | None:
    if text is None or state_code(text) is not None:
        return text
    raise BadInput(f"state must be one of the United States, such as MN, not {text!r}")
