"""How many voters are on a list, in which languages: counted when a list changes, not when it is
looked at, because a page has no time to count a million."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from phonebank.domain.contact_request import LineType
from phonebank.domain.voter import PhoneNumber, Voter
from phonebank.domain.voter_list import VoterList, VoterListEntry

STALE_AFTER: Final = timedelta(hours=6)
"""Callers note other languages than the file's, so that counts grow old by themselves."""


@dataclass(frozen=True)
class ListCounts:
    """`languages` are (spoken tag, voters), the most spoken first; `unknown_lines` numbers whose
    kind of line nobody knows, and has not been asked for."""

    languages: list[tuple[str, int]]
    numbers: int
    unknown_lines: int

    @property
    def voters(self) -> int:
        """How many are on the list."""
        return sum(count for _, count in self.languages)


def counted(session: Session, voter_list: VoterList) -> ListCounts:
    """The counts of a list: as they were last taken, or taken now where it has changed since."""
    if voter_list.counted_at is None:
        return _count(session, voter_list)
    most_first = sorted(voter_list.counts.items(), key=lambda each: (-each[1], each[0]))
    return ListCounts(most_first, voter_list.numbers, voter_list.unknown_lines)


def count_list(session: Session, list_id: int, at: datetime) -> None:
    """Count a list anew, and keep that."""
    voter_list = session.get_one(VoterList, list_id)
    counts = _count(session, voter_list)
    voter_list.counts, voter_list.numbers = dict(counts.languages), counts.numbers
    voter_list.unknown_lines, voter_list.counted_at = counts.unknown_lines, at


def list_to_count(session: Session, at: datetime) -> int | None:
    """A list that was not counted since it changed, or for hours."""
    old = or_(VoterList.counted_at.is_(None), VoterList.counted_at < at - STALE_AFTER)
    return session.scalar(
        select(VoterList.id).where(old).order_by(VoterList.counted_at.nulls_first()).limit(1)
    )


def _count(session: Session, voter_list: VoterList) -> ListCounts:
    languages = session.execute(
        select(Voter.language, func.count())
        .join(VoterListEntry, VoterListEntry.voter_id == Voter.id)
        .where(VoterListEntry.voter_list_id == voter_list.id)
        .group_by(Voter.language)
        .order_by(func.count().desc(), Voter.language)
    )
    unknown = (PhoneNumber.line_type == LineType.UNKNOWN, PhoneNumber.looked_up_at.is_(None))
    numbers, unknown_lines = session.execute(
        select(
            func.count(PhoneNumber.id),
            func.count(PhoneNumber.e164.distinct()).filter(*unknown),
        )
        .join(VoterListEntry, VoterListEntry.voter_id == PhoneNumber.voter_id)
        .where(VoterListEntry.voter_list_id == voter_list.id)
    ).one()
    return ListCounts([(tag, count) for tag, count in languages], numbers, unknown_lines)
