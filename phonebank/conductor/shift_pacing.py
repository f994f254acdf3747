"""The pacers of one shift, one a pool, told of what its rows say.

Rows are the only memory: what is told is read from calls and callers, at the beginning of the last
hours and then again and again, so that another conductor that takes over decides alike.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from phonebank.domain.pacing import Explanation, Pacer
from phonebank.domain.pools import Available, share_out
from phonebank.services.watching_calls import CallSeen, VolunteerSeen

TURN_SECONDS = 300
"""How long a volunteer whom several languages need equally is dialled for in one of them."""

Tell = Callable[[float], None]
Event = tuple[datetime, int, Callable[[], None]]


class ShiftPacing:
    """What is in flight, who is in which pool, and how many lines each pool wants."""

    def __init__(self) -> None:
        self.open: dict[int, CallSeen] = {}
        """The calls of which more is to be told, by id."""
        self._pacers: dict[str, Pacer] = defaultdict(Pacer)
        self._pool_of: dict[int, str] = {}
        self._free_since: dict[int, datetime] = {}
        self._turn = 0

    def take_in(self, calls: Iterable[CallSeen]) -> None:
        """Tell the pacers what is new of these calls, in the order in which it happened."""
        events: list[Event] = []
        for now in calls:
            events += self._news(self.open.get(now.id), now)
            if now.ended_at is not None and now.closed_at is not None:
                self.open.pop(now.id, None)
            else:
                self.open[now.id] = now
        for _, _, tell in sorted(events, key=lambda event: event[:2]):
            tell()

    def see(self, volunteers: Sequence[VolunteerSeen], waiting: set[str], at: datetime) -> None:
        """Take in who is free and who is gone, and give everybody who is free a pool."""
        present = {each.id for each in volunteers if each.here}
        for each in volunteers:
            if not (each.here and (each.free_since or each.on_predictive)):
                self._leave(each.id, at)
        for gone in set(self._pool_of) - present:
            self._leave(gone, at)
        free = [each for each in volunteers if each.here and each.free_since is not None]
        pools = self._shared_out(free, waiting, at)
        for each in free:
            pool = pools.get(each.id)
            if pool is None:
                self._leave(each.id, at)
            elif each.free_since is not None:
                self._is_free(each.id, pool, each.free_since)

    @property
    def pools(self) -> Mapping[int, str]:
        """Volunteer id -> the pool that they are dialled for."""
        return self._pool_of

    def explanations(self, at: datetime) -> dict[str, Explanation]:
        """The decision for each pool that has a volunteer, with its numbers."""
        wanted = sorted(set(self._pool_of.values()))
        return {pool: self._pacers[pool].explanation(at.timestamp()) for pool in wanted}

    def _shared_out(
        self, free: Sequence[VolunteerSeen], waiting: set[str], at: datetime
    ) -> Mapping[int, str]:
        turn = int(at.timestamp()) // TURN_SECONDS
        busy = {each.language for each in self.open.values() if each.answered_at is None}
        if turn != self._turn:
            busy, self._turn = set(), turn
        volunteers = [
            Available(each.id, each.languages, self._pool_of.get(each.id, each.pool))
            for each in free
        ]
        shared = share_out(volunteers, waiting, busy, turn)
        return {id_: pool for id_, pool in shared.items() if isinstance(id_, int)}

    def _is_free(self, volunteer: int, pool: str, since: datetime) -> None:
        self._join(volunteer, pool, since)
        if self._free_since.get(volunteer) != since:
            self._free_since[volunteer] = since
            self._pacers[pool].free(volunteer, since.timestamp())

    def _join(self, volunteer: int, pool: str, at: datetime) -> None:
        if self._pool_of.get(volunteer) == pool:
            return
        self._leave(volunteer, at)
        self._pool_of[volunteer] = pool
        self._pacers[pool].joined(volunteer, at.timestamp())

    def _leave(self, volunteer: int, at: datetime) -> None:
        self._free_since.pop(volunteer, None)
        pool = self._pool_of.pop(volunteer, None)
        if pool is not None:
            self._pacers[pool].left(volunteer, at.timestamp())

    def _news(self, before: CallSeen | None, now: CallSeen) -> list[Event]:
        """What has happened to a call since it was last seen."""
        pacer, id_ = self._pacers[now.language], now.id
        events: list[Event] = []

        def tell(at: datetime | None, known: datetime | None, told: Tell) -> None:
            if at is not None and known is None:
                events.append((at, len(events), lambda: told(at.timestamp())))

        def seen(name: str) -> datetime | None:
            return None if before is None else getattr(before, name)

        tell(now.placed_at, seen("placed_at"), lambda at: pacer.placed(id_, at))
        tell(now.answered_at, seen("answered_at"), lambda at: pacer.answered(id_, at))
        tell(now.connected_at, seen("connected_at"), lambda at: self._connected(now, at))
        tell(now.abandoned_at, seen("abandoned_at"), lambda at: pacer.abandoned(id_, at))
        if now.answered_at is None:
            tell(now.ended_at, seen("ended_at"), lambda at: pacer.unanswered(id_, at))
        ended_before = None if before is None else _talked_until(before)
        tell(_talked_until(now), ended_before, lambda at: self._ended(now, at))
        tell(now.closed_at, seen("closed_at"), lambda at: self._wrapped_up(now, at))
        return events

    def _connected(self, call: CallSeen, at: float) -> None:
        if call.caller_id is not None and call.connected_at is not None:
            self._join(call.caller_id, call.language, call.connected_at)
            self._free_since.pop(call.caller_id, None)
            self._pacers[call.language].connected(call.id, call.caller_id, at)

    def _ended(self, call: CallSeen, at: float) -> None:
        if call.caller_id is not None:
            self._pacers[call.language].talk_ended(call.caller_id, at)

    def _wrapped_up(self, call: CallSeen, at: float) -> None:
        if call.caller_id is not None and call.closed_at is not None:
            self._free_since[call.caller_id] = call.closed_at
            self._pacers[call.language].free(call.caller_id, at)


def _talked_until(call: CallSeen) -> datetime | None:
    ends = [each for each in (call.ended_at, call.closed_at) if each is not None]
    return min(ends) if ends and call.connected_at is not None else None
