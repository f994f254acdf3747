"""An organisation's key to a program, and which event of theirs is which shift."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from phonebank.clock import Clock
from phonebank.db import Database
from phonebank.domain.errors import BadInput, NotFound
from phonebank.domain.event_program import EventProgram, ProgramAccount, ProgramEvent
from phonebank.domain.shift import Shift, ShiftState
from phonebank.domain.web_address import checked_address
from phonebank.partners.port import Outbound
from phonebank.services.auditing import Author, audit_of
from phonebank.services.entering import languages_spoken
from phonebank.services.event_programs.choosing import NAMES, program_of
from phonebank.services.event_programs.speaking import KeyRefused, ProgramAway, ProgramRefused
from phonebank.services.planning import shift_of

_LONGEST: Final = 200


@dataclass(frozen=True)
class Opening:
    """What opens an account: the key, and what is told with it (see `ProgramAccount`)."""

    program: EventProgram
    api_key: str
    their_organisation: str = ""
    attended_tag: str = ""
    tells: bool = False


def connect(
    session: Session,
    organisation_id: int,
    opening: Opening,
    by: Author,
    *,
    base_url: str,
    plain_too: bool = False,
) -> ProgramAccount:
    """Keep a key, in place of an earlier one; without a new one, the earlier one stays."""
    account = account_or_none(session, organisation_id, opening.program)
    key = opening.api_key.strip() or (account.api_key if account else "")
    theirs, tag = opening.their_organisation.strip(), opening.attended_tag.strip()
    if not key or not key.isascii() or not key.isprintable() or len(key) > _LONGEST:
        raise BadInput("please give the key that the program gave you", "api_key")
    if opening.program is EventProgram.MOBILIZE and not (theirs.isascii() and theirs.isdigit()):
        raise BadInput("please give your organisation’s number in Mobilize", "their_organisation")
    if account is None:
        account = ProgramAccount(
            organisation_id=organisation_id, program=opening.program, created_at=by.at
        )
        session.add(account)
    account.api_key, account.their_organisation = key, theirs
    has_tags = opening.program is EventProgram.ACTION_NETWORK
    account.attended_tag = tag[:_LONGEST] if has_tags else ""
    account.tells_since = (account.tells_since or by.at) if opening.tells else None
    account.base_url = checked_address(base_url, plain_too=plain_too).rstrip("/")
    account.works()
    session.flush()
    name = NAMES[opening.program]
    audit_of(session, organisation_id, by, f"connect {name}", f"program account {account.id}")
    return account


def account_or_none(
    session: Session, organisation_id: int, program: EventProgram
) -> ProgramAccount | None:
    """The organisation's place in a program, if it has one."""
    return session.scalar(
        select(ProgramAccount).where(
            ProgramAccount.organisation_id == organisation_id, ProgramAccount.program == program
        )
    )


def account_of(session: Session, organisation_id: int, program: EventProgram) -> ProgramAccount:
    """The organisation's place in a program. Raises NotFound."""
    account = account_or_none(session, organisation_id, program)
    if account is None:
        raise NotFound(f"this organisation is not connected with {NAMES[program]}")
    return account


def take_events(
    database: Database,
    outbound: Outbound,
    organisation_id: int,
    program: EventProgram,
    clock: Clock,
) -> None:
    """Fetch the events that may be chosen. Raises BadInput for a key that is not good, and where
    the program is away."""
    with database.transaction() as session:
        account = account_of(session, organisation_id, program)
    try:
        events = program_of(outbound, account).events()
    except KeyRefused as problem:
        raise BadInput("the program does not accept this key", "api_key") from problem
    except (ProgramAway, ProgramRefused) as problem:
        raise BadInput("the program cannot be asked just now: please try again later") from problem
    with database.transaction() as session:
        account = account_of(session, organisation_id, program)
        account.events, account.fetched_at = events, clock()
        account.works()


def link(
    session: Session,
    organisation_id: int,
    program: EventProgram,
    place: tuple[str, str],
    shift_id: int,
    language: str,
    by: Author,
) -> ProgramEvent:
    """Say that an event of theirs (its id and timeslot) is a shift of ours, and what those speak
    who say nothing of it; said again of the same shift, it is the other event.

    Raises NotFound, or BadInput for an event that is another shift's already.
    """
    account = account_of(session, organisation_id, program)
    shift = shift_of(session, organisation_id, shift_id)
    known = [each for each in account.events if (each["event"], each["timeslot"]) == place]
    if not known:
        raise BadInput("please choose one of the events", "event")
    (spoken,) = languages_spoken([language])
    theirs = (ProgramEvent.event == place[0], ProgramEvent.timeslot == place[1])
    mine = select(ProgramEvent).where(ProgramEvent.program_account_id == account.id)
    taken = session.scalar(mine.where(*theirs))
    if taken is not None and taken.shift_id != shift.id:
        raise BadInput("this event belongs to another shift already", "event")
    if taken is None:
        of_shift = delete(ProgramEvent).where(ProgramEvent.program_account_id == account.id)
        session.execute(of_shift.where(ProgramEvent.shift_id == shift.id))
        taken = ProgramEvent(
            organisation_id=organisation_id,
            program_account_id=account.id,
            shift_id=shift.id,
            event=place[0],
            timeslot=place[1],
            created_at=by.at,
        )
        session.add(taken)
    taken.title, taken.language = known[0]["title"], spoken
    taken.swept_to, taken.sweep_at = None, by.at
    session.flush()
    about = f"shift {shift.id} is {NAMES[program]} event {place[0]}"
    audit_of(session, organisation_id, by, "link event", about)
    return taken


def unlink(session: Session, organisation_id: int, event_id: int, by: Author) -> None:
    """Let an event and its shift be strangers again; whoever has signed up stays so. Raises
    NotFound."""
    event = event_of(session, organisation_id, event_id)
    about = f"shift {event.shift_id} was event {event.event}"
    session.delete(event)
    audit_of(session, organisation_id, by, "unlink event", about)


def event_of(session: Session, organisation_id: int, event_id: int) -> ProgramEvent:
    """A linked event of the organisation. Raises NotFound."""
    statement = select(ProgramEvent).where(
        ProgramEvent.id == event_id, ProgramEvent.organisation_id == organisation_id
    )
    try:
        return session.scalars(statement).one()
    except NoResultFound:
        raise NotFound("there is no such event") from None


def programs_told_of(session: Session, shift: Shift) -> list[EventProgram]:
    """Those that are told who signs up for a shift on our page."""
    told = (
        select(ProgramAccount.program)
        .join(ProgramEvent, ProgramEvent.program_account_id == ProgramAccount.id)
        .where(ProgramEvent.shift_id == shift.id, ProgramAccount.tells_since.is_not(None))
    )
    return list(session.scalars(told.order_by(ProgramAccount.program)))


def shifts_to_link(session: Session, organisation_id: int, at: datetime) -> list[Shift]:
    """Shifts that somebody may still come to, the next one first."""
    coming = select(Shift).where(
        Shift.organisation_id == organisation_id,
        Shift.state != ShiftState.ENDED,
        Shift.ends_at > at,
    )
    return list(session.scalars(coming.order_by(Shift.starts_at, Shift.id)))
