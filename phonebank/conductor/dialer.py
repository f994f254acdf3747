"""Dials for the shifts whose calls no person starts, a round each second.

A shift is dialled by one conductor alone: an advisory lock a shift, on a connection of its own. It
falls with that connection, and whoever takes the shift over reads its last hours from the rows.
"""

import logging
import threading
import time
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from phonebank.conductor.shift_pacing import ShiftPacing
from phonebank.conductor.wishes import Wish, carrier_is_silent, wishes_of, within
from phonebank.domain.ledger import Ledger
from phonebank.domain.shift import Shift
from phonebank.services import watching_calls
from phonebank.services.caller_ids import OwnedNumbers
from phonebank.services.carrier_pace import reserve
from phonebank.services.machine_dialling import ring_for_anyone, ring_for_each
from phonebank.services.placing import place_taken
from phonebank.telephony.port import CarrierBusy, DialVoter, RingVoter
from phonebank.wiring import Application

log = logging.getLogger(__name__)

LOOK_BACK = timedelta(hours=2)
"""From how long ago the pacing learns when a shift is taken over."""
THREADS = 12
"""How many requests wait for the carrier at the same time; each holds a connection to the
database meanwhile."""
MOST_ASKED_FOR = 500
"""How many calls are begun and not yet asked for: more than a second's would only grow old."""
NOTE_SECONDS = 5.0
LEDGER_SECONDS = 10.0
SHIFT_LOCKS = 7_140_003


@dataclass
class DialledShift:
    """What this conductor holds of a shift that it dials."""

    pacing: ShiftPacing = field(default_factory=ShiftPacing)
    ledger: Ledger = field(default_factory=Ledger)
    ledger_read: float = float("-inf")
    noted: float = float("-inf")


