"""When texts may leave again: what the carrier asked for, and the day's segments that are left."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from phonebank.domain.sending_limits import (
    FORGOTTEN_AFTER,
    OUR_DAILY_LIMIT,
    SegmentsSent,
    SendingLimit,
    SendingPause,
    SendingScope,
    carriers_day,
    next_day_begins,
    scope_of,
    wait_after,
)

_CHANCE = random.Random()  # noqa: S311 - to spread retries, not to hide anything


def pause_of(session: Session, limits: Sequence[SendingLimit], at: datetime) -> SendingPause | None:
    """The pause in force for any of these that ends last, if there is one."""
    holders = [(each.scope, each.holder_id) for each in limits]
    statement = (
        select(SendingPause)
        .where(
            tuple_(SendingPause.scope, SendingPause.holder_id).in_(holders),
            SendingPause.until > at,
        )
        .order_by(SendingPause.until.desc())
        .limit(1)
    )
    return session.scalar(statement.execution_options(populate_existing=True))


def note_busy(session: Session, code: int, retry_after_seconds: float, at: datetime) -> None:
    """The carrier took nothing in: nobody asks it again before this has passed."""
    key = (scope_of(code), 0)
    pause = session.get(SendingPause, key, with_for_update=True, populate_existing=True)
    in_a_row = pause is not None and at < pause.until + FORGOTTEN_AFTER
    if pause is not None and at < pause.until and pause.code == code:
        return  # others were asking at the same moment: that is one refusal
    times = pause.times + 1 if pause is not None and in_a_row else 1
    until = at + wait_after(retry_after_seconds, times, _CHANCE)
    _pause(session, key[0], 0, until, code, times)


def _pause(
    session: Session, scope: SendingScope, holder_id: int, until: datetime, code: int, times: int
) -> None:
    values = {"until": until, "code": code, "times": times}
    statement = insert(SendingPause).values(scope=scope, holder_id=holder_id, **values)
    later = {**values, "until": func.greatest(SendingPause.until, statement.excluded.until)}
    session.execute(
        statement.on_conflict_do_update(index_elements=["scope", "holder_id"], set_=later)
    )


@dataclass
class DaysRoom:
    """What is left of the day's segments for several holders at once, while they are locked."""

    limits: Sequence[SendingLimit]
    used: dict[str, int]
    taken: int = 0

    def take(self, segments: int) -> SendingLimit | None:
        """Use up segments; a limit that they would break is returned, and nothing is used."""
        for limit in self.limits:
            cap = limit.segments_per_day
            if cap and self.used[limit.key] + self.taken + segments > cap:
                return limit
        self.taken += segments
        return None


def days_room(session: Session, limits: Sequence[SendingLimit], at: datetime) -> DaysRoom:
    """The room of these limits today. Those who ask take turns until the transaction ends."""
    capped = sorted((each for each in limits if each.segments_per_day), key=lambda each: each.key)
    used = {}
    for limit in capped:
        statement = insert(SegmentsSent).values(
            scope=limit.scope, holder_id=limit.holder_id, day=carriers_day(at), segments=0
        )
        # A row that changes nothing is locked all the same.
        same = statement.on_conflict_do_update(
            index_elements=["scope", "holder_id", "day"], set_={"segments": SegmentsSent.segments}
        )
        used[limit.key] = session.scalars(same.returning(SegmentsSent.segments)).one()
    return DaysRoom(capped, used)


def count_segments_sent(
    session: Session, limits: Sequence[SendingLimit], segments: int, at: datetime
) -> None:
    """Count segments towards the day; fewer than none where a text was not taken after all."""
    for limit in sorted((each for each in limits if each.segments_per_day), key=lambda e: e.key):
        session.execute(
            update(SegmentsSent)
            .where(
                SegmentsSent.scope == limit.scope,
                SegmentsSent.holder_id == limit.holder_id,
                SegmentsSent.day == carriers_day(at),
            )
            .values(segments=func.greatest(SegmentsSent.segments + segments, 0))
        )


def pause_until_tomorrow(session: Session, limit: SendingLimit, at: datetime) -> None:
    """The day's segments are used up: the rest waits for the carrier's next day."""
    _pause(session, limit.scope, limit.holder_id, next_day_begins(at), OUR_DAILY_LIMIT, 1)
