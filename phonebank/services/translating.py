"""Every text of a campaign in every language, side by side: what is missing, what is stale, and
translations that come back from a translator."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from phonebank.domain.campaign import Campaign, PreparedReply
from phonebank.domain.errors import BadInput
from phonebank.domain.message_templates import (
    columns_named,
    names_sender_and_opt_out,
    template_problems,
)
from phonebank.domain.script_draft import ScriptDraft
from phonebank.domain.survey import CallScript
from phonebank.domain.translation import Standing
from phonebank.services.auditing import Author
from phonebank.services.confirming import Pair, confirm, confirmed, standing
from phonebank.services.showing_drafts import draft_of
from phonebank.services.translating_others import (
    MAY_BE_FIRST,
    other_texts,
    write_other_texts,
)
from phonebank.services.writing import (
    campaign_of,
    is_used,
    rewrite_script,
    save_prepared_reply,
    write_next_version,
)

REPLY = "reply"


@dataclass(frozen=True)
class Unit:
    """One text to be translated. `key` names it for as long as it stands where it does, `owner`
    is the script's or the prepared reply's name, `spot` its place there."""

    key: str
    owner: str
    spot: str
    texts: Mapping[str, str]
    standings: Mapping[str, Standing]


@dataclass(frozen=True)
class CampaignTexts:
    """Every text of a campaign that has words in some language."""

    campaign: Campaign
    units: list[Unit]

    def count(self, tag: str, wanted: Standing) -> int:
        """How many texts stand so in a language."""
        return sum(unit.standings[tag] is wanted for unit in self.units)


@dataclass(frozen=True)
class Translated:
    """A translation that came back; `source` is what it was made from, None where nobody says."""

    key: str
    words: str
    source: str | None = None


class Skipped(StrEnum):
    """Why a translation was not taken."""

    UNKNOWN = "unknown"
    SOURCE_CHANGED = "source changed"
    FIELDS = "fields"
    NO_WAY_OUT = "no way out"


@dataclass(frozen=True)
class Taken:
    """What became of a translator's work: how many texts are new, and what was not taken."""

    new: int = 0
    unchanged: int = 0
    skipped: list[tuple[str, Skipped]] = field(default_factory=list)


def texts_of(session: Session, organisation_id: int, campaign_id: int) -> CampaignTexts:
    """The texts of a campaign: of the newest version of each script, the prepared replies, and
    those that stand in neither.

    Raises NotFound for another organisation's.
    """
    campaign = campaign_of(session, organisation_id, campaign_id)
    known = confirmed(session, campaign)
    units = [
        _unit(campaign, known, f"script-{script.id}/{spot}", script.name, spot, texts)
        for script in newest_scripts(session, campaign.id)
        for spot, texts in draft_of(session, script).texts()
        if any(words.strip() for words in texts.values())
    ]
    units += [
        _unit(campaign, known, f"{REPLY}-{reply.id}/text", reply.title, REPLY, reply.text)
        for reply in prepared_replies(session, campaign.id)
    ]
    units += [_unit(campaign, known, *each) for each in other_texts(session, campaign)]
    return CampaignTexts(campaign, units)


def newest_scripts(session: Session, campaign_id: int) -> list[CallScript]:
    """The newest version of each script of a campaign."""
    each = CallScript.name, func.max(CallScript.version)
    latest = select(*each).where(CallScript.campaign_id == campaign_id).group_by(CallScript.name)
    pairs = [(name, version) for name, version in session.execute(latest)]
    statement = select(CallScript).where(CallScript.campaign_id == campaign_id)
    scripts = session.scalars(statement.order_by(CallScript.id))
    return [script for script in scripts if (script.name, script.version) in pairs]


def prepared_replies(session: Session, campaign_id: int) -> list[PreparedReply]:
    """The prepared replies of a campaign by title."""
    owned = select(PreparedReply).where(PreparedReply.campaign_id == campaign_id)
    return list(session.scalars(owned.order_by(PreparedReply.title)))


