"""How fast texts may leave and how many a day: the carrier's limits, and what it told us of them.

Two kinds of limit hold at once, for the account, for its messaging service and for each campaign:
texts a second, and segments a day. A day is the carrier's: it begins at midnight in California.
"""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Mapped, mapped_column

from phonebank.domain.base import Base, enum_column
from phonebank.domain.states import PACIFIC


class SendingScope(StrEnum):
    """Whose limit it is."""

    ACCOUNT = "account"
    SERVICE = "messaging service"
    CAMPAIGN = "campaign"


@dataclass(frozen=True)
class SendingLimit:
    """One holder's limits; None is no limit. `holder_id` is 0 but for a campaign's."""

    scope: SendingScope
    per_second: float | None = None
    segments_per_day: int | None = None
    holder_id: int = 0

    @property
    def key(self) -> str:
        """A name that no other holder has."""
        return f"{self.scope}:{self.holder_id}"


class SegmentsSent(Base):
    """How many segments one holder of a limit has handed over on one of the carrier's days."""

    __tablename__ = "segments_sent"

    scope: Mapped[SendingScope] = mapped_column(enum_column(SendingScope), primary_key=True)
    holder_id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    segments: Mapped[int]


class SendingPause(Base):
    """No text leaves for this holder before `until`; `code` is the carrier's number for why, 0
    where our own limit of the day is reached. `times` counts refusals in a row."""

    __tablename__ = "sending_pause"

    scope: Mapped[SendingScope] = mapped_column(enum_column(SendingScope), primary_key=True)
    holder_id: Mapped[int] = mapped_column(primary_key=True)
    until: Mapped[datetime]
    code: Mapped[int]
    times: Mapped[int] = mapped_column(default=1)


OUR_DAILY_LIMIT: Final = 0
"""The code of a pause that the carrier has not asked for."""
DAILY_LIMIT: Final = 63038
"""The carrier's code for a brand's limit of the day (twilio.com/docs/api/errors)."""
LONGEST_WAIT: Final = timedelta(minutes=2)
"""However often a carrier is busy, it is asked again after this."""
FORGOTTEN_AFTER: Final = timedelta(minutes=1)
"""A refusal so long after the last pause is no longer one in a row."""
_JITTER: Final = 0.25


def scope_of(code: int) -> SendingScope:
    """Whose sending a refusal of the carrier's stops."""
    return SendingScope.SERVICE if code == DAILY_LIMIT else SendingScope.ACCOUNT


def wait_after(retry_after_seconds: float, times: int, chance: random.Random) -> timedelta:
    """How long to wait after so many refusals in a row: twice as long each time, and never quite
    alike, so that workers do not come back all at once."""
    seconds = retry_after_seconds * 2.0 ** min(times - 1, 20)
    longest = max(retry_after_seconds, LONGEST_WAIT.total_seconds())
    return timedelta(seconds=min(seconds, longest) * (1 + _JITTER * chance.random()))


def carriers_day(at: datetime) -> date:
    """The carrier's day at a moment."""
    return at.astimezone(ZoneInfo(PACIFIC)).date()


def next_day_begins(at: datetime) -> datetime:
    """When the carrier counts from nothing again."""
    tomorrow = carriers_day(at) + timedelta(days=1)
    return datetime.combine(tomorrow, time(), ZoneInfo(PACIFIC)).astimezone(at.tzinfo)
