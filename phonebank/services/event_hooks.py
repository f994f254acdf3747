"""Addresses that are told what happens: added, paused, resumed, removed, told once more."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from phonebank.domain.errors import BadInput, NotFound
from phonebank.domain.event_hook import DeliveryState, EventHook, HookDelivery
from phonebank.domain.hook_signature import new_hook_secret
from phonebank.domain.web_address import checked_address
from phonebank.services.auditing import Author, audit_of

_MOST_HOOKS: Final = 10


@dataclass(frozen=True)
class HookShown:
    """An address, how many events wait for it, and how many it would not have."""

    hook: EventHook
    waiting: int
    given_up: int


def add_hook(
    session: Session, organisation_id: int, url: str, by: Author, *, plain_too: bool = False
) -> EventHook:
    """Tell an address of everything from now on. Raises BadInput for one that cannot be used."""
    address = checked_address(url, plain_too=plain_too)
    if len(hooks_of(session, organisation_id)) >= _MOST_HOOKS:
        raise BadInput("please remove an address first: there are ten", "url")
    hook = EventHook(
        organisation_id=organisation_id,
        url=address,
        secret=new_hook_secret(),
        created_at=by.at,
    )
    session.add(hook)
    session.flush()
    audit_of(session, organisation_id, by, "add webhook", f"webhook {hook.id}")
    return hook


def hook_of(session: Session, organisation_id: int, hook_id: int) -> EventHook:
    """An address of the organisation. Raises NotFound, also where it was removed."""
    hook = session.get(EventHook, hook_id)
    if hook is None or hook.organisation_id != organisation_id or hook.removed_at is not None:
        raise NotFound("there is no such address")
    return hook


def hooks_of(session: Session, organisation_id: int) -> list[HookShown]:
    """Every address that is told, oldest first."""
    counts = {
        (hook_id, state): count
        for hook_id, state, count in session.execute(
            select(HookDelivery.event_hook_id, HookDelivery.state, func.count())
            .where(
                HookDelivery.organisation_id == organisation_id,
                HookDelivery.state != DeliveryState.DELIVERED,
            )
            .group_by(HookDelivery.event_hook_id, HookDelivery.state)
        )
    }
    hooks = session.scalars(
        select(EventHook)
        .where(EventHook.organisation_id == organisation_id, EventHook.removed_at.is_(None))
        .order_by(EventHook.id)
    )
    return [
        HookShown(
            hook,
            counts.get((hook.id, DeliveryState.WAITING), 0),
            counts.get((hook.id, DeliveryState.GIVEN_UP), 0),
        )
        for hook in hooks
    ]


def pause_hook(session: Session, organisation_id: int, hook_id: int, by: Author) -> None:
    """Tell an address nothing until it is resumed; its events wait."""
    hook = hook_of(session, organisation_id, hook_id)
    hook.paused_at, hook.problem = hook.paused_at or by.at, ""
    audit_of(session, organisation_id, by, "pause webhook", f"webhook {hook.id}")


def resume_hook(session: Session, organisation_id: int, hook_id: int, by: Author) -> None:
    """Go on with an address, at once."""
    hook = hook_of(session, organisation_id, hook_id)
    hook.paused_at = hook.failing_since = None
    hook.works()
    audit_of(session, organisation_id, by, "resume webhook", f"webhook {hook.id}")


def remove_hook(session: Session, organisation_id: int, hook_id: int, by: Author) -> None:
    """Tell an address nothing more; what waits for it is forgotten."""
    hook = hook_of(session, organisation_id, hook_id)
    hook.removed_at = by.at
    session.query(HookDelivery).filter_by(event_hook_id=hook.id).delete()
    audit_of(session, organisation_id, by, "remove webhook", f"webhook {hook.id}")


def replay(
    session: Session, organisation_id: int, hook_id: int, since: datetime, by: Author
) -> int:
    """Tell an address once more of what happened since, under the same ids; returns how many
    events. What is older than `redelivery.KEPT_FOR` is gone."""
    hook = hook_of(session, organisation_id, hook_id)
    again = (
        update(HookDelivery)
        .where(
            HookDelivery.event_hook_id == hook.id,
            HookDelivery.at >= since,
            HookDelivery.state != DeliveryState.WAITING,
        )
        .values(state=DeliveryState.WAITING, due_at=by.at, attempts=0, problem="")
        .returning(HookDelivery.id)
    )
    count = len(session.execute(again).all())
    audit_of(session, organisation_id, by, "replay webhook", f"webhook {hook.id}")
    return count


def deliveries_of(
    session: Session, organisation_id: int, hook_id: int, at_most: int = 50
) -> list[HookDelivery]:
    """The newest events of an address first."""
    hook = hook_of(session, organisation_id, hook_id)
    newest = select(HookDelivery).where(HookDelivery.event_hook_id == hook.id)
    return list(session.scalars(newest.order_by(HookDelivery.id.desc()).limit(at_most)))
