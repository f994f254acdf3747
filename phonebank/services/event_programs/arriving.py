"""One person who signed up elsewhere, signed up here: once, and by the same rules as on our page.

Nobody is texted who did not say there that they take texts: their number only tells who they are.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from phonebank.domain.errors import BadInput, NotNow
from phonebank.domain.event_program import (
    Attendance,
    AttendanceState,
    Deed,
    EventProgram,
    ProgramEvent,
)
from phonebank.domain.languages import parse_language, spoken_languages, spoken_of, written_of
from phonebank.domain.phone_numbers import NumberRefused, parse
from phonebank.domain.shift import Shift
from phonebank.domain.sign_up import SignUp
from phonebank.services.event_programs.program import Arrived, Person
from phonebank.services.signing_up import (
    Coming,
    come_after_all,
    email_given,
    sign_up,
    want_no_texts,
    withdraw,
)

CANCELLED_THERE: Final = "cancelled there, but they signed up here, or are here: please ask them"
STAYS_AWAY: Final = "signed up there, and stays away by their word here: please ask them"
NO_NAME: Final = "no name is told of them"
NO_NUMBER: Final = "their number cannot be used: they get no reminder"


@dataclass(frozen=True)
class _Reach:
    """How somebody is known and reached; `problem` where their number is no use."""

    email: str
    e164: str
    problem: str


def attendance_known(session: Session, event: ProgramEvent, arrived: Arrived) -> Attendance | None:
    """The attendance that has come before under the same id."""
    return session.scalar(
        select(Attendance).where(
            Attendance.program_event_id == event.id, Attendance.their_id == arrived.their_id
        )
    )


def take(
    session: Session,
    program: EventProgram,
    event: ProgramEvent,
    arrived: Arrived,
    person: Person,
    at: datetime,
) -> Attendance:
    """Note an attendance as it stands there now, and sign the person up or off."""
    reach = _reach(person)
    known = attendance_known(session, event, arrived)
    signed_up = _signed_up(session, event, known, reach)
    if known is None and signed_up is not None:
        known = _of_sign_up(session, event, signed_up)
    if known is None:
        known = _made(session, event, at)
    known.their_id, known.modified = arrived.their_id, arrived.modified
    known.name, known.email, known.e164 = person.name, reach.email, reach.e164
    if arrived.is_cancelled:
        _cancel(session, known, signed_up, at)
    elif signed_up is not None:
        _stand_again(session, known, signed_up, person.takes_texts, at)
        known.problem = STAYS_AWAY if signed_up.withdrawn_at else reach.problem
    else:
        _sign_up(session, program, event, known, person, reach, at)
    session.flush()
    return known


def note_unreadable(
    session: Session, event: ProgramEvent, arrived: Arrived, why: str, at: datetime
) -> None:
    """Somebody signed up there of whom nothing can be read."""
    known = attendance_known(session, event, arrived) or _made(session, event, at)
    known.their_id, known.modified = arrived.their_id, arrived.modified
    known.problem = why
    if known.sign_up_id is None:
        known.state = AttendanceState.UNREADABLE
    session.flush()


def _reach(person: Person) -> _Reach:
    try:
        email = email_given(person.email)
    except BadInput:
        email = ""
    if not person.phone.strip():
        return _Reach(email, "", "")
    try:
        return _Reach(email, parse(person.phone), "")
    except NumberRefused:
        return _Reach(email, "", NO_NUMBER)


def _signed_up(
    session: Session, event: ProgramEvent, known: Attendance | None, reach: _Reach
) -> SignUp | None:
    """The sign-up that it is, by what is known of either; nobody else's attendance takes it."""
    if known is not None and known.sign_up_id is not None:
        return session.get_one(SignUp, known.sign_up_id)
    same = []
    if reach.e164:
        same.append(SignUp.e164 == reach.e164)
    if reach.email:
        same.append(func.lower(SignUp.email) == reach.email.lower())
    if not same:
        return None
    others = select(Attendance.id).where(
        Attendance.sign_up_id == SignUp.id,
        Attendance.program_event_id == event.id,
        Attendance.their_id.is_not(None),
    )
    return session.scalar(
        select(SignUp)
        .where(SignUp.shift_id == event.shift_id, or_(*same), ~others.exists())
        .order_by(SignUp.id)
        .limit(1)
    )