def take_translations(
    session: Session,
    organisation_id: int,
    campaign_id: int,
    tag: str,
    work: list[Translated],
    author: Author,
) -> Taken:
    """Put a translator's work in its places. A script that a shift has used gets a new version.

    What was made from a source that has changed since, or lost a field, is left out and told.
    Raises BadInput for a language that is not one of the campaign's translations.
    """
    texts = texts_of(session, organisation_id, campaign_id)
    _check_language(texts.campaign, tag)
    source = texts.campaign.languages[0]
    by_key = {unit.key: unit for unit in texts.units}
    wanted: dict[str, str] = {}
    unchanged: list[Unit] = []
    skipped: list[tuple[str, Skipped]] = []
    for each in work:
        unit = by_key.get(each.key)
        problem = _problem(unit, each, source) or _says_too_little(unit, each, texts, tag)
        if problem is not None:
            skipped.append((each.key, problem))
        elif unit is not None and unit.texts.get(tag, "").strip() == each.words.strip():
            unchanged.append(unit)
        elif each.words.strip():
            wanted[each.key] = each.words.strip()
    _write(session, texts, tag, wanted, author)
    # A file that comes back with the words as they were says that they are right.
    told = [unit for unit in unchanged if unit.texts.get(tag, "").strip()]
    confirm(session, texts.campaign, (unit.texts for unit in told), tag, author)
    return Taken(len(wanted), len(unchanged), skipped)


def confirm_units(
    session: Session,
    organisation_id: int,
    campaign_id: int,
    tag: str,
    keys: list[str],
    author: Author,
) -> None:
    """Somebody says that these translations are still right, though their source has changed."""
    texts = texts_of(session, organisation_id, campaign_id)
    _check_language(texts.campaign, tag)
    chosen = (unit.texts for unit in texts.units if unit.key in keys)
    confirm(session, texts.campaign, chosen, tag, author)


def _check_language(campaign: Campaign, tag: str) -> None:
    if tag not in campaign.languages[1:]:
        raise BadInput("please choose one of the languages that the campaign is translated into")


def _unit(
    campaign: Campaign,
    known: set[Pair],
    key: str,
    owner: str,
    spot: str,
    texts: Mapping[str, str],
) -> Unit:
    source = campaign.languages[0]
    standings = {tag: standing(texts, tag, source, known) for tag in campaign.languages}
    return Unit(key, owner, spot, texts, standings)


def _problem(unit: Unit | None, work: Translated, source: str) -> Skipped | None:
    if unit is None:
        return Skipped.UNKNOWN
    now = unit.texts.get(source, "").strip()
    if work.source is not None and work.source.strip() != now:
        return Skipped.SOURCE_CHANGED
    if template_problems(work.words) and not template_problems(now):
        return Skipped.FIELDS
    return None


def _says_too_little(
    unit: Unit | None, work: Translated, texts: CampaignTexts, tag: str
) -> Skipped | None:
    if unit is None or unit.spot not in MAY_BE_FIRST or not work.words.strip():
        return None
    sender, columns = texts.campaign.sender_name, columns_named(work.words)
    missing = names_sender_and_opt_out(work.words, sender, tag, columns)
    return Skipped.NO_WAY_OUT if missing else None


def _write(
    session: Session, texts: CampaignTexts, tag: str, wanted: Mapping[str, str], author: Author
) -> None:
    campaign = texts.campaign
    write_other_texts(session, campaign, tag, wanted, author)
    for script in newest_scripts(session, campaign.id):
        own = dict(_of(wanted, f"script-{script.id}/"))
        if own:
            draft = with_texts(draft_of(session, script), tag, own)
            write = write_next_version if is_used(session, script) else rewrite_script
            write(session, campaign.organisation_id, script.id, draft, author)
    for reply in prepared_replies(session, campaign.id):
        if words := dict(_of(wanted, f"{REPLY}-{reply.id}/")).get("text"):
            words_by_tag = {**reply.text, tag: words}
            save_prepared_reply(
                session, campaign.organisation_id, campaign.id, reply.title, words_by_tag
            )


def _of(wanted: Mapping[str, str], prefix: str) -> Iterator[tuple[str, str]]:
    return (
        (key.removeprefix(prefix), words) for key, words in wanted.items() if key.startswith(prefix)
    )


def with_texts(draft: ScriptDraft, tag: str, words: Mapping[str, str]) -> ScriptDraft:
    """The draft with the words of one language put in their places (`ScriptDraft.texts`)."""

    def put(spot: str, texts: Mapping[str, str]) -> Mapping[str, str]:
        return {**texts, tag: words[spot]} if spot in words else texts

    questions = tuple(
        replace(
            question,
            text=put(f"question-{number}-text", question.text),
            note=put(f"question-{number}-note", question.note),
            choices=tuple(
                replace(choice, text=put(f"question-{number}-answer-{place}-text", choice.text))
                for place, choice in enumerate(question.choices, 1)
            ),
        )
        for number, question in enumerate(draft.questions, 1)
    )
    return replace(
        draft,
        opening=put("opening", draft.opening),
        first_text=put("first_text", draft.first_text),
        questions=questions,
    )
