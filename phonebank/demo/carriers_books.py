"""The carrier's own books beside ours: nothing dialled or sent that we do not know, or twice."""

import json
import urllib.request
from collections import Counter
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.call import Call
from phonebank.domain.text_message import Direction, TextMessage


def contradictions(session: Session, simulator_url: str) -> list[str]:
    """What the simulator did that our records deny, or the reverse; a sentence each."""
    state = _ask(simulator_url, "state")
    dialled = [each["sid"] for each in state["calls"] if each["direction"] == "outbound-api"]
    sent = [
        each["sid"] for each in state["messages"] if each["direction"].startswith("outbound-api")
    ]
    calls = session.scalars(
        select(Call.carrier_sid).where(Call.carrier_sid.is_not(None), Call.inbound.is_(False))
    )
    texts = session.scalars(
        select(TextMessage.carrier_sid).where(
            TextMessage.carrier_sid.is_not(None), TextMessage.direction == Direction.OUT
        )
    )
    found = [
        *_difference("calls", dialled, list(calls)),
        *_difference("texts", sent, list(texts)),
    ]
    if violations := _ask(simulator_url, "violations"):
        found.append(f"{len(violations)} requests or answers break Twilio's description")
    return found


def _difference(noun: str, theirs: list[str], ours: list[str | None]) -> list[str]:
    unknown = Counter(theirs) - Counter(sid for sid in ours if sid)
    missing = Counter(sid for sid in ours if sid) - Counter(theirs)
    sentences = {
        f"{noun} were made that our books do not have": unknown,
        f"{noun} in our books were never made": missing,
    }
    return [f"{count.total()} {sentence}" for sentence, count in sentences.items() if count]


def _ask(simulator_url: str, what: str) -> Any:
    with urllib.request.urlopen(f"{simulator_url}/control/{what}", timeout=10) as answer:  # noqa: S310
        return json.load(answer)
