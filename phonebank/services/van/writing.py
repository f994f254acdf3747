"""Writing to VAN what waits: once, and what came of it noted contact by contact.

A contact is UNCERTAIN from before VAN is asked until its answer is in, so that whoever dies in
between leaves it for a person to decide, and never for a machine to write twice (VAN has no key by
which it would know a repeated request).
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from phonebank.clock import Clock
from phonebank.db import Database
from phonebank.domain.van import VanAccount, VanContact, VanContactState
from phonebank.partners.port import Outbound
from phonebank.services.leasing import LEASE, leased, let_go, may_be_written_to
from phonebank.services.van.speaking import Refusal, VanAway, VanUncertain, post_response
from phonebank.services.van.telling import Told, queue_what_is_new, told

_AT_ONCE: Final = 4
_ON_ITS_WAY: Final = "VAN was asked, and its answer never came in"


def accounts_due(session: Session, at: datetime) -> list[int]:
    """Places in VAN for which something waits."""
    waits = exists().where(
        VanContact.van_account_id == VanAccount.id,
        VanContact.state == VanContactState.WAITING,
        VanContact.due_at <= at,
    )
    fetched = VanAccount.fetched_at.is_not(None)
    due = select(VanAccount.id).where(waits, fetched, *may_be_written_to(VanAccount, at))
    return list(session.scalars(due))


def write_back(
    database: Database,
    outbound: Outbound,
    account_id: int,
    clock: Clock,
    is_over: Callable[[], bool] = lambda: False,
) -> int:
    """Write what waits, until nothing does, VAN is away, or the turn `is_over`; returns how many
    contacts stand there now. Harmless where another worker is at it."""
    written, leased_at = 0, clock()
    with database.transaction() as session:
        fetched = VanAccount.fetched_at.is_not(None)
        account = leased(session, VanAccount, account_id, leased_at, fetched)
    if account is None:
        return 0
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        while not is_over() and (batch := _taken(database, account, clock())):
            outcomes = list(pool.map(lambda each: _outcome(outbound, account, *each), batch))
            written += sum(state is VanContactState.WRITTEN for _, state, _ in outcomes)
            leased_at = clock()
            if not _noted(database, account, outcomes, leased_at):
                break
    let_go(database, VanAccount, account_id, leased_at)
    return written


def _taken(database: Database, account: VanAccount, at: datetime) -> list[tuple[int, Told]]:
    """The next contacts with something to tell; what can never be told is noted on the way."""
    waiting = (
        select(VanContact)
        .where(
            VanContact.van_account_id == account.id,
            VanContact.state == VanContactState.WAITING,
            VanContact.due_at <= at,
        )
        .order_by(VanContact.due_at, VanContact.id)
        .limit(1 if account.failures else _AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    found: list[tuple[int, Told]] = []
    while not found:
        with database.transaction() as session:
            contacts = list(session.scalars(waiting))
            for contact in contacts:
                telling = told(session, account, contact)
                if not telling.outcome:
                    session.delete(contact)  # a deed was taken back
                elif _is_to_be_told(contact, telling):
                    found.append((contact.id, telling))
        if not contacts:
            break
    return found


def _is_to_be_told(contact: VanContact, telling: Told) -> bool:
    contact.attempts += 1
    if telling.van_id is None:
        contact.state = VanContactState.REFUSED
        contact.problem = "this person has no VAN ID: bring the list in with VAN’s own ids"
        return False
    if telling.body is None:
        contact.state = VanContactState.UNMAPPED
        contact.problem = f"no code of VAN’s was chosen for “{telling.outcome}”"
        return False
    contact.state, contact.problem = VanContactState.UNCERTAIN, _ON_ITS_WAY
    contact.outcome = telling.outcome
    return True


_Outcome = tuple[int, VanContactState, str]


def _outcome(outbound: Outbound, account: VanAccount, contact_id: int, telling: Told) -> _Outcome:
    assert telling.van_id is not None and telling.body is not None  # noqa: S101 - narrows
    try:
        refusal = post_response(outbound, account, telling.van_id, telling.body)
    except VanAway as problem:
        return contact_id, VanContactState.WAITING, str(problem)
    except VanUncertain as problem:
        return contact_id, VanContactState.UNCERTAIN, str(problem)
    if isinstance(refusal, Refusal):
        return contact_id, VanContactState.REFUSED, refusal.words
    return contact_id, VanContactState.WRITTEN, ""


def _noted(database: Database, account: VanAccount, outcomes: list[_Outcome], at: datetime) -> bool:
    """Note what came of it, and what has come up since; whether it is worth while to go on at
    once."""
    with database.transaction() as session:
        kept = session.get_one(VanAccount, account.id, with_for_update={"key_share": True})
        for contact_id, state, problem in outcomes:
            contact = session.get_one(VanContact, contact_id, with_for_update=True)
            contact.state, contact.problem = state, problem
            contact.written_at = at if state is VanContactState.WRITTEN else None
            if state in (VanContactState.WRITTEN, VanContactState.REFUSED):
                queue_what_is_new(session, kept, contact, at)
        kept.lease(at, LEASE)
        away = [why for _, state, why in outcomes if state is VanContactState.WAITING]
        lost = any(state is VanContactState.UNCERTAIN for _, state, _ in outcomes)
        if away or lost:
            kept.failed(away[-1] if away else "VAN does not answer", at)
            return False
        kept.works()
        account.failures = 0
        # With another key, or other codes, the next turn begins.
        return kept.paused_at is None and kept.fetched_at == account.fetched_at
