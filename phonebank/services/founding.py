"""Bringing an organisation in: its coalition, its members, and the numbers it owns."""

import re
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.errors import BadInput, NotFound
from phonebank.domain.organisation import Coalition, Member, Organisation, OwnedNumber
from phonebank.domain.phone_numbers import parse

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def add_organisation(
    session: Session, slug: str, name: str, coalition: str | None, at: datetime
) -> Organisation:
    """Add an organisation, to a coalition of that name where one is given.

    Raises BadInput where the short name cannot be used or is taken, or the name is missing.
    """
    if not _SLUG.fullmatch(slug):
        raise BadInput(f"{slug!r} cannot be a short name: use letters a-z, digits and hyphens")
    if not name.strip():
        raise BadInput("the organisation needs a name")
    if session.scalar(select(Organisation.id).where(Organisation.slug == slug)) is not None:
        raise BadInput(f"there is an organisation {slug} already: choose another short name")
    organisation = Organisation(slug=slug, name=name.strip(), created_at=at)
    if coalition:
        organisation.coalition_id = _coalition(session, coalition.strip()).id
    session.add(organisation)
    session.flush()
    return organisation


def add_member(session: Session, slug: str, email: str, name: str) -> Member:
    """Add a coordinator to an organisation. Raises NotFound, or BadInput for a wrong address."""
    organisation = organisation_named(session, slug)
    address = email.strip().lower()
    if not _EMAIL.fullmatch(address):
        raise BadInput(f"{email!r} is no e-mail address")
    known = select(Member.id).where(
        Member.organisation_id == organisation.id, Member.email == address
    )
    if session.scalar(known) is not None:
        raise BadInput(f"{address} is a member of {slug} already")
    member = Member(organisation_id=organisation.id, email=address, name=name.strip() or address)
    session.add(member)
    session.flush()
    return member


def add_number(session: Session, slug: str, number: str) -> OwnedNumber:
    """Note a number that the organisation owns at the carrier, to call and text from.

    Raises NotFound, or BadInput for what is no such number or belongs to somebody already.
    """
    organisation = organisation_named(session, slug)
    e164 = parse(number)
    if session.scalar(select(OwnedNumber.id).where(OwnedNumber.e164 == e164)) is not None:
        raise BadInput(f"{e164} belongs to an organisation already")
    owned = OwnedNumber(organisation_id=organisation.id, e164=e164)
    session.add(owned)
    session.flush()
    return owned


def organisation_named(session: Session, slug: str) -> Organisation:
    """An organisation by its short name. Raises NotFound."""
    organisation = session.scalar(select(Organisation).where(Organisation.slug == slug))
    if organisation is None:
        raise NotFound(f"there is no organisation {slug}")
    return organisation


def _coalition(session: Session, name: str) -> Coalition:
    coalition = session.scalar(select(Coalition).where(Coalition.name == name))
    if coalition is None:
        coalition = Coalition(name=name)
        session.add(coalition)
        session.flush()
    return coalition


def rest_number(session: Session, number: str, days: int, at: datetime) -> OwnedNumber:
    """Show an owned number to no voter for so many days.

    Raises NotFound for one that is not owned, BadInput for what is no number.
    """
    owned = session.scalar(select(OwnedNumber).where(OwnedNumber.e164 == parse(number)))
    if owned is None:
        raise NotFound("nobody here owns this number")
    owned.rests_until = at + timedelta(days=days)
    return owned
