"""One conversation as its texter sees it: the texts, the survey, and what may be written next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.caller import Caller
from phonebank.domain.campaign import Campaign, PreparedReply
from phonebank.domain.delivery_faults import DeliveryFault, fault_of
from phonebank.domain.shift import Shift
from phonebank.domain.survey import Answer, AnswerDoor, Given, Question, QuestionKind
from phonebank.domain.survey_path import path_so_far
from phonebank.domain.text_message import (
    Conversation,
    ConversationState,
    Direction,
    TextMessage,
    TextState,
)
from phonebank.domain.voter import Voter
from phonebank.services.sharing import conversation_in_view, names_of
from phonebank.services.showing_inbox import Standing, standing_of
from phonebank.services.showing_script import Bilingual, Reading, Words, name_words, words_of
from phonebank.services.surveying import answers_of, survey_of
from phonebank.services.tagging import ShownTag, shown_tags
from phonebank.services.texting import first_text_for

_FAILED = frozenset({TextState.UNDELIVERED, TextState.FAILED})


@dataclass(frozen=True)
class ShownText:
    """One text. `read_as` is the choice that was read from it by itself; `fault` is why it failed,
    `withheld_by` the gate's reason for keeping it back, `needs_decision` where a person has to say
    what becomes of it. `writer` is the name of another texter who wrote it."""

    id: int
    ours: bool
    by_itself: bool
    words: Words
    at: datetime
    state: TextState
    fault: DeliveryFault | None
    withheld_by: str | None
    read_as: Bilingual | None
    needs_decision: bool = False
    writer: str = ""


@dataclass(frozen=True)
class SurveyChoice:
    """One answer that may be given; `number` is its key, from 1."""

    id: int
    number: int
    words: Bilingual


@dataclass(frozen=True)
class SurveyQuestion:
    """A question with its recorded answer, or one to ask, which has none. `chosen` is the first
    choice that was made, `told` the number or the words of an answer that is no choice."""

    id: int
    kind: QuestionKind
    words: Bilingual
    choices: tuple[SurveyChoice, ...]
    chosen: SurveyChoice | None
    read_by_itself: bool
    all_chosen: tuple[SurveyChoice, ...] = ()
    told: str = ""
    lowest: int | None = None
    highest: int | None = None

    @property
    def answered(self) -> bool:
        """Whether there is an answer to it."""
        return bool(self.all_chosen or self.told)


@dataclass(frozen=True)
class Prepared:
    """A reply to choose instead of writing it."""

    id: int
    title: str
    words: Bilingual


@dataclass(frozen=True)
class Thread:
    """A conversation, whole. `first_text` is what its first text would say, while it is unsent;
    `suggestion` is the next question with its numbered answers, as the voter would read it, once
    the voter has written."""

    id: int
    voter_name: Words
    romanised_name: str
    language: str
    standing: Standing
    state: ConversationState
    held: bool
    draft: str
    texts: tuple[ShownText, ...]
    first_text: Words | None
    survey: tuple[SurveyQuestion, ...]
    suggestion: Words | None
    prepared: tuple[Prepared, ...]
    tags: tuple[ShownTag, ...] = ()
    has_it: str = ""

    @property
    def current_question(self) -> SurveyQuestion | None:
        """The question to ask next, and to record an answer to."""
        return next((question for question in self.survey if not question.answered), None)


def thread_of(session: Session, caller_id: int, conversation_id: int) -> Thread:
    """A conversation of this texter, or one in which they have written. Raises NotFound for any
    other."""
    conversation = conversation_in_view(session, caller_id, conversation_id)
    shift = session.get_one(Shift, conversation.shift_id)
    campaign = session.get_one(Campaign, shift.campaign_id)
    texter = session.get_one(Caller, caller_id)
    reading = Reading(conversation.language, texter.page_language, campaign.languages[0])
    answers = answers_of(session, shift.id, conversation.voter_id)
    path = path_so_far(survey_of(session, shift.call_script_id), answers)
    read = _read_from_texts(session, conversation, path)
    texts = _texts(session, conversation)
    writers = {each.caller_id for each in texts} | {conversation.caller_id}
    others = names_of(session, [each for each in writers if each is not None and each != caller_id])
    voter = session.get_one(Voter, conversation.voter_id)
    survey = tuple(
        _question(each, answers.get(each.id), each.id in read.values(), reading) for each in path
    )
    return Thread(
        id=conversation.id,
        voter_name=name_words(voter.name, voter.language),
        romanised_name=voter.romanised_name,
        language=conversation.language,
        standing=standing_of(conversation, texts[-1] if texts else None),
        state=conversation.state,
        held=conversation.held,
        draft=conversation.draft,
        texts=tuple(
            _shown(text, _read_as(text, survey, read), others.get(text.caller_id or 0, ""))
            for text in texts
        ),
        first_text=_first_text(session, conversation),
        survey=survey,
        suggestion=_suggestion(survey) if _voter_wrote_last(texts) else None,
        prepared=_prepared(session, campaign, reading),
        tags=shown_tags(session, campaign, texter.page_language, conversation.id),
        has_it=others.get(conversation.caller_id or 0, ""),
    )


def _texts(session: Session, conversation: Conversation) -> list[TextMessage]:
    statement = (
        select(TextMessage)
        .where(TextMessage.conversation_id == conversation.id)
        .order_by(TextMessage.id)
    )
    return list(session.scalars(statement.execution_options(populate_existing=True)))


def _read_from_texts(
    session: Session, conversation: Conversation, path: list[Question]
) -> dict[int, int]:
    """Which question was answered by a voter's text that was read by itself: text -> question."""
    statement = select(Answer.text_id, Answer.question_id).where(
        Answer.shift_id == conversation.shift_id,
        Answer.voter_id == conversation.voter_id,
        Answer.door == AnswerDoor.REPLY,
        Answer.text_id.is_not(None),
    )
    here = {question.id for question in path}
    return {text: asked for text, asked in session.execute(statement) if text and asked in here}


