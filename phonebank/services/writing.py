"""Writing what a campaign says and asks, in its languages."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from phonebank.domain.campaign import Campaign, PreparedReply
from phonebank.domain.errors import BadInput, NotFound, NotNow
from phonebank.domain.languages import written_languages
from phonebank.domain.script_draft import QuestionDraft, ScriptDraft, check
from phonebank.domain.shift import Shift
from phonebank.domain.survey import CallScript, Choice, Question
from phonebank.services.auditing import Author, audit_of


def create_campaign(
    session: Session,
    organisation_id: int,
    name: str,
    sender_name: str,
    languages: Sequence[str],
    at: datetime,
    author: Author | None = None,
) -> Campaign:
    """Begin a campaign. `languages` are written tags, the source of the translations first.

    Raises BadInput where a name is missing or taken, or no language is chosen.
    """
    known = {language.tag for language in written_languages()}
    chosen = [tag for tag in dict.fromkeys(languages) if tag in known]
    for given, asked in ((name, "name"), (sender_name, "sender_name")):
        if not given.strip():
            raise BadInput(
                "please give the campaign a name, and the name that voters know you by", asked
            )
    if not chosen:
        raise BadInput("please choose at least one language for the campaign", "languages")
    taken = select(Campaign.id).where(
        Campaign.organisation_id == organisation_id, Campaign.name == name.strip()
    )
    if session.scalar(taken) is not None:
        raise BadInput(
            "there is a campaign called %(name)s already: choose another name",
            "name",
            name=name.strip(),
        )
    campaign = Campaign(
        organisation_id=organisation_id,
        name=name.strip(),
        sender_name=sender_name.strip(),
        languages=chosen,
        created_at=at,
    )
    session.add(campaign)
    session.flush()
    audit_of(session, organisation_id, author, "create", f"campaign {campaign.id}")
    return campaign


def campaign_of(session: Session, organisation_id: int, campaign_id: int) -> Campaign:
    """A campaign of the organisation. Raises NotFound also where it is another's."""
    campaign = session.get(Campaign, campaign_id)
    if campaign is None or campaign.organisation_id != organisation_id:
        raise NotFound("there is no such campaign")
    return campaign


def set_pace(
    session: Session,
    organisation_id: int,
    name: str,
    texts_per_second: float | None,
    segments_per_day: int | None,
) -> Campaign:
    """Keep a campaign's texts below what the carrier allows; None is no limit of its own.

    Raises NotFound for a campaign of somebody else, BadInput for a limit that lets nothing out.
    """
    campaign = session.scalar(
        select(Campaign).where(
            Campaign.organisation_id == organisation_id, Campaign.name == name.strip()
        )
    )
    if campaign is None:
        raise NotFound("there is no such campaign")
    if any(limit is not None and limit <= 0 for limit in (texts_per_second, segments_per_day)):
        raise BadInput("a limit must be more than nothing: pause the shift to send no texts")
    campaign.texts_per_second, campaign.segments_per_day = texts_per_second, segments_per_day
    return campaign


def script_of(session: Session, organisation_id: int, script_id: int) -> CallScript:
    """A call script of the organisation. Raises NotFound also where it is another's."""
    script = session.get(CallScript, script_id)
    if script is None or script.organisation_id != organisation_id:
        raise NotFound("there is no such call script")
    return script


def create_script(
    session: Session,
    organisation_id: int,
    campaign_id: int,
    draft: ScriptDraft,
    author: Author | None = None,
) -> CallScript:
    """Write a new call script with its survey. Raises BadInput for what cannot be asked."""
    campaign = campaign_of(session, organisation_id, campaign_id)
    check(draft)
    _check_name(session, campaign.id, draft.name)
    script = CallScript(
        organisation_id=organisation_id,
        campaign_id=campaign.id,
        name=draft.name.strip(),
        opening=dict(draft.opening),
        first_text=dict(draft.first_text),
    )
    session.add(script)
    session.flush()
    _write_questions(session, script, draft.questions)
    audit_of(session, organisation_id, author, "create", f"call script {script.id}")
    return script


def rewrite_script(
    session: Session,
    organisation_id: int,
    script_id: int,
    draft: ScriptDraft,
    author: Author | None = None,
) -> CallScript:
    """Replace the words and the survey of a call script that no shift has used yet.

    Raises NotNow where one has: answers keep the meaning that they were given with.
    """
    script = script_of(session, organisation_id, script_id)
    check(draft)
    _check_name(session, script.campaign_id, draft.name, besides=script.id)
    if is_used(session, script):
        raise NotNow("a shift has used this script already: write a new one instead")
    script.name = draft.name.strip()
    script.opening, script.first_text = dict(draft.opening), dict(draft.first_text)
    mine = select(Question.id).where(Question.call_script_id == script.id)
    session.execute(delete(Choice).where(Choice.question_id.in_(mine)))
    session.execute(delete(Question).where(Question.call_script_id == script.id))
    session.expire(script)
    _write_questions(session, script, draft.questions)
    audit_of(session, organisation_id, author, "rewrite", f"call script {script.id}")
    return script


def is_used(session: Session, script: CallScript) -> bool:
    """Whether a shift has been launched with the script: from then on its words stay."""
    used = select(Shift.id).where(Shift.call_script_id == script.id, Shift.launched_at.is_not(None))
    return session.scalar(used.limit(1)) is not None


def save_prepared_reply(
    session: Session, organisation_id: int, campaign_id: int, title: str, text: Mapping[str, str]
) -> PreparedReply:
    """Write a prepared reply, or write it anew where there is one of that title."""
    campaign = campaign_of(session, organisation_id, campaign_id)
    if not title.strip():
        raise BadInput("please give the prepared reply a title")
    reply = session.scalar(
        select(PreparedReply).where(
            PreparedReply.campaign_id == campaign.id, PreparedReply.title == title.strip()
        )
    )
    if reply is None:
        reply = PreparedReply(
            organisation_id=organisation_id, campaign_id=campaign.id, title=title.strip(), text={}
        )
        session.add(reply)
    reply.text = dict(text)
    session.flush()
    return reply


def _check_name(session: Session, campaign_id: int, name: str, besides: int | None = None) -> None:
    taken = select(CallScript.id).where(
        CallScript.campaign_id == campaign_id, CallScript.name == name.strip()
    )
    if session.scalar(taken) not in (None, besides):
        raise BadInput(
            "there is a call script called %(name)s already: choose another name",
            "name",
            name=name.strip(),
        )


def _write_questions(session: Session, script: CallScript, drafts: Sequence[QuestionDraft]) -> None:
    questions = [
        Question(
            organisation_id=script.organisation_id,
            call_script_id=script.id,
            position=position,
            text=dict(draft.text),
        )
        for position, draft in enumerate(drafts, 1)
    ]
    session.add_all(questions)
    session.flush()
    for question, draft in zip(questions, drafts, strict=True):
        session.add_all(_choices(question, draft, questions))
    session.flush()


def _choices(
    question: Question, draft: QuestionDraft, questions: Sequence[Question]
) -> list[Choice]:
    return [
        Choice(
            organisation_id=question.organisation_id,
            question_id=question.id,
            position=position,
            code=choice.code.strip(),
            text=dict(choice.text),
            next_question_id=questions[choice.goes_to - 1].id if choice.goes_to else None,
            ends_survey=choice.ends_survey,
        )
        for position, choice in enumerate(draft.choices, 1)
    ]
