"""What a carrier's own records say."""

from dataclasses import dataclass
from datetime import datetime

from phonebank.domain.call import CallEvent
from phonebank.domain.text_message import TextEvent


@dataclass(frozen=True)
class CarrierCall:
    """A call as the carrier's own records have it."""

    sid: str
    to: str
    event: CallEvent | None
    started_at: datetime | None


@dataclass(frozen=True)
class CarrierText:
    """A text as the carrier's own records have it."""

    sid: str
    to: str
    body: str
    event: TextEvent | None
    created_at: datetime | None