def _first_text(session: Session, conversation: Conversation) -> Words | None:
    if conversation.state is not ConversationState.UNSENT:
        return None
    return words_of(first_text_for(session, conversation), conversation.language)


def _shown(text: TextMessage, read_as: Bilingual | None, writer: str) -> ShownText:
    ours = text.direction is Direction.OUT
    return ShownText(
        id=text.id,
        ours=ours,
        by_itself=ours and text.caller_id is None,
        words=words_of(text.body, text.language),
        at=text.queued_at,
        state=text.state,
        fault=fault_of(text.error_code) if text.state in _FAILED else None,
        withheld_by=text.withheld_by,
        read_as=read_as,
        needs_decision=text.needs_decision,
        writer=writer,
    )


def _read_as(
    text: TextMessage, survey: tuple[SurveyQuestion, ...], read: Mapping[int, int]
) -> Bilingual | None:
    """The choice that was read from this text, while nobody has corrected it."""
    asked = read.get(text.id)
    return next((each.chosen.words for each in survey if each.id == asked and each.chosen), None)


def _question(
    question: Question, answer: Given | None, read_by_itself: bool, reading: Reading
) -> SurveyQuestion:
    choices = tuple(
        SurveyChoice(choice.id, number, reading.of(choice.text))
        for number, choice in enumerate(question.choices, 1)
    )
    given = answer or Given()
    made = tuple(choice for choice in choices if choice.id in given.choice_ids)
    return SurveyQuestion(
        id=question.id,
        kind=question.kind,
        words=reading.of(question.text),
        choices=choices,
        chosen=made[0] if made else None,
        read_by_itself=read_by_itself,
        all_chosen=made,
        told=given.words if given.number is None else str(given.number),
        lowest=question.lowest,
        highest=question.highest,
    )


def _voter_wrote_last(texts: list[TextMessage]) -> bool:
    return bool(texts) and texts[-1].direction is Direction.IN


def _suggestion(survey: tuple[SurveyQuestion, ...]) -> Words | None:
    asked = next((question for question in survey if not question.answered), None)
    if asked is None:
        return None
    theirs = asked.words.theirs
    answers = (f"{choice.number} {choice.words.theirs.text}" for choice in asked.choices)
    return Words("\n".join([theirs.text, *answers]), theirs.lang, theirs.dir)


def _prepared(session: Session, campaign: Campaign, reading: Reading) -> tuple[Prepared, ...]:
    statement = (
        select(PreparedReply)
        .where(PreparedReply.campaign_id == campaign.id)
        .order_by(PreparedReply.title)
    )
    return tuple(
        Prepared(each.id, each.title, reading.of(each.text)) for each in session.scalars(statement)
    )
