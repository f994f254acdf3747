"""An organisation's voter lists: who is on them, and what became of the files they came from."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.errors import NotFound
from phonebank.domain.voter_list import VoterImport, VoterList
from phonebank.services.counting_lists import counted


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
    unknown_lines: int
    languages: list[tuple[str, int]]
    imports: list[VoterImport]


def lists_of(session: Session, organisation_id: int) -> list[ListLine]:
    """The organisation's lists, the newest first."""
    owned = select(VoterList).where(VoterList.organisation_id == organisation_id)
    lists = session.scalars(owned.order_by(VoterList.id.desc()))
    return [ListLine(each, counted(session, each).voters) for each in lists]


def list_shown(session: Session, organisation_id: int, list_id: int) -> ShownList:
    """One list of the organisation. Raises NotFound also where it is another's."""
    voter_list = session.get(VoterList, list_id)
    if voter_list is None or voter_list.organisation_id != organisation_id:
        raise NotFound("there is no such voter list")
    counts = counted(session, voter_list)
    return ShownList(
        voter_list=voter_list,
        voters=counts.voters,
        numbers=counts.numbers,
        unknown_lines=counts.unknown_lines,
        languages=counts.languages,
        imports=_imports(session, list_id),
    )


def _imports(session: Session, list_id: int) -> list[VoterImport]:
    made = select(VoterImport).where(VoterImport.voter_list_id == list_id)
    return list(session.scalars(made.order_by(VoterImport.id.desc())))
