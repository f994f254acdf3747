"""Planning and running shifts: plan, launch, pause, resume, end."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from sqlalchemy import case, func, insert, literal, select, update
from sqlalchemy.orm import Session

from phonebank.domain.call import Call, CallEvent, ContactResult
from phonebank.domain.caller import Assignment, AssignmentState
from phonebank.domain.campaign import Campaign
from phonebank.domain.contact_rules import Channel
from phonebank.domain.dial_mode import DialMode
from phonebank.domain.errors import BadInput, NotFound, NotNow
from phonebank.domain.languages import UNKNOWN, spoken_languages
from phonebank.domain.organisation import Organisation
from phonebank.domain.shift import Shift, ShiftState
from phonebank.domain.survey import CallScript
from phonebank.domain.voter import Voter
from phonebank.domain.voter_list import VoterList, VoterListEntry
from phonebank.services.announcing import announce_shift_to_all
from phonebank.services.auditing import Author, audit, audit_of
from phonebank.services.excluding import to_be_left_alone
from phonebank.services.promises import carry_over, carry_to_others
from phonebank.services.queue_modes import mode_of_voter
from phonebank.services.readiness import blockers
from phonebank.services.signing_up import thank_everybody

T = TypeVar("T", VoterList, CallScript)
MOST_WANTED = 1_000


@dataclass(frozen=True)
class ShiftPlan:
    """What a coordinator fills in. `languages` are spoken tags, `und` for the unknown; `mode` is
    about calls alone."""

    name: str
    voter_list_id: int
    call_script_id: int
    channel: Channel
    languages: Sequence[str]
    starts_at: datetime
    ends_at: datetime
    mode: DialMode = DialMode.CLICK
    callers_wanted: Mapping[str, int] = field(default_factory=dict)


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
    _check(plan)
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
        callers_wanted=_wanted(plan),
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
    _check(plan)
    shift.campaign_id, shift.call_script_id = script.campaign_id, script.id
    shift.voter_list_id, shift.name = plan.voter_list_id, plan.name.strip()
    shift.channel, shift.mode = plan.channel, plan.mode
    shift.languages = list(dict.fromkeys(plan.languages))
    shift.callers_wanted = _wanted(plan)
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


def _wanted(plan: ShiftPlan) -> dict[str, int]:
    return {tag: count for tag, count in plan.callers_wanted.items() if count > 0}


def _check(plan: ShiftPlan) -> None:
    if not plan.name.strip():
        raise BadInput("please give the shift a name", "name")
    if plan.ends_at <= plan.starts_at:
        raise BadInput("the shift ends before it starts: please correct its times", "ends")
    if not plan.languages:
        raise BadInput("please choose at least one language of the voters", "languages")
    if not set(plan.languages) <= {UNKNOWN, *(each.tag for each in spoken_languages())}:
        raise BadInput("please choose among the languages that are served", "languages")
    if any(not 0 <= count <= MOST_WANTED for count in plan.callers_wanted.values()):
        told = "please ask for between 0 and %(most)s volunteers a language"
        raise BadInput(told, "wanted", most=MOST_WANTED)


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
    if shift.move(ShiftState.RUNNING, at):
        if first_launch:
            _fill_queue(session, shift)
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
        _cancel_queued_calls(session, shift, at)
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


def _fill_queue(session: Session, shift: Shift) -> None:
    """One set-based statement, so that a list of a million is queued in seconds."""
    entries = (
        select(
            Voter.organisation_id,
            literal(shift.id),
            Voter.id,
            Voter.language,
            mode_of_voter(),
            VoterListEntry.position,
            literal(AssignmentState.WAITING.value),
            literal(shift.launched_at),
            literal(0),
        )
        .join(VoterListEntry, VoterListEntry.voter_id == Voter.id)
        .where(
            VoterListEntry.voter_list_id == shift.voter_list_id,
            Voter.language.in_(shift.languages),
            ~to_be_left_alone(Voter.id),
        )
    )
    columns = [
        "organisation_id",
        "shift_id",
        "voter_id",
        "language",
        "mode",
        "position",
        "state",
        "not_before",
        "attempts",
    ]
    session.execute(insert(Assignment).from_select(columns, entries, include_defaults=False))


def _cancel_queued_calls(session: Session, shift: Shift, at: datetime) -> None:
    queued = select(Call).where(Call.shift_id == shift.id, Call.placed_at.is_(None))
    for call in session.scalars(queued.with_for_update()):
        if call.apply(CallEvent.CANCELLED, at):
            call.result, call.closed_at = ContactResult.NOT_PLACED, at
    session.execute(
        update(Assignment)
        .where(
            Assignment.shift_id == shift.id,
            Assignment.state == AssignmentState.CLAIMED,
            ~select(Call.id)
            .where(Call.voter_id == Assignment.voter_id, Call.closed_at.is_(None))
            .exists(),
        )
        .values(
            state=case(
                (Assignment.promised_for.is_not(None), AssignmentState.PROMISED.value),
                else_=AssignmentState.WAITING.value,
            ),
            caller_id=None,
        )
    )


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