class Dialer:
    """The rounds of one conductor. Leave the block to end what it holds."""

    def __init__(self, app: Application, locks: Connection) -> None:
        self._app = app
        self._locks = locks
        self._shifts: dict[int, DialledShift] = {}
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="dialling")
        self._rests_until = 0.0
        self._asked: list[Future[None]] = []
        self._rounds = 0

    def close(self) -> None:
        """Ask for nothing any more, and wait for what the carrier has been asked."""
        self._threads.shutdown(cancel_futures=True)

    def round(self) -> list[Future[None]]:
        """One second's calls of every shift that is ours. Returns what is being asked for.

        Raises SQLAlchemyError where the database is away; then nothing is ours any more.
        """
        with self._app.database.transaction() as session:
            running = watching_calls.shifts_that_dial(session)
        self._hold({shift.id for shift in running})
        mine = [shift for shift in running if shift.id in self._shifts]
        # Each goes first in turn, since the first has the first of the account's turns.
        self._rounds += 1
        first = self._rounds % len(mine) if mine else 0
        return [asked for shift in mine[first:] + mine[:first] for asked in self._attempt(shift)]

    def _attempt(self, shift: Shift) -> list[Future[None]]:
        """One shift's trouble is no other's."""
        try:
            return self._dial(shift, self._shifts[shift.id])
        except DBAPIError as error:
            if error.connection_invalidated:
                raise
            log.error("shift %s was not dialled: %s", shift.id, type(error).__name__)
        except Exception as error:
            frames = "".join(traceback.format_tb(error.__traceback__))
            log.error("shift %s was not dialled: %s\n%s", shift.id, type(error).__name__, frames)
        return []

    def _hold(self, running: set[int]) -> None:
        """Take the shifts that nobody dials, and let go of those that have stopped."""
        for shift_id in set(self._shifts) - running:
            self._locks.execute(_UNLOCK, {"kind": SHIFT_LOCKS, "id": shift_id})
            del self._shifts[shift_id]
        self._locks.execute(text("SELECT 1"))  # without the connection nothing is ours
        for shift_id in running - set(self._shifts):
            if self._locks.scalar(_LOCK, {"kind": SHIFT_LOCKS, "id": shift_id}):
                self._shifts[shift_id] = self._taken_over(shift_id)

    def _taken_over(self, shift_id: int) -> DialledShift:
        held = DialledShift()
        with self._app.database.transaction() as session:
            since = self._app.clock() - LOOK_BACK
            held.pacing.take_in(watching_calls.calls_since(session, shift_id, since))
        return held

    def _dial(self, shift: Shift, held: DialledShift) -> list[Future[None]]:
        wishes = self._wishes(shift, held)
        if (
            not wishes
            or time.monotonic() < self._rests_until
            or carrier_is_silent(held.pacing.open.values())
        ):
            return []
        self._asked = [asked for asked in self._asked if not asked.done()]
        lines = min(sum(wish.lines for wish in wishes), MOST_ASKED_FOR - len(self._asked))
        turns = self._turns(lines) if lines > 0 else []
        if not turns:
            return []
        orders = self._begin(shift, within(wishes, len(turns)))
        begun = time.monotonic()
        asked = [
            self._threads.submit(self._ask, order, begun + turn)
            for order, turn in zip(orders, turns, strict=False)
        ]
        self._asked += asked
        return asked

    def _wishes(self, shift: Shift, held: DialledShift) -> list[Wish]:
        """Look at the rows, tell the pacers, and hear what each pool wants."""
        app, pacing = self._app, held.pacing
        with app.database.transaction() as session:
            at = app.clock()
            pacing.take_in(watching_calls.calls_now(session, list(pacing.open)))
            volunteers = watching_calls.volunteers_now(session, shift.id, at)
            spoken = {tag for each in volunteers for tag in each.languages}
            waiting = watching_calls.waiting_now(session, shift, spoken, at)
            pacing.see(volunteers, {tag for tag, _ in waiting}, at)
            explained = pacing.explanations(at)
            known = {each.id: each.pool for each in volunteers}
            moved = {id_: pool for id_, pool in pacing.pools.items() if known.get(id_) != pool}
            if time.monotonic() - held.ledger_read > LEDGER_SECONDS:
                held.ledger = watching_calls.ledger_of(session, shift.campaign_id, at)
                held.ledger_read = time.monotonic()
            if time.monotonic() - held.noted > NOTE_SECONDS:
                watching_calls.note_pace(session, shift, at, explained)
                held.noted = time.monotonic()
            # last, since it locks volunteers whom a voter who answers may be waiting for
            watching_calls.note_pools(session, moved)
        free = {each.id for each in volunteers if each.here and each.free_since is not None}
        found = []
        for pool, told in explained.items():
            members = tuple(v for v, of in pacing.pools.items() if of == pool and v in free)
            found += wishes_of(shift, pool, told, members, waiting, held.ledger)
        return found

    def _turns(self, lines: int) -> list[float]:
        config = self._app.config.twilio
        with self._app.database.transaction() as session:
            return reserve(session, config.account_sid, lines, config.calls_per_second, 1.0)

    def _begin(self, shift: Shift, wishes: Sequence[Wish]) -> list[DialVoter | RingVoter]:
        """Commit the calls as being placed, a pool's in one transaction."""
        orders: list[DialVoter | RingVoter] = []
        for wish in wishes:
            try:
                orders += self._begin_for(shift, wish)
            except Exception as error:
                # What other pools have committed is asked for all the same.
                log.error("a pool was not dialled for: %s", type(error).__name__)
        return orders

    def _begin_for(self, shift: Shift, wish: Wish) -> Sequence[DialVoter | RingVoter]:
        with self._app.database.transaction() as session:
            at = self._app.clock()
            numbers = OwnedNumbers.of(session, shift, at)
            if wish.volunteers:
                chosen = wish.volunteers[: wish.lines]
                return ring_for_each(session, wish.pool, chosen, numbers, at)
            begun = ring_for_anyone(session, wish.pool, wish.lines, numbers, at)
            seen = watching_calls.calls_now(session, [order.call_id for order in begun])
        self._shifts[shift.id].pacing.take_in(seen)
        return begun

    def _ask(self, order: DialVoter | RingVoter, start: float) -> None:
        """Ask the carrier for one call, when its turn has come."""
        time.sleep(max(0.0, start - time.monotonic()))
        try:
            place_taken(self._app.database, self._app.carrier, order, self._app.clock)
        except CarrierBusy as busy:
            self._rests_until = time.monotonic() + busy.retry_after_seconds
        except Exception as error:
            # Its own message may hold a number. The call is found by the sweep.
            log.error("a call was not placed: %s", type(error).__name__)


_LOCK = text("SELECT pg_try_advisory_lock(:kind, CAST(:id AS int))")
_UNLOCK = text("SELECT pg_advisory_unlock(:kind, CAST(:id AS int))")


def run_dialer(app: Application, stop: threading.Event, interval_seconds: float = 1.0) -> None:
    """Dial what is ours until told to stop."""
    while not stop.is_set():
        try:
            with _dialing(app) as dialer:
                while not stop.is_set():
                    began = time.monotonic()
                    dialer.round()
                    stop.wait(max(0.0, began + interval_seconds - time.monotonic()))
        except SQLAlchemyError as error:
            log.error("the database is away, nothing is dialled: %s", type(error).__name__)
        except Exception as error:
            frames = "".join(traceback.format_tb(error.__traceback__))
            log.error("dialling failed: %s\n%s", type(error).__name__, frames)
        stop.wait(interval_seconds)


@contextmanager
def _dialing(app: Application) -> Iterator[Dialer]:
    with app.database.engine.connect().execution_options(
        isolation_level="AUTOCOMMIT"
    ) as connection:
        dialer = Dialer(app, connection)
        try:
            yield dialer
        finally:
            dialer.close()
            connection.invalidate()
