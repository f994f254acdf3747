"""Tags: written by a campaign's coordinator, put on conversations by its texters."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from phonebank.domain.campaign import Campaign
from phonebank.domain.errors import BadInput, NotFound
from phonebank.domain.shift import Shift
from phonebank.domain.tag import MOST_TAGS, NAME_LENGTH, ConversationTag, Tag
from phonebank.services.announcing import announce_caller
from phonebank.services.auditing import Author, audit_of
from phonebank.services.conversations import conversation_of
from phonebank.services.showing_script import Words, words_of
from phonebank.services.writing import campaign_of

LONGEST_MINUTES: Final = 24 * 60


@dataclass(frozen=True)
class ShownTag:
    """A tag in the reader's language, or the campaign's first; `number` is its key, from 1."""

    id: int
    number: int
    words: Words
    on: bool = False


def tags_of(session: Session, campaign_id: int) -> list[Tag]:
    """A campaign's tags that may be put on conversations, in the coordinator's order."""
    current = select(Tag).where(Tag.campaign_id == campaign_id, Tag.retired_at.is_(None))
    return list(session.scalars(current.order_by(Tag.position, Tag.id)))


def shown_tags(
    session: Session, campaign: Campaign, language: str, conversation_id: int | None = None
) -> tuple[ShownTag, ...]:
    """A campaign's tags for a reader of a written language; `on` where the conversation has it."""
    put_on: set[int] = set()
    if conversation_id is not None:
        on = select(ConversationTag.tag_id).where(
            ConversationTag.conversation_id == conversation_id
        )
        put_on = set(session.scalars(on))
    return tuple(
        ShownTag(tag.id, number, tag_words(tag, campaign, language), tag.id in put_on)
        for number, tag in enumerate(tags_of(session, campaign.id), 1)
    )


def tag_words(tag: Tag, campaign: Campaign, language: str) -> Words:
    """What a tag is called in a written language, or else in the campaign's first."""
    tag_language = language if tag.name.get(language) else campaign.languages[0]
    return words_of(tag.name[tag_language], tag_language)


def tags_on(
    session: Session, campaign: Campaign, language: str, conversation_ids: Sequence[int]
) -> dict[int, list[Words]]:
    """What is put on conversations, also what is put on none any more: id -> tags."""
    statement = (
        select(ConversationTag.conversation_id, Tag)
        .join(Tag, Tag.id == ConversationTag.tag_id)
        .where(ConversationTag.conversation_id.in_(conversation_ids))
        .order_by(Tag.position, Tag.id)
    )
    found: dict[int, list[Words]] = defaultdict(list)
    for conversation_id, tag in session.execute(statement):
        found[conversation_id].append(tag_words(tag, campaign, language))
    return found


def put_tag(
    session: Session,
    caller_id: int,
    conversation_id: int,
    tag_id: int,
    at: datetime,
    *,
    on: bool,
) -> None:
    """Put a tag on the texter's conversation, or take it off; done twice, it is done once.

    Raises NotFound for somebody else's conversation, and for a tag that is not, or no longer, one
    of the campaign's.
    """
    conversation = conversation_of(session, caller_id, conversation_id, lock=True)
    shift = session.get_one(Shift, conversation.shift_id)
    if tag_id not in [each.id for each in tags_of(session, shift.campaign_id)]:
        raise NotFound("there is no such tag")
    if on:
        row = insert(ConversationTag).values(
            organisation_id=conversation.organisation_id,
            conversation_id=conversation.id,
            tag_id=tag_id,
            caller_id=caller_id,
            at=at,
        )
        session.execute(row.on_conflict_do_nothing())
    else:
        session.execute(
            delete(ConversationTag).where(
                ConversationTag.conversation_id == conversation.id,
                ConversationTag.tag_id == tag_id,
            )
        )
    announce_caller(session, shift.id, caller_id)


@dataclass(frozen=True)
class TagDraft:
    """A tag as a coordinator wrote it; `id` is None for a new one. Without words in the campaign's
    first language it is no tag, or no longer one."""

    id: int | None
    name: Mapping[str, str]


def save_inbox(
    session: Session,
    organisation_id: int,
    campaign_id: int,
    drafts: Sequence[TagDraft],
    answer_within_minutes: int,
    author: Author,
) -> None:
    """Save what a campaign's texters work with: its tags in this order, and within how many
    minutes voters should be answered.

    Raises BadInput for too many tags, one too long, a name in another language without one in the
    first, and minutes that are none; NotFound for another organisation's campaign.
    """
    campaign = campaign_of(session, organisation_id, campaign_id)
    if not 1 <= answer_within_minutes <= LONGEST_MINUTES:
        told = "please give between 1 and %(number)s minutes"
        raise BadInput(told, "minutes", number=LONGEST_MINUTES)
    campaign.answer_within_minutes = answer_within_minutes
    known = {tag.id: tag for tag in tags_of(session, campaign.id)}
    kept = [draft for draft in (_checked(each, campaign) for each in drafts) if draft.name]
    if len(kept) > MOST_TAGS:
        raise BadInput("there may be at most %(number)s tags", "tags", number=MOST_TAGS)
    for position, draft in enumerate(kept):
        tag = known.pop(draft.id or 0, None)
        if tag is None:
            tag = Tag(organisation_id=organisation_id, campaign_id=campaign.id)
            session.add(tag)
        tag.position, tag.name = position, dict(draft.name)
    for tag in known.values():
        tag.retired_at = author.at
    audit_of(session, organisation_id, author, "save inbox", f"campaign {campaign.id}")


def _checked(draft: TagDraft, campaign: Campaign) -> TagDraft:
    given = {tag: " ".join(draft.name.get(tag, "").split()) for tag in campaign.languages}
    name = {tag: words for tag, words in given.items() if words}
    if any(len(words) > NAME_LENGTH for words in name.values()):
        raise BadInput("a tag has at most %(number)s characters", "tags", number=NAME_LENGTH)
    if name and campaign.languages[0] not in name:
        raise BadInput("please write each tag in the campaign's first language", "tags")
    return TagDraft(draft.id, name)
