"""Volunteers who mean to come: they sign up without an account, and come by a link of their own."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.caller import Caller
from phonebank.domain.errors import BadInput, NotFound, NotNow
from phonebank.domain.event_program import EventProgram
from phonebank.domain.organisation import Organisation
from phonebank.domain.phone_numbers import NumberRefused, parse
from phonebank.domain.shift import Shift, ShiftState
from phonebank.domain.sign_up import NoticeKind, SignUp
from phonebank.services.announcing import announce_shift
from phonebank.services.entering import Joining, join, languages_spoken, name_given
from phonebank.services.noticing import drop_notices, owe, owe_all

DOORS_OPEN_BEFORE = timedelta(minutes=30)
"""How early a volunteer may check in."""
MOST_SIGN_UPS = 500
"""For one shift: the page is public, and each sign-up may become a text."""
EMAIL_LENGTH = 200
POSTAL_CODE_LENGTH = 12


@dataclass(frozen=True)
class Coming:
    """What a volunteer says who signs up; `phone` is empty where they want no texts. The same
    `request_key` is the same press of the button."""

    request_key: str
    name: str
    phone: str
    languages: Sequence[str]
    page_language: str
    email: str = ""
    postal_code: str = ""
    came_through: EventProgram | None = None


def shift_to_sign_up_for(session: Session, sign_up_code: str) -> tuple[Shift, Organisation]:
    """The shift behind a sign-up link. Raises NotFound."""
    shift = session.scalar(select(Shift).where(Shift.sign_up_code == sign_up_code))
    if shift is None:
        raise NotFound("this link leads to no shift")
    return shift, session.get_one(Organisation, shift.organisation_id)


def sign_up(session: Session, sign_up_code: str, coming: Coming, at: datetime) -> SignUp:
    """Sign a volunteer up; pressed twice, they are signed up once.

    Raises NotFound for a link that leads nowhere, NotNow where the shift has ended or is full,
    BadInput for what cannot be used.
    """
    shift, _ = shift_to_sign_up_for(session, sign_up_code)
    if shift.state is ShiftState.ENDED:
        raise NotNow("this shift has ended")
    session.get_one(Shift, shift.id, with_for_update={"key_share": True})
    earlier = session.scalar(
        select(SignUp).where(SignUp.shift_id == shift.id, SignUp.request_key == coming.request_key)
    )
    if earlier is not None:
        return earlier
    if len(sign_ups_of(session, shift)) >= MOST_SIGN_UPS:
        raise NotNow("this shift is full")
    made = SignUp(
        organisation_id=shift.organisation_id,
        shift_id=shift.id,
        request_key=coming.request_key,
        name=name_given(coming.name),
        e164=_number(coming.phone),
        email=email_given(coming.email),
        postal_code=coming.postal_code.strip()[:POSTAL_CODE_LENGTH],
        came_through=coming.came_through,
        languages=languages_spoken(coming.languages),
        page_language=coming.page_language,
        code=secrets.token_urlsafe(18),
        created_at=at,
    )
    session.add(made)
    session.flush()
    owe(session, shift, made, NoticeKind.REMINDER, at)
    announce_shift(session, shift.id)
    return made


def sign_up_of(session: Session, code: str, *, lock: bool = False) -> tuple[SignUp, Shift]:
    """The sign-up behind a volunteer's own link, and its shift. Raises NotFound."""
    statement = select(SignUp).where(SignUp.code == code)
    found = session.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFound("this link is not known")
    return found, session.get_one(Shift, found.shift_id)


def withdraw(session: Session, code: str, at: datetime) -> None:
    """They cannot come after all; said twice, it is the same."""
    found, shift = sign_up_of(session, code, lock=True)
    found.withdrawn_at = found.withdrawn_at or at
    drop_notices(session, found)
    announce_shift(session, shift.id)


def come_after_all(session: Session, code: str, at: datetime) -> None:
    """Whoever was signed off comes after all; said twice, it is the same."""
    found, shift = sign_up_of(session, code, lock=True)
    if found.withdrawn_at is not None and shift.state is not ShiftState.ENDED:
        found.withdrawn_at = None
        owe(session, shift, found, NoticeKind.REMINDER, at)
        announce_shift(session, shift.id)


def want_no_texts(session: Session, code: str) -> None:
    """They do not agree to texts any more; what has not been sent is not sent."""
    found, _ = sign_up_of(session, code, lock=True)
    found.e164 = ""
    drop_notices(session, found)


def doors_are_open(shift: Shift, at: datetime) -> bool:
    """Whether volunteers may check in now."""
    if shift.state is ShiftState.PLANNED:
        return at >= shift.starts_at - DOORS_OPEN_BEFORE
    return shift.state is not ShiftState.ENDED


def check_in(session: Session, code: str, at: datetime, *, early: bool = False) -> Caller:
    """The volunteer is there: a caller of the shift from now on, and the same one when it is said
    again. A coordinator may let somebody in `early`.

    Raises NotNow before the doors open and after the end.
    """
    found, shift = sign_up_of(session, code, lock=True)
    if found.caller_id is not None:
        return session.get_one(Caller, found.caller_id)
    if not (early and shift.state is ShiftState.PLANNED) and not doors_are_open(shift, at):
        raise NotNow("the doors are not open yet, or the shift has ended")
    joining = Joining(found.name, found.e164, found.languages, found.page_language)
    caller = join(session, shift.join_code, joining, at)
    found.caller_id, found.withdrawn_at = caller.id, None
    session.flush()
    return caller


def sign_ups_of(session: Session, shift: Shift) -> list[SignUp]:
    """Everybody who has signed up and not withdrawn, in the order in which they did."""
    those = select(SignUp).where(SignUp.shift_id == shift.id, SignUp.withdrawn_at.is_(None))
    return list(session.scalars(those.order_by(SignUp.id)))


def thank_everybody(session: Session, shift: Shift, at: datetime) -> None:
    """Whoever was there is sent the summary; who signed up and did not come is told nothing."""
    came = [each for each in sign_ups_of(session, shift) if each.caller_id is not None]
    owe_all(session, shift, came, NoticeKind.SUMMARY, at)


def email_given(given: str) -> str:
    """An e-mail address, empty where none is given. Raises BadInput."""
    email = given.strip()
    name, _, host = email.partition("@")
    is_one = name and "." in host and len(email.split()) == 1 and len(email) <= EMAIL_LENGTH
    if email and not is_one:
        raise BadInput("this is not an e-mail address: correct it, or leave it out", "email")
    return email


def _number(phone: str) -> str:
    if not phone.strip():
        return ""
    try:
        return parse(phone)
    except NumberRefused:
        told = "this is not a phone number that we can text: correct it, or leave it out"
        raise BadInput(told, "phone") from None
