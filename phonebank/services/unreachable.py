"""Who of a list cannot be contacted at all, and why: by the gate itself, whatever the hour.

A list of a million is not asked voter by voter for its figures: voters whose numbers are alike to
the gate are counted together by the database, and one of each kind is asked.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from phonebank.domain.contact_reasons import Reason
from phonebank.domain.contact_request import Channel
from phonebank.domain.errors import NotFound
from phonebank.domain.voter import Voter
from phonebank.domain.voter_list import VoterList, VoterListEntry
from phonebank.services.gate import choose_number
from phonebank.services.gate_facts import NumberFacts, facts_of_listed, likenesses

STALE_AFTER: Final = timedelta(hours=6)
"""Opt-outs come in by the minute, and no page says that it knows the last of them."""
COUNTED_AT_ONCE: Final = 20_000
"""Voters of a list that is counted while somebody waits for its page."""
_ROWS: Final = 1_000

Counts = dict[Channel, dict[Reason, int]]


@dataclass(frozen=True)
class BarredVoter:
    """A voter who cannot be contacted on one channel at least. `reasons` is channel -> why."""

    voter: Voter
    reasons: dict[Channel, Reason]


@dataclass(frozen=True)
class Unreachable:
    """The figures of a list: channel -> reason -> voters, the most frequent first. `counted_at` is
    None where the list is large and has not been counted yet."""

    voter_list: VoterList
    counts: dict[Channel, list[tuple[Reason, int]]]
    counted_at: datetime | None


def unreachable_of(
    session: Session, organisation_id: int, list_id: int, at: datetime
) -> Unreachable:
    """The figures of a list of the organisation. Raises NotFound also where it is another's."""
    voter_list = _owned(session, organisation_id, list_id)
    if voter_list.barred_at is None and voter_list.voters > COUNTED_AT_ONCE:
        return Unreachable(voter_list, {}, None)
    if voter_list.voters <= COUNTED_AT_ONCE:
        return Unreachable(voter_list, _most_first(count_barred(session, list_id, at)), at)
    kept = {
        Channel(channel): {Reason(reason): count for reason, count in reasons.items()}
        for channel, reasons in voter_list.barred.items()
    }
    return Unreachable(voter_list, _most_first(kept), voter_list.barred_at)


def barred_voters(
    session: Session, organisation_id: int, list_id: int, at: datetime
) -> Iterator[BarredVoter]:
    """Every voter who cannot be contacted, by id, read as they are asked for.

    Raises NotFound, at once, for a list of another organisation.
    """
    _owned(session, organisation_id, list_id)
    return _barred(session, list_id, at)


def count_barred(session: Session, list_id: int, at: datetime) -> Counts:
    """How many voters of a list cannot be contacted, by channel and reason."""
    groups = dict(likenesses(session, list_id))
    counts: Counts = {}
    for channel in Channel:
        refused: Counter[Reason] = Counter()
        for voter_id, reason in _refusals(session, list(groups), channel, at).items():
            refused[reason] += groups[voter_id]
        if without := _listed(session, list_id) - sum(groups.values()):
            refused[Reason.NUMBER_REFUSED] += without
        counts[channel] = dict(refused)
    return counts


def keep_barred(session: Session, list_id: int, at: datetime) -> None:
    """Count the voters of a list who cannot be contacted, and keep that."""
    voter_list = session.get_one(VoterList, list_id)
    counts = count_barred(session, list_id, at)
    voter_list.barred = {channel.value: reasons for channel, reasons in counts.items()}
    voter_list.barred_at = at


def list_to_bar(session: Session, at: datetime) -> int | None:
    """A list whose figures were not taken since it changed, or for hours."""
    old = or_(
        VoterList.barred_at.is_(None),
        VoterList.barred_at < at - STALE_AFTER,
        VoterList.barred_at < VoterList.counted_at,
    )
    waiting = select(VoterList.id).where(VoterList.counted_at.is_not(None), old)
    return session.scalar(waiting.order_by(VoterList.barred_at.nulls_first()).limit(1))


def _owned(session: Session, organisation_id: int, list_id: int) -> VoterList:
    found = session.get(VoterList, list_id)
    if found is None or found.organisation_id != organisation_id:
        raise NotFound("there is no such voter list")
    return found


def _listed(session: Session, list_id: int) -> int:
    entries = select(func.count()).where(VoterListEntry.voter_list_id == list_id)
    return session.scalar(entries) or 0


def _barred(session: Session, list_id: int, at: datetime) -> Iterator[BarredVoter]:
    after = 0
    while voters := _next(session, list_id, after):
        after = voters[-1].id
        ids = [voter.id for voter in voters]
        refusals = {channel: _refusals(session, ids, channel, at) for channel in Channel}
        for voter in voters:
            found = ((channel, refused.get(voter.id)) for channel, refused in refusals.items())
            if reasons := {channel: reason for channel, reason in found if reason}:
                yield BarredVoter(voter, reasons)
        session.expunge_all()


def _next(session: Session, list_id: int, after: int) -> list[Voter]:
    listed = select(Voter).join(VoterListEntry, VoterListEntry.voter_id == Voter.id)
    after_it = listed.where(
        VoterListEntry.voter_list_id == list_id, VoterListEntry.voter_id > after
    )
    return list(session.scalars(after_it.order_by(VoterListEntry.voter_id).limit(_ROWS)))


def _refusals(
    session: Session, voter_ids: list[int], channel: Channel, at: datetime
) -> dict[int, Reason]:
    """Voter -> why not, for those who cannot be contacted at any hour."""
    numbers: dict[int, list[NumberFacts]] = defaultdict(list)
    for number in facts_of_listed(session, voter_ids, channel, at):
        numbers[number.voter_id].append(number)
    reasons = {each: choose_number(numbers[each])[1].reason for each in voter_ids}
    open_to_us = (Reason.ALLOWED, Reason.HOURS)
    return {each: reason for each, reason in reasons.items() if reason not in open_to_us}


def _most_first(counts: Counts) -> dict[Channel, list[tuple[Reason, int]]]:
    return {
        channel: sorted(reasons.items(), key=lambda each: (-each[1], each[0]))
        for channel, reasons in counts.items()
    }
