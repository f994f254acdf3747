"""What voters ask or have heard wrong: tagged by callers, answered once, shown to all of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from phonebank.domain.campaign import Campaign
from phonebank.domain.errors import BadInput, NotFound, NotNow
from phonebank.domain.rumour import WORDS_LENGTH, Rumour, RumourHeard
from phonebank.domain.shift import Shift, ShiftState
from phonebank.domain.survey import Question
from phonebank.domain.voter import Voter
from phonebank.services.announcing import announce_shift, announce_shift_to_all
from phonebank.services.auditing import Author, audit_of
from phonebank.services.calling import own_call


@dataclass(frozen=True)
class Heard:
    """What a caller met on a call: in `words`, or a rumour that is known already; `question_id`
    is the question that was being asked, if one was."""

    call_id: int
    question_id: int | None
    words: str = ""
    rumour_id: int | None = None


@dataclass(frozen=True)
class RumourLine:
    """A rumour as the desk sees it: how often it was met, and in which languages."""

    rumour: Rumour
    question: Question | None
    times: int
    languages: list[str]


def hear(session: Session, caller_id: int, heard: Heard, at: datetime) -> Rumour:
    """Note it; the same words at the same question are the same rumour, once a call.

    Raises NotFound for a call, question or rumour of somebody else, NotNow before the voter has
    answered, BadInput without words.
    """
    call = own_call(session, caller_id, heard.call_id)
    if call.answered_at is None:
        raise NotNow("nobody has answered yet")
    shift = session.get_one(Shift, call.shift_id)
    origin = _origin(session, shift, heard.question_id)
    rumour = _known(session, shift, heard, origin) or _new(session, shift, heard, origin, at)
    met = insert(RumourHeard).values(
        organisation_id=shift.organisation_id,
        rumour_id=rumour.id,
        shift_id=shift.id,
        call_id=call.id,
        language=session.get_one(Voter, call.voter_id).language,
        at=at,
    )
    session.execute(met.on_conflict_do_nothing())
    announce_shift(session, shift.id)
    return rumour


def answer_rumour(
    session: Session,
    organisation_id: int,
    rumour_id: int,
    answer: Mapping[str, str],
    author: Author,
) -> Rumour:
    """Say what is true, by written language: callers of every running shift see it at once.

    Raises NotFound for another organisation's, BadInput without words in the source language.
    """
    rumour = rumour_of(session, organisation_id, rumour_id)
    campaign = session.get_one(Campaign, rumour.campaign_id)
    kept = {tag: answer[tag].strip() for tag in campaign.languages if answer.get(tag, "").strip()}
    if campaign.languages[0] not in kept:
        raise BadInput("please write the answer in the campaign's first language", "answer")
    rumour.answer, rumour.answered_at, rumour.closed_at = kept, author.at, None
    audit_of(session, organisation_id, author, "answer", f"rumour {rumour.id}")
    _tell_callers(session, rumour)
    return rumour


def close_rumour(session: Session, organisation_id: int, rumour_id: int, author: Author) -> None:
    """It is not shown any more. Raises NotFound for another organisation's."""
    rumour = rumour_of(session, organisation_id, rumour_id)
    rumour.closed_at = rumour.closed_at or author.at
    audit_of(session, organisation_id, author, "close", f"rumour {rumour.id}")
    _tell_callers(session, rumour)


def rumour_of(session: Session, organisation_id: int, rumour_id: int) -> Rumour:
    """A rumour of the organisation. Raises NotFound also where it is another's."""
    rumour = session.get(Rumour, rumour_id)
    if rumour is None or rumour.organisation_id != organisation_id:
        raise NotFound("there is no such question of voters")
    return rumour


def open_rumours(session: Session, campaign_id: int) -> list[Rumour]:
    """Those that are not closed, the oldest first."""
    current = select(Rumour).where(Rumour.campaign_id == campaign_id, Rumour.closed_at.is_(None))
    return list(session.scalars(current.order_by(Rumour.id)))


def rumour_lines(session: Session, campaign_id: int) -> list[RumourLine]:
    """What callers have met, the unanswered first, then the most frequent."""
    met = (
        select(
            RumourHeard.rumour_id,
            func.count(),
            func.array_agg(RumourHeard.language.distinct()),
        )
        .join(Rumour, Rumour.id == RumourHeard.rumour_id)
        .where(Rumour.campaign_id == campaign_id)
        .group_by(RumourHeard.rumour_id)
    )
    counted = {rumour_id: (count, tags) for rumour_id, count, tags in session.execute(met)}
    lines = []
    for rumour in open_rumours(session, campaign_id):
        asked = None if rumour.question_id is None else session.get(Question, rumour.question_id)
        times, languages = counted.get(rumour.id, (0, []))
        lines.append(RumourLine(rumour, asked, times, list(languages)))
    return sorted(lines, key=lambda line: (line.rumour.answered_at is not None, -line.times))


def _origin(session: Session, shift: Shift, question_id: int | None) -> int | None:
    if question_id is None:
        return None
    question = session.get(Question, question_id)
    if question is None or question.organisation_id != shift.organisation_id:
        raise NotFound("there is no such question on this shift")
    return question.origin


def _known(session: Session, shift: Shift, heard: Heard, origin: int | None) -> Rumour | None:
    if heard.rumour_id is not None:
        rumour = rumour_of(session, shift.organisation_id, heard.rumour_id)
        if rumour.campaign_id != shift.campaign_id:
            raise NotFound("there is no such question of voters")
        return rumour
    same = select(Rumour).where(
        Rumour.campaign_id == shift.campaign_id,
        Rumour.question_id.is_not_distinct_from(origin),
        func.lower(Rumour.words) == _words(heard).lower(),
        Rumour.closed_at.is_(None),
    )
    return session.scalars(same.limit(1)).first()


def _new(session: Session, shift: Shift, heard: Heard, origin: int | None, at: datetime) -> Rumour:
    words = _words(heard)
    if not words:
        raise BadInput("please say in a few words what the voter asked", "words")
    rumour = Rumour(
        organisation_id=shift.organisation_id,
        campaign_id=shift.campaign_id,
        question_id=origin,
        words=words,
        created_at=at,
    )
    session.add(rumour)
    session.flush()
    return rumour


def _words(heard: Heard) -> str:
    return " ".join(heard.words.split())[:WORDS_LENGTH]


def _tell_callers(session: Session, rumour: Rumour) -> None:
    running = select(Shift.id).where(
        Shift.campaign_id == rumour.campaign_id,
        Shift.state.in_([ShiftState.RUNNING, ShiftState.PAUSED]),
    )
    for shift_id in session.scalars(running):
        announce_shift_to_all(session, shift_id)