def _of_sign_up(session: Session, event: ProgramEvent, signed_up: SignUp) -> Attendance | None:
    return session.scalar(
        select(Attendance).where(
            Attendance.program_event_id == event.id, Attendance.sign_up_id == signed_up.id
        )
    )


def _made(session: Session, event: ProgramEvent, at: datetime) -> Attendance:
    made = Attendance(
        organisation_id=event.organisation_id,
        program_event_id=event.id,
        is_theirs=True,
        state=AttendanceState.STANDS,
        due_at=at,
    )
    session.add(made)
    return made


def _cancel(session: Session, known: Attendance, signed_up: SignUp | None, at: datetime) -> None:
    """Whoever signed up on our page, or is here, has told us otherwise than there."""
    known.problem = ""
    if signed_up is None or signed_up.withdrawn_at is not None:
        known.sign_up_id = signed_up.id if signed_up else None
        known.state = AttendanceState.CANCELLED
        return
    known.sign_up_id = signed_up.id
    if signed_up.came_through is None or signed_up.caller_id is not None:
        known.state, known.problem = AttendanceState.STANDS, CANCELLED_THERE
        return
    withdraw(session, signed_up.code, at)
    known.state = AttendanceState.CANCELLED


def _stand_again(
    session: Session, known: Attendance, signed_up: SignUp, takes_texts: bool, at: datetime
) -> None:
    """They have it too. Who came from there and takes no texts any more is sent none; whom their
    cancelling signed off comes after all; whoever stays away by their own word here stays away."""
    if signed_up.came_through is not None:
        if signed_up.e164 and not takes_texts:
            want_no_texts(session, signed_up.code)
        if known.state is AttendanceState.CANCELLED:
            come_after_all(session, signed_up.code, at)
    known.sign_up_id = signed_up.id
    is_told = known.state in (AttendanceState.UNREADABLE, AttendanceState.CANCELLED)
    if is_told or known.deed is Deed.SIGNED_UP:
        known.state, known.attempts = AttendanceState.STANDS, 0


def _sign_up(
    session: Session,
    program: EventProgram,
    event: ProgramEvent,
    known: Attendance,
    person: Person,
    reach: _Reach,
    at: datetime,
) -> None:
    known.state, known.problem = AttendanceState.UNREADABLE, NO_NAME
    if not person.name:
        return
    shift = session.get_one(Shift, event.shift_id)
    languages = _spoken(person) or [event.language]
    coming = Coming(
        request_key=_key(program, known),
        name=person.name,
        phone=reach.e164 if person.takes_texts else "",
        languages=languages,
        page_language=written_of(languages[0]),
        email=reach.email,
        postal_code=person.postal_code,
        came_through=program,
    )
    try:
        made = sign_up(session, shift.sign_up_code, coming, at)
    except (BadInput, NotNow) as problem:
        known.problem = str(problem)
        return
    known.sign_up_id, known.state = made.id, AttendanceState.STANDS
    known.problem = reach.problem


def _spoken(person: Person) -> list[str]:
    """What they say that they speak, as far as we know the words."""
    found = [spoken_of(parse_language(each))[0] for each in person.languages]
    served = {each.tag for each in spoken_languages()}
    return [tag for tag in dict.fromkeys(found) if tag in served]


def _key(program: EventProgram, known: Attendance) -> str:
    """Longer than any that our page lets through, so that nobody can take it beforehand."""
    told = hashlib.sha256(f"{program} {known.their_id}".encode()).hexdigest()
    return f"{program}-{told}"
