"""New lists from old ones: who of a list fits, by language, area, answer, tag or tries."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, insert, literal, or_, select
from sqlalchemy.orm import Session, aliased

from phonebank.domain.call import Call, ContactResult
from phonebank.domain.campaign import Campaign
from phonebank.domain.errors import BadInput, NotFound
from phonebank.domain.survey import Answer, CallScript, Choice, Question
from phonebank.domain.tag import ConversationTag, Tag
from phonebank.domain.text_message import Conversation
from phonebank.domain.voter import Voter
from phonebank.domain.voter_columns import Column
from phonebank.domain.voter_list import VoterList, VoterListEntry
from phonebank.services.auditing import Author, audit_of
from phonebank.services.counting_lists import count_list
from phonebank.services.importing.starting import list_named


@dataclass(frozen=True)
class Selection:
    """Who fits; what is left empty asks for nothing.

    `languages` are spoken tags. `areas` are cities, counties or beginnings of ZIP codes.
    `choice_id` is an answer that was given, `tag_id` a tag that a texter put on. `tries` asks for
    voters who were called so often at least, and never reached, nor wrote back.
    """

    voter_list_id: int
    languages: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    choice_id: int | None = None
    tries: int = 0
    tag_id: int | None = None


@dataclass(frozen=True)
class AskedChoice:
    """An answer by which voters can be selected, in the first language of its campaign."""

    id: int
    question: str
    answer: str


def count_selected(session: Session, organisation_id: int, selection: Selection) -> int:
    """How many fit. Raises NotFound for a list of somebody else."""
    fitting = _fitting(session, organisation_id, selection)
    return session.scalar(select(func.count()).select_from(fitting.subquery())) or 0


def make_list(
    session: Session, organisation_id: int, name: str, selection: Selection, by: Author
) -> VoterList:
    """A new list of those who fit, in the order of the list that they are on.

    Raises NotFound for a list of somebody else, BadInput for a name that is taken or none.
    """
    fitting = _fitting(session, organisation_id, selection).subquery()
    made = _new_list(session, organisation_id, name, by.at)
    rows = select(
        literal(organisation_id),
        literal(made.id),
        fitting.c.voter_id,
        func.row_number().over(order_by=fitting.c.position) - 1,
    )
    columns = ["organisation_id", "voter_list_id", "voter_id", "position"]
    session.execute(insert(VoterListEntry).from_select(columns, rows, include_defaults=False))
    count_list(session, made.id, by.at)
    audit_of(session, organisation_id, by, "select", f"voter list {made.id}")
    return made


def choices_asked(session: Session, organisation_id: int) -> list[AskedChoice]:
    """Every answer that somebody may have given, script by script; one that several versions of a
    script offer stands once, in the words of the newest."""
    asked = (
        select(Choice, Question, Campaign.languages)
        .join(Question, Question.id == Choice.question_id)
        .join(CallScript, CallScript.id == Question.call_script_id)
        .join(Campaign, Campaign.id == CallScript.campaign_id)
        .where(Choice.organisation_id == organisation_id)
        .order_by(CallScript.id.desc(), Question.position, Choice.position)
    )
    found: dict[tuple[int, str], AskedChoice] = {}
    for choice, question, languages in session.execute(asked):
        words = (each.text.get(languages[0], "") for each in (question, choice))
        found.setdefault((question.origin, choice.code), AskedChoice(choice.id, *words))
    return list(found.values())


def tags_put_on(session: Session, organisation_id: int) -> list[tuple[int, str]]:
    """Every tag that a conversation has, in the first language of its campaign: (id, words)."""
    statement = (
        select(Tag, Campaign.languages)
        .join(Campaign, Campaign.id == Tag.campaign_id)
        .where(
            Tag.organisation_id == organisation_id, exists().where(ConversationTag.tag_id == Tag.id)
        )
        .order_by(Tag.campaign_id.desc(), Tag.position, Tag.id)
    )
    return [(tag.id, tag.name[languages[0]]) for tag, languages in session.execute(statement)]


def _new_list(session: Session, organisation_id: int, name: str, at: datetime) -> VoterList:
    before = session.scalar(select(func.max(VoterList.id))) or 0
    made = list_named(session, organisation_id, name, at)
    if made.id <= before:
        raise BadInput("there is a list of this name already: please choose another", "name")
    return made


def _fitting(session: Session, organisation_id: int, selection: Selection) -> Select[int, int]:
    found = session.get(VoterList, selection.voter_list_id)
    if found is None or found.organisation_id != organisation_id:
        raise NotFound("there is no such voter list")
    return (
        select(VoterListEntry.voter_id, VoterListEntry.position)
        .join(Voter, Voter.id == VoterListEntry.voter_id)
        .where(VoterListEntry.voter_list_id == selection.voter_list_id, *_conditions(selection))
    )


def _conditions(selection: Selection) -> Iterator[ColumnElement[bool]]:
    if selection.languages:
        yield Voter.language.in_(selection.languages)
    if selection.areas:
        yield or_(*(_in_area(area) for area in selection.areas))
    if selection.choice_id is not None:
        same = _same_in_every_version(selection.choice_id)
        yield exists().where(Answer.voter_id == Voter.id, Answer.choice_id.in_(same))
    if selection.tag_id is not None:
        yield exists().where(
            Conversation.voter_id == Voter.id,
            ConversationTag.conversation_id == Conversation.id,
            ConversationTag.tag_id == selection.tag_id,
        )
    if selection.tries:
        yield from _tried(selection.tries)


def _same_in_every_version(choice_id: int) -> Select[int]:
    """The choice, and those of the same question and code in other versions of the script."""
    asked, given = aliased(Question), aliased(Choice)
    return (
        select(Choice.id)
        .join(Question, Question.id == Choice.question_id)
        .join(given, (given.id == choice_id) & (given.code == Choice.code))
        .join(asked, asked.id == given.question_id)
        .where(
            func.coalesce(Question.origin_id, Question.id)
            == func.coalesce(asked.origin_id, asked.id)
        )
    )


def _in_area(area: str) -> ColumnElement[bool]:
    folded = area.casefold()
    return or_(
        func.lower(Voter.city) == folded,
        func.lower(Voter.extra[Column.COUNTY.value].astext) == folded,
        Voter.zip_code.startswith(area, autoescape=True) if area.isdecimal() else literal(False),
    )


def _tried(tries: int) -> Iterator[ColumnElement[bool]]:
    """Called so often at least, never reached, and never heard from."""
    calls = select(func.count()).where(Call.voter_id == Voter.id, Call.closed_at.is_not(None))
    yield calls.scalar_subquery() >= tries
    yield ~exists().where(Call.voter_id == Voter.id, Call.result == ContactResult.REACHED)
    yield ~exists().where(
        Conversation.voter_id == Voter.id, Conversation.last_inbound_at.is_not(None)
    )
