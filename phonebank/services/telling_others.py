"""Telling an address of the events that wait for it: signed, at least once, in order per voter.

One worker at a time tells an address (a lease), several voters' events at once. Whoever dies in
between has told, at worst, what is told again under the same id.
"""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session, aliased

from phonebank.clock import Clock
from phonebank.db import Database
from phonebank.domain import redelivery
from phonebank.domain.event_hook import DeliveryState, EventHook, HookDelivery
from phonebank.domain.hook_signature import signed_headers
from phonebank.partners.port import Outbound, Unreachable
from phonebank.services.auditing import audit
from phonebank.services.leasing import LEASE, leased, let_go, may_be_written_to

_AT_ONCE: Final = 8


@dataclass(frozen=True)
class _Outcome:
    """What came of telling one event; `status` is None where nothing was answered."""

    delivery_id: int
    status: int | None
    problem: str = ""


def hooks_due(session: Session, at: datetime) -> list[int]:
    """Addresses for which something waits, and that nobody tells at the moment."""
    waits = exists().where(
        HookDelivery.event_hook_id == EventHook.id,
        HookDelivery.state == DeliveryState.WAITING,
        HookDelivery.due_at <= at,
    )
    return list(
        session.scalars(
            select(EventHook.id).where(
                waits, EventHook.removed_at.is_(None), *may_be_written_to(EventHook, at)
            )
        )
    )


def tell_hook(
    database: Database,
    outbound: Outbound,
    hook_id: int,
    clock: Clock,
    is_over: Callable[[], bool] = lambda: False,
) -> int:
    """Tell an address what waits for it, until nothing does, it fails, or the turn `is_over`;
    returns how many events arrived. Harmless where another worker is at it."""
    told, leased_at = 0, clock()
    with database.transaction() as session:
        hook = leased(session, EventHook, hook_id, leased_at, EventHook.removed_at.is_(None))
    if hook is None:
        return 0
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        while not is_over() and (batch := _heads(database, hook, clock())):
            outcomes = list(pool.map(_telling(outbound, hook, clock), batch))
            told += sum(each.problem == "" for each in outcomes)
            leased_at = clock()
            with database.transaction() as session:
                hook = _noted(session, hook_id, outcomes, leased_at)
            if hook is None:
                break
    let_go(database, EventHook, hook_id, leased_at)
    return told


def forget_delivered(session: Session, at: datetime) -> None:
    """Forget what was told long ago, and what waits for a removed address because it happened in
    the moment of the removal: it holds what voters wrote."""
    old = delete(HookDelivery).where(
        HookDelivery.state != DeliveryState.WAITING, HookDelivery.at < at - redelivery.KEPT_FOR
    )
    session.execute(old)
    removed = select(EventHook.id).where(EventHook.removed_at.is_not(None))
    session.execute(delete(HookDelivery).where(HookDelivery.event_hook_id.in_(removed)))


def _heads(database: Database, hook: EventHook, at: datetime) -> list[HookDelivery]:
    """The first that waits for each voter, where it is due; one alone while the address fails."""
    earlier = aliased(HookDelivery)
    is_first = ~exists().where(
        earlier.event_hook_id == HookDelivery.event_hook_id,
        earlier.voter_key == HookDelivery.voter_key,
        earlier.state == DeliveryState.WAITING,
        earlier.id < HookDelivery.id,
    )
    heads = (
        select(HookDelivery)
        .where(
            HookDelivery.event_hook_id == hook.id,
            HookDelivery.state == DeliveryState.WAITING,
            HookDelivery.due_at <= at,
            is_first,
        )
        .order_by(HookDelivery.id)
        .limit(1 if hook.failing_since else _AT_ONCE)
    )
    with database.transaction() as session:
        return list(session.scalars(heads))


def _telling(
    outbound: Outbound, hook: EventHook, clock: Clock
) -> Callable[[HookDelivery], _Outcome]:
    def tell(delivery: HookDelivery) -> _Outcome:
        event = {
            "id": delivery.event_key,
            "type": delivery.kind,
            "timestamp": delivery.at.isoformat(),
            "data": delivery.data,
        }
        body = json.dumps(event, ensure_ascii=False).encode()
        headers = signed_headers(hook.secret, delivery.event_key, clock(), body)
        headers |= {"Content-Type": "application/json", "User-Agent": "phonebank"}
        try:
            status = outbound.ask("POST", hook.url, headers, body).status
        except Unreachable as problem:
            return _Outcome(delivery.id, None, str(problem))
        taken = redelivery.is_taken(status)
        return _Outcome(delivery.id, status, "" if taken else f"it answered {status}")

    return tell


def _noted(
    session: Session, hook_id: int, outcomes: list[_Outcome], at: datetime
) -> EventHook | None:
    """Note what came of it; the address, where it is worth while to go on at once."""
    hook = session.get_one(EventHook, hook_id, with_for_update=True)
    hook.lease(at, LEASE)
    for each in outcomes:
        delivery = session.get(HookDelivery, each.delivery_id)
        if delivery is not None:
            _note(hook, delivery, each, at)
    away = [each for each in outcomes if each.problem and not _is_about_the_event(each)]
    if away:
        _note_failing(session, hook, away[-1], at)
        return None
    hook.failing_since = None
    hook.works()
    return None if hook.paused_at or hook.removed_at else hook


def _note(hook: EventHook, delivery: HookDelivery, outcome: _Outcome, at: datetime) -> None:
    delivery.problem = outcome.problem
    if not outcome.problem:
        delivery.state, delivery.delivered_at = DeliveryState.DELIVERED, at
    elif _is_about_the_event(outcome):
        delivery.attempts += 1
        delivery.due_at = at + redelivery.wait_after(delivery.attempts)
        if delivery.attempts >= redelivery.MOST_REFUSALS:
            delivery.state = DeliveryState.GIVEN_UP


def _note_failing(session: Session, hook: EventHook, outcome: _Outcome, at: datetime) -> None:
    hook.failing_since = hook.failing_since or at
    hook.failed(outcome.problem, at)
    is_over = at - hook.failing_since >= redelivery.PAUSE_AFTER
    if (is_over or outcome.status == redelivery.GONE) and hook.paused_at is None:
        hook.paused_at = at
        owner = hook.organisation_id
        audit(session, owner, at, "phonebank", "pause webhook", f"webhook {hook.id}")


def _is_about_the_event(outcome: _Outcome) -> bool:
    return outcome.status is not None and redelivery.is_about_the_event(outcome.status)
