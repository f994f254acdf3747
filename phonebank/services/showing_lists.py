"""An organisation's voter lists: who is on them, and what became of the files they came from."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from phonebank.domain.errors import NotFound
from phonebank.domain.voter import PhoneNumber, Voter
from phonebank.domain.voter_list import VoterImport, VoterList, VoterListEntry


@dataclass(frozen=True)
class ListLine:
    """A list, and how many voters are on it."""

    voter_list: VoterList
    voters: int


@dataclass(frozen=True)
class ShownList:
    """A list in figures. `languages` are (spoken tag, voters), the most spoken first."""

    voter_list: VoterList
    voters: int
    numbers: int
    languages: list[tuple[str, int]]
    imports: list[VoterImport]


def lists_of(session: Session, organisation_id: int) -> list[ListLine]:
    """The organisation's lists, the newest first."""
    voters = (
        select(func.count())
        .where(VoterListEntry.voter_list_id == VoterList.id)
        .correlate(VoterList)
        .scalar_subquery()
    )
    owned = select(VoterList, voters).where(VoterList.organisation_id == organisation_id)
    rows = session.execute(owned.order_by(VoterList.id.desc()))
    return [ListLine(voter_list, count) for voter_list, count in rows]


def list_shown(session: Session, organisation_id: int, list_id: int) -> ShownList:
    """One list of the organisation. Raises NotFound also where it is another's."""
    voter_list = session.get(VoterList, list_id)
    if voter_list is None or voter_list.organisation_id != organisation_id:
        raise NotFound("there is no such voter list")
    languages = _languages(session, list_id)
    return ShownList(
        voter_list=voter_list,
        voters=sum(count for _, count in languages),
        numbers=_numbers(session, list_id),
        languages=languages,
        imports=_imports(session, list_id),
    )


def _languages(session: Session, list_id: int) -> list[tuple[str, int]]:
    counted = (
        select(Voter.language, func.count())
        .join(VoterListEntry, VoterListEntry.voter_id == Voter.id)
        .where(VoterListEntry.voter_list_id == list_id)
        .group_by(Voter.language)
        .order_by(func.count().desc(), Voter.language)
    )
    return [(tag, count) for tag, count in session.execute(counted)]


def _numbers(session: Session, list_id: int) -> int:
    counted = (
        select(func.count(PhoneNumber.id))
        .join(VoterListEntry, VoterListEntry.voter_id == PhoneNumber.voter_id)
        .where(VoterListEntry.voter_list_id == list_id)
    )
    return session.scalar(counted) or 0


def _imports(session: Session, list_id: int) -> list[VoterImport]:
    made = select(VoterImport).where(VoterImport.voter_list_id == list_id)
    return list(session.scalars(made.order_by(VoterImport.id.desc())))
