"""Planning and running shifts: plan, launch, pause, resume, end."""

import secrets
from datetime import datetime
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from phonebank.domain.campaign import Campaign
from phonebank.domain.contact_rules import Channel
from phonebank.domain.dial_mode import DialMode
from phonebank.domain.errors import BadInput, NotFound, NotNow
from phonebank.domain.organisation import Organisation
from phonebank.domain.shift import Shift, ShiftState
from phonebank.domain.shift_plan import ShiftPlan, check_plan
from phonebank.domain.survey import CallScript
from phonebank.domain.voter_list import VoterList
from phonebank.services.announcing import announce_shift_to_all
from phonebank.services.auditing import Author, audit, audit_of
from phonebank.services.dealing_scripts import begin_with_test
from phonebank.services.promises import carry_over, carry_to_others
from phonebank.services.queueing_voters import cancel_queued_calls, fill_queue
from phonebank.services.readiness import blockers
from phonebank.services.signing_up import thank_everybody

__all__ = [
    "ShiftPlan",
    "campaign_of",
    "change_mode",
    "end",
    "end_those_that_are_over",
    "fill_in",
    "launch",
    "organisation_of",
    "pause",
    "plan_shift",
    "shift_of",
]

T = TypeVar("T", VoterList, CallScript)


def plan_shift(
    session: Session,
    organisation_id: int,
    plan: ShiftPlan,
    author: Author | None = None,
    request_key: str | None = None,
) -> Shift:
    """Plan a shift of an organisation; the same `request_key` gives the shift that is there.

    Raises NotFound for a list or script of somebody else, BadInput for what makes no sense.
    """
    script = _owned(session, CallScript, organisation_id, plan.call_script_id, "call script")
    _owned(session, VoterList, organisation_id, plan.voter_list_id, "voter list")
    check_plan(plan)
    if earlier := _planned_before(session, organisation_id, request_key):
        return earlier
    shift = Shift(
        organisation_id=organisation_id,
        campaign_id=script.campaign_id,
        voter_list_id=plan.voter_list_id,
        call_script_id=script.id,
        name=plan.name.strip(),
        channel=plan.channel,
        mode=plan.mode,
        languages=list(dict.fromkeys(plan.languages)),
        callers_wanted=plan.wanted,
        join_code=secrets.token_urlsafe(9),
        sign_up_code=secrets.token_urlsafe(9),
        request_key=request_key,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
    )
    session.add(shift)
    session.flush()
    audit_of(session, organisation_id, author, "plan", f"shift {shift.id}")
    return shift


def fill_in(session: Session, shift: Shift, plan: ShiftPlan) -> None:
    """Put another plan in the place of a shift's own. Raises as `plan_shift` does."""
    owner = shift.organisation_id
    script = _owned(session, CallScript, owner, plan.call_script_id, "call script")
    _owned(session, VoterList, owner, plan.voter_list_id, "voter list")
    check_plan(plan)
    shift.campaign_id, shift.call_script_id = script.campaign_id, script.id
    shift.voter_list_id, shift.name = plan.voter_list_id, plan.name.strip()
    shift.channel, shift.mode = plan.channel, plan.mode
    shift.languages = list(dict.fromkeys(plan.languages))
    shift.callers_wanted = plan.wanted
    shift.starts_at, shift.ends_at = plan.starts_at, plan.ends_at
    session.flush()


def _planned_before(
    session: Session, organisation_id: int, request_key: str | None
) -> Shift | None:
    """The shift that the same press has planned already. Two presses at once take turns."""
    if request_key is None:
        return None
    session.execute(
        select(func.pg_advisory_xact_lock(func.hashtextextended(f"plan {request_key}", 0)))
    )
    return session.scalar(
        select(Shift).where(
            Shift.organisation_id == organisation_id, Shift.request_key == request_key
        )
    )


