"""A shift's first text as real voters of each language would get it, and what all of it costs.

Short links stand in it as they will be sent, each with zeros for what tells it from others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from phonebank.domain.campaign import Campaign
from phonebank.domain.campaign_link import with_short_links
from phonebank.domain.errors import BadInput
from phonebank.domain.languages import UNKNOWN, written_of
from phonebank.domain.message_test import languages_compared
from phonebank.domain.segment_savings import Saving, saving_of
from phonebank.domain.segments import Encoding, count_segments
from phonebank.domain.shift import Shift
from phonebank.domain.survey import CallScript
from phonebank.domain.voter import Voter
from phonebank.domain.voter_list import VoterListEntry
from phonebank.services.drawing_versions import running_test, versions_of
from phonebank.services.linking import stand_ins
from phonebank.services.showing_script import Words, name_words, words_of
from phonebank.services.texting import text_for

SHOWN: Final = 3
SAMPLE: Final = 200
"""How many voters of a language the cost is reckoned from: every so many of the list."""


@dataclass(frozen=True)
class PreviewText:
    """One voter's text."""

    voter_name: Words
    words: Words
    encoding: Encoding
    units: int
    segments: int


@dataclass(frozen=True)
class LanguagePreview:
    """A written language's texts: the shortest, a common one and the longest of a sample.

    `voters` are on the list; `segments` is what their texts come to, reckoned from the sample.
    `problem` is why there is none. Where versions are being tested, `version` is the letter of
    one, and the voters are those who will be dealt it.
    """

    language: str
    voters: int
    texts: tuple[PreviewText, ...]
    segments: int
    saving: Saving | None
    problem: str = ""
    version: str = ""

    def cost_cents(self, price_microdollars: int) -> int:
        """What the texts of this language cost, at a price a segment."""
        return round(self.segments * price_microdollars / 10_000)


def previews(session: Session, shift: Shift) -> list[LanguagePreview]:
    """The first text in each language of the shift's voters, those with most voters first."""
    campaign = session.get_one(Campaign, shift.campaign_id)
    script = session.get_one(CallScript, shift.call_script_id)
    counted = session.execute(
        select(Voter.language, func.count())
        .join(VoterListEntry, VoterListEntry.voter_id == Voter.id)
        .where(
            VoterListEntry.voter_list_id == shift.voter_list_id,
            Voter.language.in_(shift.languages),
        )
        .group_by(Voter.language)
    )
    spoken: dict[str, list[str]] = {}
    voters: dict[str, int] = {}
    for tag, count in counted:
        written = campaign.languages[0] if tag == UNKNOWN else written_of(tag)
        spoken.setdefault(written, []).append(tag)
        voters[written] = voters.get(written, 0) + count
    order = sorted(voters, key=lambda tag: (-voters[tag], tag))
    return [
        _preview(session, shift, campaign, template, tag, spoken[tag], voters[tag], among)
        for tag in order
        for template, among in _first_texts(session, campaign, script, tag)
    ]


@dataclass(frozen=True)
class _Among:
    """A version of so many, by its letter and its place from 0."""

    label: str = ""
    place: int = 0
    versions: int = 1

    def share_of(self, voters: int) -> int:
        return voters // self.versions + (self.place < voters % self.versions)


def _first_texts(
    session: Session, campaign: Campaign, script: CallScript, tag: str
) -> list[tuple[str, _Among]]:
    """What voters of a language are sent: the script's first text, or versions of it."""
    test = running_test(session, campaign.id)
    versions = [] if test is None else versions_of(session, test)
    if tag in languages_compared([each.text for each in versions], [tag]):
        return [
            (each.text[tag], _Among(each.label, place, len(versions)))
            for place, each in enumerate(versions)
        ]
    return [(script.first_text.get(tag, ""), _Among())]


def _preview(
    session: Session,
    shift: Shift,
    campaign: Campaign,
    template: str,
    language: str,
    spoken: Sequence[str],
    voters: int,
    among: _Among,
) -> LanguagePreview:
    mine = among.share_of(voters)
    short = stand_ins(session, campaign.id)
    try:
        bodies = [
            (voter, text_for(session, shift, campaign, voter, template, None))
            for voter in _sample(session, shift, spoken, voters)
        ]
    except BadInput as problem:
        return LanguagePreview(language, mine, (), 0, None, str(problem), among.label)
    texts = [_text(voter, with_short_links(body, short), language) for voter, body in bodies]
    texts.sort(key=lambda each: each.units)
    shown = [texts[place] for place in sorted({0, len(texts) // 2, len(texts) - 1})]
    mean = sum(each.segments for each in texts) / len(texts)
    saving = next((found for each in shown if (found := saving_of(each.words.text))), None)
    segments = round(mean * mine)
    return LanguagePreview(
        language, mine, tuple(shown[:SHOWN]), segments, saving, version=among.label
    )


def _sample(session: Session, shift: Shift, spoken: Sequence[str], voters: int) -> list[Voter]:
    every = max(1, voters // SAMPLE)
    numbered = (
        select(Voter.id, func.row_number().over(order_by=VoterListEntry.position).label("place"))
        .join(VoterListEntry, VoterListEntry.voter_id == Voter.id)
        .where(VoterListEntry.voter_list_id == shift.voter_list_id, Voter.language.in_(spoken))
        .subquery()
    )
    chosen = select(Voter).join(numbered, numbered.c.id == Voter.id)
    return list(session.scalars(chosen.where(numbered.c.place % every == 0).limit(2 * SAMPLE)))


def _text(voter: Voter, body: str, language: str) -> PreviewText:
    size = count_segments(body)
    return PreviewText(
        name_words(voter.name, voter.language),
        words_of(body, language),
        size.encoding,
        size.units,
        size.segments,
    )
