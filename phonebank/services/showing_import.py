"""An import as its page shows it: how far it is, what came of it, and who cannot be contacted."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from phonebank.domain.contact_request import LineType
from phonebank.domain.voter import PhoneNumber, Voter
from phonebank.domain.voter_list import (
    ImportState,
    RejectedRow,
    VoterImport,
    VoterList,
    VoterListEntry,
)
from phonebank.services.importing.taking_back import import_of

_SHOWN_ROWS = 20


@dataclass(frozen=True)
class ImportShown:
    """An import. `reasons` are (why, rows), the most frequent first, of the rows that were not
    taken; `rejected` the first of these. The rest counts whom it put on the list."""

    record: VoterImport
    voter_list: VoterList
    reasons: list[tuple[str, int]]
    rejected: list[RejectedRow]
    languages: list[tuple[str, int]]
    line_types: dict[LineType, int]

    @property
    def is_finished(self) -> bool:
        """Whether what it brought is there."""
        return self.record.state is ImportState.FINISHED


def import_shown(session: Session, organisation_id: int, import_id: int) -> ImportShown:
    """An import of the organisation. Raises NotFound also where it is another's."""
    record = import_of(session, organisation_id, import_id)
    finished = record.state is ImportState.FINISHED
    return ImportShown(
        record=record,
        voter_list=session.get_one(VoterList, record.voter_list_id),
        reasons=_reasons(session, record),
        rejected=_rejected(session, record),
        languages=_languages(session, record) if finished else [],
        line_types=_line_types(session, record) if finished else {},
    )


def _reasons(session: Session, record: VoterImport) -> list[tuple[str, int]]:
    counted = (
        select(RejectedRow.reason, func.count())
        .where(RejectedRow.voter_import_id == record.id)
        .group_by(RejectedRow.reason)
        .order_by(func.count().desc(), RejectedRow.reason)
        .limit(_SHOWN_ROWS)
    )
    return [(reason, count) for reason, count in session.execute(counted)]


def _rejected(session: Session, record: VoterImport) -> list[RejectedRow]:
    first = select(RejectedRow).where(RejectedRow.voter_import_id == record.id)
    return list(session.scalars(first.order_by(RejectedRow.line).limit(_SHOWN_ROWS)))


def _brought(record: VoterImport) -> tuple[ColumnElement[bool], ...]:
    return (
        VoterListEntry.voter_list_id == record.voter_list_id,
        VoterListEntry.voter_import_id == record.id,
    )


def _languages(session: Session, record: VoterImport) -> list[tuple[str, int]]:
    counted = (
        select(Voter.language, func.count())
        .join(VoterListEntry, VoterListEntry.voter_id == Voter.id)
        .where(*_brought(record))
        .group_by(Voter.language)
        .order_by(func.count().desc(), Voter.language)
    )
    return [(tag, count) for tag, count in session.execute(counted)]


def _line_types(session: Session, record: VoterImport) -> dict[LineType, int]:
    counted = (
        select(PhoneNumber.line_type, func.count())
        .join(VoterListEntry, VoterListEntry.voter_id == PhoneNumber.voter_id)
        .where(*_brought(record))
        .group_by(PhoneNumber.line_type)
    )
    return dict(Counter({kind: count for kind, count in session.execute(counted)}))
