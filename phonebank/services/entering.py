"""Coming in: members by a sign-in link, volunteers by a join link or a link to come back."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.caller import Caller
from phonebank.domain.errors import BadInput, NotFound, NotNow
from phonebank.domain.languages import spoken_languages
from phonebank.domain.organisation import Member, Organisation
from phonebank.domain.shift import Shift, ShiftState
from phonebank.services.announcing import announce_caller

NAME_LENGTH = 80


@dataclass(frozen=True)
class Joining:
    """What a volunteer says on the join page; `languages` are spoken tags, most fluent first."""

    name: str
    contact: str
    languages: Sequence[str]
    page_language: str


def shift_to_join(session: Session, join_code: str) -> tuple[Shift, Organisation]:
    """The shift behind a join link, whatever its state. Raises NotFound."""
    shift = session.scalar(select(Shift).where(Shift.join_code == join_code))
    if shift is None:
        raise NotFound("this join link leads to no shift")
    return shift, session.get_one(Organisation, shift.organisation_id)


def join(session: Session, join_code: str, joining: Joining, at: datetime) -> Caller:
    """Make the volunteer a caller of the shift.

    Raises NotFound for a link that leads nowhere, NotNow where the shift has ended, BadInput
    where the name is missing or no language is chosen.
    """
    shift, _ = shift_to_join(session, join_code)
    if shift.state is ShiftState.ENDED:
        raise NotNow("this shift has ended")
    caller = Caller(
        organisation_id=shift.organisation_id,
        shift_id=shift.id,
        name=name_given(joining.name),
        contact=joining.contact.strip()[:NAME_LENGTH],
        languages=languages_spoken(joining.languages),
        page_language=joining.page_language,
        return_code=secrets.token_urlsafe(18),
        joined_at=at,
        seen_at=at,
    )
    session.add(caller)
    session.flush()
    announce_caller(session, shift.id, caller.id)
    return caller


def come_back(session: Session, return_code: str) -> Caller:
    """The caller whose link this is. Raises NotFound."""
    caller = session.scalar(select(Caller).where(Caller.return_code == return_code))
    if caller is None:
        raise NotFound("this link is not known")
    return caller


def member_named(session: Session, slug: str, email: str) -> Member:
    """A member by organisation and e-mail address. Raises NotFound."""
    statement = (
        select(Member)
        .join(Organisation, Organisation.id == Member.organisation_id)
        .where(Organisation.slug == slug, Member.email == email.strip().lower())
    )
    member = session.scalar(statement)
    if member is None:
        raise NotFound(f"organisation {slug} has no member {email}")
    return member


def name_given(given: str) -> str:
    """A volunteer's name, tidied. Raises BadInput where there is none."""
    name = " ".join(given.split())[:NAME_LENGTH]
    if not name:
        raise BadInput("please tell us your name")
    return name


def languages_spoken(given: Sequence[str]) -> list[str]:
    """The spoken languages among those ticked. Raises BadInput where there are none."""
    spoken = {language.tag for language in spoken_languages()}
    chosen = [tag for tag in dict.fromkeys(given) if tag in spoken]
    if not chosen:
        raise BadInput("please choose at least one language that you speak")
    return chosen
