"""Writing what a campaign says and asks, in its languages."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from phonebank.domain.campaign import Campaign, PreparedReply
from phonebank.domain.errors import BadInput, NotFound, NotNow
from phonebank.domain.languages import written_languages
from phonebank.domain.message_test import MessageTest
from phonebank.domain.script_draft import ScriptDraft, check
from phonebank.domain.shift import Shift
from phonebank.domain.survey import CallScript, Choice, Question
from phonebank.services.auditing import Author, audit_of
from phonebank.services.confirming import confirm_written
from phonebank.services.showing_drafts import draft_of
from phonebank.services.writing_questions import write_questions


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
    script = _write_script(session, campaign, draft, version=1)
    confirm_written(session, campaign, [], _texts(draft), author)
    audit_of(session, organisation_id, author, "create", f"call script {script.id}")
    return script


def rewrite_script(
    session: Session,
    organisation_id: int,
    script_id: int,
    draft: ScriptDraft,
    author: Author | None = None,
) -> CallScript:
    """Replace the words and the survey of a call script that no shift or test has used yet.

    Raises NotNow where one has: answers keep the meaning that they were given with.
    """
    script = script_of(session, organisation_id, script_id)
    check(draft)
    if draft.name.strip() != script.name:
        _check_name(session, script.campaign_id, draft.name)
    if is_used(session, script):
        raise NotNow("a shift or a test has used this script already: write a new one instead")
    before = _texts(draft_of(session, script))
    script.name = draft.name.strip()
    script.opening, script.first_text = dict(draft.opening), dict(draft.first_text)
    mine = select(Question.id).where(Question.call_script_id == script.id)
    session.execute(delete(Choice).where(Choice.question_id.in_(mine)))
    session.execute(delete(Question).where(Question.call_script_id == script.id))
    session.expire(script)
    write_questions(session, script, draft.questions)
    campaign = session.get_one(Campaign, script.campaign_id)
    confirm_written(session, campaign, before, _texts(draft), author)
    audit_of(session, organisation_id, author, "rewrite", f"call script {script.id}")
    return script


def write_next_version(
    session: Session,
    organisation_id: int,
    script_id: int,
    draft: ScriptDraft,
    author: Author | None = None,
) -> CallScript:
    """Write a script on that a shift has used: a new version under the same name. Shifts go on
    with the one that they have, until they take another (`versions.take_version`).

    Raises BadInput for what cannot be asked, and where somebody else was faster.
    """
    script = script_of(session, organisation_id, script_id)
    draft = replace(draft, name=script.name)
    check(draft)
    campaign = session.get_one(Campaign, script.campaign_id, with_for_update=True)
    latest = latest_version(session, script)
    if latest.id != script.id:
        raise BadInput("there is a newer version already: write on from that one", "name")
    written = _write_script(session, campaign, draft, script.version + 1)
    confirm_written(session, campaign, _texts(draft_of(session, script)), _texts(draft), author)
    audit_of(session, organisation_id, author, "write next version", f"call script {written.id}")
    return written


def latest_version(session: Session, script: CallScript) -> CallScript:
    """The newest version of a script, which may be itself."""
    versions = select(CallScript).where(
        CallScript.campaign_id == script.campaign_id, CallScript.name == script.name
    )
    return session.scalars(versions.order_by(CallScript.version.desc()).limit(1)).one()


def is_used(session: Session, script: CallScript) -> bool:
    """Whether a shift has been launched with the script, or a test of it has been started: from
    then on its words stay."""
    used = select(Shift.id).where(Shift.call_script_id == script.id, Shift.launched_at.is_not(None))
    tested = select(MessageTest.id).where(
        MessageTest.call_script_id == script.id, MessageTest.started_at.is_not(None)
    )
    return session.scalar(select(used.exists() | tested.exists())) is True


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
    confirm_written(session, campaign, [reply.text], [text], None)
    reply.text = dict(text)
    session.flush()
    return reply


def _check_name(session: Session, campaign_id: int, name: str) -> None:
    taken = select(CallScript.id).where(
        CallScript.campaign_id == campaign_id, CallScript.name == name.strip()
    )
    if session.scalar(taken.limit(1)) is not None:
        raise BadInput(
            "there is a call script called %(name)s already: choose another name",
            "name",
            name=name.strip(),
        )


def _texts(draft: ScriptDraft) -> list[Mapping[str, str]]:
    return [text for _, text in draft.texts()]


def _write_script(
    session: Session, campaign: Campaign, draft: ScriptDraft, version: int
) -> CallScript:
    script = CallScript(
        organisation_id=campaign.organisation_id,
        campaign_id=campaign.id,
        name=draft.name.strip(),
        version=version,
        opening=dict(draft.opening),
        first_text=dict(draft.first_text),
    )
    session.add(script)
    session.flush()
    write_questions(session, script, draft.questions)
    return script
