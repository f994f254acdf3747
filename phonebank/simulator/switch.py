"""Carries calls: sets them up, moves them through their statuses, tells the application."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from phonebank.simulator.behaviour import CallPlan, Pickup, call_plan
from phonebank.simulator.call import Call, Callback, CallStatus, Direction
from phonebank.simulator.call_params import status_event
from phonebank.simulator.equipment import Equipment
from phonebank.simulator.machine_detection import MachineDetection
from phonebank.simulator.mailbox import GREETING_SECONDS, Mailbox
from phonebank.simulator.pace import Pace
from phonebank.simulator.rooms import Rooms
from phonebank.simulator.sids import new_sid
from phonebank.simulator.voters import CallTemper, Voters

# Time between Twilio's taking a call up and the far phone's ringing.
_SET_UP_SECONDS = 0.3

_EVENTS = {
    CallStatus.INITIATED: "initiated",
    CallStatus.RINGING: "ringing",
    CallStatus.IN_PROGRESS: "answered",
}

_UNANSWERED: dict[Pickup, tuple[CallStatus, int]] = {
    Pickup.NOBODY: (CallStatus.NO_ANSWER, 487),
    Pickup.BUSY: (CallStatus.BUSY, 486),
    Pickup.DECLINED: (CallStatus.BUSY, 603),
    Pickup.FAILED: (CallStatus.FAILED, 404),
}

Answered = Callable[[Call], Awaitable[None]]


@dataclass(frozen=True)
class Order:
    """A call to be made."""

    from_: str
    to: str
    direction: Direction = Direction.OUTBOUND_API
    callback: Callback | None = None
    timeout_seconds: float = 60.0
    time_limit_seconds: float = 14_400.0
    detection: MachineDetection | None = None
    parent_sid: str = ""
    caller_id: str = ""


class Switch:
    """Every call of the account, and the only writer of their statuses."""

    def __init__(self, equipment: Equipment, rooms: Rooms, voters: Voters) -> None:
        self._equipment = equipment
        self._rooms = rooms
        self._voters = voters
        self._pace = Pace(equipment.clock, lambda: equipment.rates.calls_per_second)
        self._calls_to: dict[str, int] = {}
        self.calls: dict[str, Call] = {}

    def open(self, from_: str, to: str, direction: Direction) -> Call:
        """A new call, queued."""
        now = self._equipment.clock.now()
        call = Call(new_sid("CA"), from_, to, direction, now)
        self.calls[call.sid] = call
        return call

    def place(self, order: Order, answered: Answered) -> Call:
        """Call a voter in the background; `answered` says what happens on the line then."""
        call = self.open(order.from_, order.to, order.direction)
        call.callback, call.parent_sid = order.callback, order.parent_sid
        call.caller_id = order.caller_id or order.from_
        self._equipment.spawn(self._carry(call, order, answered))
        return call

    def progress(self, call: Call, status: CallStatus) -> bool:
        """Move a call on and tell whoever asked. False if the network does not allow it now."""
        if not call.may_become(status):
            return False
        call.become(status, self._equipment.clock.now())
        if call.is_over:
            self._clear(call)
        self._tell(call, _EVENTS.get(status, "completed"))
        return True

    async def hang_up(
        self, call: Call, status: CallStatus | None = None, *, by_device: bool = False
    ) -> None:
        """End a call from any status; `by_device` if its browser already knows."""
        if call.is_over:
            return
        if status is None:
            status = CallStatus.COMPLETED if call.started_at else CallStatus.CANCELED
        if not call.may_become(status):
            status = CallStatus.CANCELED if call.started_at is None else CallStatus.COMPLETED
        self.progress(call, status)
        if call.leg is not None and not by_device:
            await call.leg.hang_up()

    async def answer(self, call: Call) -> None:
        """Connect an incoming call, if it is not yet."""
        if call.is_answered or call.is_over:
            return
        self.progress(call, CallStatus.IN_PROGRESS)
        if call.leg is not None:
            await call.leg.answer()

    def run(self, call: Call, script: Awaitable[None]) -> None:
        """Let TwiML run on a call, in place of what ran before."""
        if call.script is not None:
            call.script.cancel()
        call.script = self._equipment.spawn(_awaited(script))

    def forget(self) -> None:
        """Drop every call, all of which must be over."""
        self.calls.clear()
        self._calls_to.clear()
        self._pace.forget()

    def _tell(self, call: Call, event: str) -> None:
        sequence, call.sequence = call.sequence, call.sequence + 1
        if call.callback is None or event not in call.callback.events:
            return
        params = status_event(call, self._equipment.settings.account_sid, sequence)
        self._equipment.webhooks.notify(call.sid, call.callback.url, params, call.callback.method)

    def _clear(self, call: Call) -> None:
        self._rooms.leave(call)
        if call.script is not None and call.script is not asyncio.current_task():
            call.script.cancel()

    async def _carry(self, call: Call, order: Order, answered: Answered) -> None:
        await self._pace.turn()
        if not self.progress(call, CallStatus.INITIATED):
            return
        plan = self._plan(call)
        if await self._ring(call, plan, order.timeout_seconds):
            await self._talk(call, plan, order, answered)

    def _plan(self, call: Call) -> CallPlan:
        voter = self._voters.at(call.to)
        call.hears_hz = voter.hears_hz
        count = self._calls_to[call.to] = self._calls_to.get(call.to, 0) + 1
        chance = self._voters.chance(call.to, f"call {count}")
        forced = self._equipment.faults.take_call_temper(call.to)
        temper = CallTemper(forced) if forced else voter.call_temper
        plan = call_plan(voter, temper, chance, self._equipment.settings.talk_seconds)
        call.keys.extend(plan.keys)
        return plan

    async def _ring(self, call: Call, plan: CallPlan, timeout_seconds: float) -> bool:
        """Ring until somebody picks up; False if nobody does."""
        if await self._equipment.pause_unless(call.over, _SET_UP_SECONDS):
            return False
        if plan.pickup not in (Pickup.BUSY, Pickup.FAILED):
            self.progress(call, CallStatus.RINGING)
        rings = min(plan.ring_seconds, timeout_seconds)
        if await self._equipment.pause_unless(call.over, rings):
            return False
        pickup = plan.pickup if plan.ring_seconds <= timeout_seconds else Pickup.NOBODY
        if pickup in _UNANSWERED:
            status, call.sip_code = _UNANSWERED[pickup]
            self.progress(call, status)
            self._rooms.not_reached(call)
            return False
        return self.progress(call, CallStatus.IN_PROGRESS)

    async def _talk(self, call: Call, plan: CallPlan, order: Order, answered: Answered) -> None:
        """Connect, and hang up when the person at the far end has had enough."""
        if plan.pickup is Pickup.MACHINE:
            greeting = GREETING_SECONDS / self._equipment.settings.speed
            call.mailbox = Mailbox(self._equipment.clock.elapsed_seconds() + greeting)
        self.run(call, self._connect(call, plan, order, answered))
        await self._equipment.pause_unless(
            call.over, min(plan.talk_seconds, order.time_limit_seconds)
        )
        await self.hang_up(call)

    async def _connect(self, call: Call, plan: CallPlan, order: Order, answered: Answered) -> None:
        if order.detection is not None:
            heard = self._equipment.spawn(
                order.detection.listen(self._equipment, call, plan.pickup)
            )
            if order.detection.waits:
                await heard
        await answered(call)


async def _awaited(script: Awaitable[None]) -> None:
    await script
