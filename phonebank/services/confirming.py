"""Remembering which translation was made from which source."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from phonebank.domain.campaign import Campaign
from phonebank.domain.translation import ConfirmedTranslation, Standing, digest
from phonebank.services.auditing import Author

Texts = Mapping[str, str]
Pair = tuple[str, str, str]
"""A written language tag, the digest of a source and that of its translation."""


def confirm_written(
    session: Session,
    campaign: Campaign,
    before: Sequence[Texts],
    after: Sequence[Texts],
    author: Author | None,
) -> None:
    """What was saved together was written together; but a translation that stood there before,
    beside a source that is new, was left behind by it, and stays unconfirmed."""
    source = campaign.languages[0]
    sources = {digest(text.get(source, "")) for text in before}
    left = {(tag, digest(words)) for text in before for tag, words in text.items()}
    written = [
        (tag, of, words)
        for tag, of, words in _pairs(after, source)
        if of in sources or (tag, words) not in left
    ]
    _keep(session, campaign, written, author)


def confirm(
    session: Session, campaign: Campaign, texts: Iterable[Texts], tag: str, author: Author
) -> None:
    """Somebody says that these translations into a language are right as they stand."""
    pairs = (pair for pair in _pairs(texts, campaign.languages[0]) if pair[0] == tag)
    _keep(session, campaign, list(pairs), author)


def confirmed(session: Session, campaign: Campaign) -> set[Pair]:
    """Every pair of a campaign that somebody stands by."""
    kept = ConfirmedTranslation
    statement = select(kept.language, kept.source_digest, kept.words_digest)
    rows = session.execute(statement.where(kept.campaign_id == campaign.id))
    return {(language, of, words) for language, of, words in rows}


def standing(text: Texts, tag: str, source: str, known: set[Pair]) -> Standing:
    """How one text stands in a language; `known` are the campaign's confirmed pairs."""
    words, of = text.get(tag, "").strip(), text.get(source, "").strip()
    if not any(each.strip() for each in text.values()):
        return Standing.NOT_NEEDED
    if not words:
        return Standing.MISSING
    if tag == source or not of or (tag, digest(of), digest(words)) in known:
        return Standing.GOOD
    return Standing.STALE


def _pairs(texts: Iterable[Texts], source: str) -> Iterator[Pair]:
    for text in texts:
        of = text.get(source, "").strip()
        for tag, words in text.items():
            if of and tag != source and words.strip():
                yield tag, digest(of), digest(words)


def _keep(
    session: Session, campaign: Campaign, pairs: Sequence[Pair], author: Author | None
) -> None:
    if not pairs:
        return
    rows = [
        {
            "organisation_id": campaign.organisation_id,
            "campaign_id": campaign.id,
            "language": tag,
            "source_digest": of,
            "words_digest": words,
            "actor": author.actor if author else "",
            "at": author.at if author else campaign.created_at,
        }
        for tag, of, words in dict.fromkeys(pairs)
    ]
    session.execute(insert(ConfirmedTranslation).values(rows).on_conflict_do_nothing())
