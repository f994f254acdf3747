"""An import begins: the list it goes to, and the record that tells how it goes."""

from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.errors import BadInput, NotFound
from phonebank.domain.organisation import Organisation
from phonebank.domain.voter_list import ImportState, ListKind, VoterImport, VoterList
from phonebank.services.importing.cells import clean
from phonebank.services.importing.reading import VoterFile

_LONGEST_NAME: Final = 200


def organisation_named(session: Session, slug: str) -> int:
    """The id of an organisation by its short name. Raises NotFound."""
    found = session.scalar(select(Organisation.id).where(Organisation.slug == slug))
    if found is None:
        raise NotFound(f"there is no organisation {slug}")
    return found


def begin_import(
    session: Session,
    organisation_id: int,
    list_name: str,
    file: VoterFile,
    file_name: str,
    at: datetime,
    actor: str,
    *,
    kind: ListKind | None = None,
    uploaded_file_id: int | None = None,
) -> VoterImport:
    """Note an import that is to be run; its list is made if there is none of that name.

    Raises BadInput for a list without a name, or one of another kind than was said.
    """
    record = VoterImport(
        organisation_id=organisation_id,
        voter_list_id=list_named(session, organisation_id, list_name, at, kind).id,
        uploaded_file_id=uploaded_file_id,
        file_name=clean(file_name)[:_LONGEST_NAME],
        layout=file.layout,
        mapping=file.columns.as_dict(),
        actor=actor,
        state=ImportState.WAITING,
        size_bytes=file.size_bytes,
        started_at=at,
        looked_at=at,
    )
    session.add(record)
    session.flush()
    return record


def list_named(
    session: Session,
    organisation_id: int,
    name: str,
    at: datetime,
    kind: ListKind | None = None,
) -> VoterList:
    """The organisation's list of a name, made where there is none. A new one is of the `kind` that
    was said, or else to be contacted; where nothing was said, any is taken as it is.

    Raises BadInput for a name that is none, or that of a list of another kind.
    """
    tidy = clean(name)
    if not 0 < len(tidy) <= _LONGEST_NAME:
        raise BadInput(f"Please give the list a name of at most {_LONGEST_NAME} letters.")
    found = session.scalar(
        select(VoterList).where(
            VoterList.organisation_id == organisation_id, VoterList.name == tidy
        )
    )
    if found is None:
        return _made(session, organisation_id, tidy, at, kind or ListKind.CONTACT)
    if kind not in (None, found.kind):
        raise BadInput("the list of this name is for something else: please choose another", "kind")
    return found


def _made(
    session: Session, organisation_id: int, name: str, at: datetime, kind: ListKind
) -> VoterList:
    made = VoterList(organisation_id=organisation_id, name=name, kind=kind, created_at=at)
    session.add(made)
    session.flush()
    return made