def shift_of(session: Session, organisation_id: int, shift_id: int, *, lock: bool = False) -> Shift:
    """A shift of the organisation. Raises NotFound also where it is another's."""
    statement = select(Shift).where(Shift.id == shift_id, Shift.organisation_id == organisation_id)
    shift = session.scalar(statement.with_for_update(key_share=True) if lock else statement)
    if shift is None:
        raise NotFound("there is no such shift")
    return shift


def launch(
    session: Session, organisation_id: int, shift_id: int, at: datetime, actor: str
) -> Shift:
    """Start a shift and fill its queue from the list; clicked twice, it is launched once.

    Raises BadInput that names everything that is still missing.
    """
    shift = shift_of(session, organisation_id, shift_id, lock=True)
    if missing := blockers(session, shift):
        raise BadInput(" ".join(str(each) for each in missing))
    first_launch = shift.launched_at is None
    if first_launch:
        begin_with_test(session, shift)
    if shift.move(ShiftState.RUNNING, at):
        if first_launch:
            fill_queue(session, shift)
            carry_over(session, shift)
        _note(session, shift, at, actor, "launch" if first_launch else "resume")
    return shift


def pause(session: Session, organisation_id: int, shift_id: int, at: datetime, actor: str) -> Shift:
    """Stop new calls and texts; what is under way goes on."""
    shift = shift_of(session, organisation_id, shift_id, lock=True)
    if shift.move(ShiftState.PAUSED, at):
        _note(session, shift, at, actor, "pause")
    return shift


def end(session: Session, organisation_id: int, shift_id: int, at: datetime, actor: str) -> Shift:
    """End a shift for good: no new contact, lines not yet asked for are cancelled, and callers
    in a conversation may finish it."""
    shift = shift_of(session, organisation_id, shift_id, lock=True)
    if shift.move(ShiftState.ENDED, at):
        cancel_queued_calls(session, shift, at)
        carry_to_others(session, shift)
        thank_everybody(session, shift, at)
        _note(session, shift, at, actor, "end")
    return shift


def change_mode(
    session: Session,
    organisation_id: int,
    shift_id: int,
    mode: DialMode,
    at: datetime,
    actor: str,
) -> Shift:
    """Start calls in another way from now on; those under way go on as they began.

    Raises NotNow where the shift has ended or does not call.
    """
    shift = shift_of(session, organisation_id, shift_id, lock=True)
    if shift.channel is not Channel.CALL or shift.state is ShiftState.ENDED:
        raise NotNow("this shift calls nobody any more")
    if shift.mode is not mode:
        shift.mode = mode
        _note(session, shift, at, actor, f"mode {mode}")
    return shift


def end_those_that_are_over(session: Session, at: datetime) -> list[int]:
    """End every calling shift whose time is up; returns their ids. A texting shift goes on until
    its coordinator ends it: voters answer when they like."""
    over = select(Shift).where(
        Shift.state.in_((ShiftState.RUNNING, ShiftState.PAUSED)),
        Shift.channel == Channel.CALL,
        Shift.ends_at <= at,
    )
    ended = [(shift.organisation_id, shift.id) for shift in session.scalars(over)]
    for organisation_id, shift_id in ended:
        end(session, organisation_id, shift_id, at, "conductor")
    return [shift_id for _, shift_id in ended]


def _note(session: Session, shift: Shift, at: datetime, actor: str, action: str) -> None:
    audit(session, shift.organisation_id, at, actor, action, f"shift {shift.id}")
    announce_shift_to_all(session, shift.id)


def _owned(session: Session, kind: type[T], organisation_id: int, id_: int, noun: str) -> T:
    found = session.get(kind, id_)
    if found is None or found.organisation_id != organisation_id:
        raise NotFound(f"there is no such {noun}")
    return found


def campaign_of(session: Session, shift: Shift) -> Campaign:
    """The campaign of a shift."""
    return session.get_one(Campaign, shift.campaign_id)


def organisation_of(session: Session, shift: Shift) -> Organisation:
    """The organisation of a shift."""
    return session.get_one(Organisation, shift.organisation_id)
