"""Calls that no person starts: claimed for a pool of voters, and committed as being placed.

The facts of all are read in one statement and the gate is asked for each in the transaction that
commits the calls; it is asked once more while the carrier is (`placing.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from phonebank.domain.call import Call, CallState
from phonebank.domain.caller import Assignment, Caller
from phonebank.domain.contact_rules import Channel, Decision, Reason
from phonebank.domain.dial_mode import DialMode, stricter
from phonebank.domain.shift import Shift
from phonebank.services import gate
from phonebank.services.caller_ids import OwnedNumbers
from phonebank.services.claiming import claim_in_mode, put_back
from phonebank.services.dialling import IN_USE_FOR, open_call, put_off
from phonebank.services.gate_facts import NumberFacts, facts_of_voters
from phonebank.services.putting_through import PRESENT
from phonebank.services.under_way import under_way
from phonebank.telephony.port import DialVoter, RingVoter

ROUNDS = 4
"""How many times more voters are claimed where the gate has refused those before."""


@dataclass(frozen=True)
class Pool:
    """The voters of one language on a shift whose numbers allow the mode `queue`, dialled in the
    mode `mode`, which is no more automatic."""

    shift: Shift
    language: str
    mode: DialMode
    queue: DialMode


def ring_for_anyone(
    session: Session, pool: Pool, count: int, numbers: OwnedNumbers, at: datetime
) -> list[RingVoter]:
    """Begin up to `count` calls whose voters get whoever is free when they answer."""
    begun: list[RingVoter] = []
    for _ in range(ROUNDS):
        wanted = count - len(begun)
        found = _claim_allowed(session, pool, wanted, at) if wanted > 0 else None
        if found is None:
            break
        begun += [
            RingVoter(call_id, each.request.number, from_)
            for call_id, each, from_ in _insert(session, pool, found, [None] * wanted, numbers, at)
        ]
    return begun


def ring_for_each(
    session: Session, pool: Pool, caller_ids: Sequence[int], numbers: OwnedNumbers, at: datetime
) -> list[DialVoter]:
    """Begin a call for each of these volunteers who is free: it is theirs, and nobody else's."""
    begun: list[DialVoter] = []
    callers = _lock_free(session, pool.shift.id, caller_ids, at)
    for _ in range(ROUNDS):
        found = _claim_allowed(session, pool, len(callers), at) if callers else None
        if found is None:
            break
        owners = [caller.id for caller in callers]
        rows = _insert(session, pool, found, owners, numbers, at)
        for (call_id, each, from_), caller in zip(rows, callers, strict=False):
            begun.append(DialVoter(call_id, caller.conference, each.request.number, from_))
            caller.free_since = None
        callers = callers[len(rows) :]
    return begun


def _lock_free(
    session: Session, shift_id: int, caller_ids: Sequence[int], at: datetime
) -> list[Caller]:
    """Whoever is busy with something at this moment is left for the next round."""
    free = (
        select(Caller)
        .where(
            Caller.id.in_(caller_ids),
            Caller.shift_id == shift_id,
            Caller.free_since.is_not(None),
            Caller.leg_call_sid.is_not(None),
            Caller.seen_at > at - PRESENT,
        )
        .order_by(Caller.free_since, Caller.id)
        .with_for_update(key_share=True, skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return [each for each in session.scalars(free) if open_call(session, each.id) is None]


def _claim_allowed(
    session: Session, pool: Pool, count: int, at: datetime
) -> list[NumberFacts] | None:
    """Claimed voters' numbers that may be dialled now; None where no voter waits. The others are
    put off until the gate opens for them."""
    rows = claim_in_mode(session.connection(), pool.shift.id, pool.queue, pool.language, count, at)
    claimed = {row.voter_id: row.id for row in rows}
    if not claimed:
        return None
    facts = facts_of_voters(session, pool.shift.id, list(claimed), Channel.CALL, at)
    known = {id_: list(each) for id_, each in groupby(facts, lambda number: number.voter_id)}
    chosen: list[NumberFacts] = []
    refused: dict[int, Decision] = {}
    for voter_id, assignment_id in claimed.items():
        number, decision = gate.choose_number(known.get(voter_id, []), pool.mode)
        if number is None:
            refused[assignment_id] = decision
        else:
            chosen.append(number)
    free, taken = _apart(session, chosen)
    _put_aside(session, refused, known, at)
    _put_back(session, [claimed[each.voter_id] for each in taken], at)
    return free


def _apart(
    session: Session, numbers: list[NumberFacts]
) -> tuple[list[NumberFacts], list[NumberFacts]]:
    """Those that nobody is calling, and those that somebody is: households share numbers."""
    live = select(Call.to_number).where(
        Call.to_number.in_([each.request.number for each in numbers]),
        under_way(),
    )
    in_use = set(session.scalars(live))
    free: list[NumberFacts] = []
    taken: list[NumberFacts] = []
    for each in numbers:
        (taken if each.request.number in in_use else free).append(each)
        in_use.add(each.request.number)
    return free, taken


def _put_aside(
    session: Session,
    refused: dict[int, Decision],
    known: dict[int, list[NumberFacts]],
    at: datetime,
) -> None:
    """Whom no machine may call waits for a person; the others for the gate to open."""
    for assignment in _assignments(session, list(refused)):
        decision = refused[assignment.id]
        if decision.reason is not Reason.CONSENT_NEEDED:
            put_off(assignment, decision, at)
            continue
        numbers = [n for n in known[assignment.voter_id] if not n.request.number_dead]
        modes = (gate.own_mode(number) for number in numbers)
        allowed = max(modes, key=list(DialMode).index, default=DialMode.CLICK)
        below = DialMode.PROGRESSIVE if assignment.mode is DialMode.PREDICTIVE else DialMode.CLICK
        assignment.mode = stricter(allowed, below)
        put_back(assignment, assignment.not_before)


def _put_back(session: Session, ids: list[int], at: datetime) -> None:
    for assignment in _assignments(session, ids):
        put_back(assignment, at + IN_USE_FOR)


def _assignments(session: Session, ids: list[int]) -> Sequence[Assignment]:
    if not ids:
        return []
    rows = select(Assignment).where(Assignment.id.in_(ids))
    return session.scalars(rows.execution_options(populate_existing=True)).all()


def _insert(
    session: Session,
    pool: Pool,
    found: Sequence[NumberFacts],
    owners: Sequence[int | None],
    numbers: OwnedNumbers,
    at: datetime,
) -> list[tuple[int, NumberFacts, str]]:
    """The calls, of these owners in turn: (call id, number, number shown) each."""
    if not found:
        return []
    shown = [numbers.for_voter(each.request.number) for each in found]
    rows = [
        {
            "organisation_id": pool.shift.organisation_id,
            "shift_id": pool.shift.id,
            "caller_id": owner,
            "voter_id": each.voter_id,
            "phone_number_id": each.id,
            "mode": pool.mode,
            "language": pool.language,
            "to_number": each.request.number,
            "from_number": from_,
            "request_key": f"machine {each.voter_id} {at.timestamp()}",
            "state": CallState.PLACING,
            "queued_at": at,
            "placed_at": at,
        }
        for each, from_, owner in zip(found, shown, owners, strict=False)
    ]
    made = insert(Call).returning(Call.id, sort_by_parameter_order=True)
    ids = session.scalars(made, rows).all()
    return list(zip(ids, found, shown, strict=True))
