"""Voters and those who speak their language: who is there, who is needed, who waits for whom."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import any_, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from phonebank.db import announce
from phonebank.domain.call import Call
from phonebank.domain.caller import SILENT_AFTER, Assignment, AssignmentState, Caller
from phonebank.domain.contact_rules import Channel
from phonebank.domain.errors import NotNow
from phonebank.domain.languages import UNKNOWN
from phonebank.domain.shift import Shift, ShiftState
from phonebank.domain.voter_list import VoterListEntry
from phonebank.services.announcing import announce_shift
from phonebank.services.closing import assignment_of


@dataclass(frozen=True)
class UnmetNeed:
    """Voters who wait on a campaign's running shifts for a language that nobody there speaks."""

    language: str
    voters: int


def speakers(session: Session, campaign_id: int, language: str, at: datetime) -> list[Caller]:
    """The callers of a campaign's running shifts who are there and speak a language, those who
    speak it best first."""
    statement = (
        select(Caller)
        .join(Shift, Shift.id == Caller.shift_id)
        .where(
            Shift.campaign_id == campaign_id,
            Shift.channel == Channel.CALL,
            Shift.state == ShiftState.RUNNING,
            Caller.finished_at.is_(None),
            Caller.leaving.is_(None),
            Caller.seen_at >= at - SILENT_AFTER,
            literal(language) == any_(Caller.languages),
        )
        .order_by(Caller.id)
    )
    found = session.scalars(statement).all()
    return sorted(found, key=lambda caller: caller.languages.index(language))


def offer_to_speakers(session: Session, call: Call, language: str, at: datetime) -> None:
    """A voter was met who speaks another language: they wait for its speakers at once, on
    whichever running shift of the campaign there are any, if not on the call's own."""
    shift = session.get_one(Shift, call.shift_id)
    others = [
        each
        for each in speakers(session, shift.campaign_id, language, at)
        if each.id != call.caller_id
    ]
    _note_language(session, call, language)
    if others and all(each.shift_id != shift.id for each in others):
        _wait_on(session, call, others[0].shift_id, language, at)
        assignment_of(session, call).state = AssignmentState.DONE
    for each in others:
        announce(session, ("caller", each.id))


def take_back_from_speakers(session: Session, call: Call, language: str) -> None:
    """The result was a mistake: the voter speaks what they spoke, and waits nowhere else for it.

    Raises NotNow where somebody on another shift has the voter already.
    """
    shift = session.get_one(Shift, call.shift_id)
    for place in _other_places(session, call, shift.campaign_id):
        if place.state is AssignmentState.CLAIMED:
            raise NotNow("another caller has this voter now")
        if place.state is not AssignmentState.WAITING:
            continue
        there = session.get_one(Shift, place.shift_id)
        if _is_on_list(session, there.voter_list_id, call.voter_id):
            place.language = language
        else:
            session.delete(place)


def unmet_needs(session: Session, campaign_id: int, at: datetime) -> list[UnmetNeed]:
    """The languages for which voters wait and nobody is there, the most wanted first."""
    waiting = (
        select(Assignment.language, func.count())
        .join(Shift, Shift.id == Assignment.shift_id)
        .where(
            Shift.campaign_id == campaign_id,
            Shift.channel == Channel.CALL,
            Shift.state.in_((ShiftState.RUNNING, ShiftState.PAUSED)),
            Assignment.state.in_((AssignmentState.WAITING, AssignmentState.PROMISED)),
            Assignment.language != UNKNOWN,
        )
        .group_by(Assignment.language)
    )
    needs = [UnmetNeed(language, voters) for language, voters in session.execute(waiting)]
    unmet = [need for need in needs if not speakers(session, campaign_id, need.language, at)]
    return sorted(unmet, key=lambda need: (-need.voters, need.language))


def _note_language(session: Session, call: Call, language: str) -> None:
    """Wherever else the voter waits, they wait for speakers of this language from now on."""
    session.execute(
        update(Assignment)
        .where(
            Assignment.organisation_id == call.organisation_id,
            Assignment.shift_id.in_(
                select(Shift.id).where(
                    Shift.organisation_id == call.organisation_id,
                    Shift.state != ShiftState.ENDED,
                )
            ),
            Assignment.voter_id == call.voter_id,
            Assignment.state.in_((AssignmentState.WAITING, AssignmentState.PROMISED)),
        )
        .values(language=language)
    )


def _wait_on(session: Session, call: Call, shift_id: int, language: str, at: datetime) -> None:
    values = {"language": language, "not_before": at, "state": AssignmentState.WAITING}
    statement = insert(Assignment).values(
        organisation_id=call.organisation_id,
        shift_id=shift_id,
        voter_id=call.voter_id,
        position=0,
        attempts=0,
        **values,
    )
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["shift_id", "voter_id"],
            set_=values,
            where=Assignment.state.in_((AssignmentState.WAITING, AssignmentState.DONE)),
        )
    )
    announce_shift(session, shift_id)


def _other_places(session: Session, call: Call, campaign_id: int) -> list[Assignment]:
    statement = (
        select(Assignment)
        .join(Shift, Shift.id == Assignment.shift_id)
        .where(
            Shift.campaign_id == campaign_id,
            Shift.channel == Channel.CALL,
            Shift.state != ShiftState.ENDED,
            Shift.id != call.shift_id,
            Assignment.voter_id == call.voter_id,
        )
        .with_for_update(of=Assignment)
    )
    return list(session.scalars(statement))


def _is_on_list(session: Session, voter_list_id: int, voter_id: int) -> bool:
    entry = select(literal(1)).where(
        VoterListEntry.voter_list_id == voter_list_id, VoterListEntry.voter_id == voter_id
    )
    return session.scalar(entry) is not None
