"""How writing back stands: counts that add up, and each person whom VAN would not have."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from phonebank.domain.errors import NotFound, NotNow
from phonebank.domain.van import VanAccount, VanContact, VanContactState
from phonebank.domain.voter import Voter
from phonebank.services.auditing import Author, audit_of
from phonebank.services.van.connecting import account_of, wait_again
from phonebank.services.van.telling import queue_what_is_new

_OPEN = (VanContactState.REFUSED, VanContactState.UNCERTAIN, VanContactState.UNMAPPED)


@dataclass(frozen=True)
class OpenContact:
    """A contact that does not stand in VAN, or perhaps not, with its person and the reason."""

    contact: VanContact
    voter: Voter


@dataclass(frozen=True)
class VanShown:
    """A place in VAN, how many contacts are in each state, and the newest open ones."""

    account: VanAccount
    counts: dict[VanContactState, int]
    open: list[OpenContact]


def van_shown(session: Session, organisation_id: int, at_most: int = 200) -> VanShown:
    """How it stands. Raises NotFound where the organisation is not connected."""
    account = account_of(session, organisation_id)
    counted = session.execute(
        select(VanContact.state, func.count())
        .where(VanContact.van_account_id == account.id)
        .group_by(VanContact.state)
    )
    counts = {state: 0 for state in VanContactState} | {state: n for state, n in counted}
    rows = session.execute(
        select(VanContact, Voter)
        .join(Voter, Voter.id == VanContact.voter_id)
        .where(VanContact.van_account_id == account.id, VanContact.state.in_(_OPEN))
        .order_by(VanContact.id.desc())
        .limit(at_most)
    )
    return VanShown(account, counts, [OpenContact(contact, voter) for contact, voter in rows])


def pause(session: Session, organisation_id: int, paused: bool, by: Author) -> None:
    """Write nothing for now, or go on at once."""
    account = account_of(session, organisation_id)
    account.paused_at = by.at if paused else None
    account.works()
    action = "pause VAN" if paused else "resume VAN"
    audit_of(session, organisation_id, by, action, f"VAN account {account.id}")


def try_again(session: Session, organisation_id: int, by: Author) -> None:
    """Write once more whatever VAN refused, because something was mended there or here."""
    account = account_of(session, organisation_id)
    wait_again(session, account, [VanContactState.REFUSED])
    audit_of(session, organisation_id, by, "write to VAN again", f"VAN account {account.id}")


def decide(
    session: Session, organisation_id: int, contact_id: int, stands: bool, by: Author
) -> None:
    """A person has looked in VAN: the contact stands there, or it is to be written once more.

    Raises NotFound, or NotNow where there is nothing to decide.
    """
    contact = session.get(VanContact, contact_id, with_for_update=True)
    if contact is None or contact.organisation_id != organisation_id:
        raise NotFound("there is no such contact")
    if contact.state is not VanContactState.UNCERTAIN:
        raise NotNow("there is nothing to decide about this contact")
    contact.state = VanContactState.WRITTEN if stands else VanContactState.WAITING
    contact.problem, contact.written_at = "", by.at if stands else None
    if stands:
        queue_what_is_new(session, account_of(session, organisation_id), contact, by.at)
    action = "found in VAN" if stands else "not found in VAN"
    audit_of(session, organisation_id, by, action, f"VAN contact {contact_id}")
