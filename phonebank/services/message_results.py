"""What came of each version of a test, in each language: counts, shares, and how sure they are.

Each phone number counts once, with the first text of the test that the carrier took, in the
language in which it was dealt its version. Every share is one of all that were sent a version,
delivered or not, so that versions stay comparable. Nothing here says which one is better.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from phonebank.domain.campaign import Campaign
from phonebank.domain.message_test import MessageDraw, MessageTest, MessageVersion, label_of
from phonebank.domain.proportion import Proportion
from phonebank.domain.survey import Choice, Question
from phonebank.services.drawing_versions import versions_of
from phonebank.services.exporting import csv_lines


class Measure(StrEnum):
    """What is counted of the voters to whom a version was sent."""

    DELIVERED = "delivered"
    REPLIED = "replied"
    OPTED_OUT = "opted out"
    OPENED_LINK = "opened link"


@dataclass(frozen=True)
class AnswerKey:
    """One answer to one question, in the words of the campaign's source language."""

    question: str
    answer: str


@dataclass(frozen=True)
class VersionResult:
    """One version in one language: how many numbers it was dealt to, how many were sent it, and
    what came of these."""

    label: str
    drawn: int
    sent: int
    measures: Mapping[Measure, Proportion]
    answers: Mapping[AnswerKey, Proportion]


@dataclass(frozen=True)
class LanguageResult:
    """The versions beside each other in one written language. `answers` are all that were given
    by anybody, in the order of the questions and choices."""

    language: str
    versions: list[VersionResult]
    answers: list[AnswerKey]

    @property
    def fewest_sent(self) -> int:
        """To how many voters the version was sent that was sent to the fewest."""
        return min((each.sent for each in self.versions), default=0)


_WRITTEN: Final = """
    written AS (
        SELECT DISTINCT ON (c.their_number)
               c.message_version_id AS version_id, d.language, c.shift_id, c.voter_id,
               m.state = 'delivered' AS delivered,
               c.last_inbound_at IS NOT NULL AS replied,
               c.state = 'opted out' AS opted_out,
               EXISTS (SELECT FROM short_link l
                        WHERE l.text_id = m.id AND l.first_opened_at IS NOT NULL) AS opened_link
          FROM message_version v
          JOIN conversation c ON c.message_version_id = v.id
          JOIN message_draw d ON d.message_test_id = v.message_test_id AND d.e164 = c.their_number
          JOIN text_message m ON m.conversation_id = c.id AND m.first
         WHERE v.message_test_id = :test_id AND m.carrier_sid IS NOT NULL
         ORDER BY c.their_number, m.id)
"""
_COUNTED: Final = text(
    f"""
    WITH {_WRITTEN}
    SELECT version_id, language, count(*) AS sent,
           count(*) FILTER (WHERE delivered) AS delivered,
           count(*) FILTER (WHERE replied) AS replied,
           count(*) FILTER (WHERE opted_out) AS opted_out,
           count(*) FILTER (WHERE opened_link) AS opened_link
      FROM written GROUP BY version_id, language
    """  # noqa: S608 - made of our own words alone
)
_ANSWERED: Final = text(
    f"""
    WITH {_WRITTEN}
    SELECT w.version_id, w.language, coalesce(q.origin_id, q.id) AS origin, ch.code,
           count(DISTINCT w.voter_id) AS voters,
           max(q.id) AS question_id, max(ch.id) AS choice_id,
           max(q.position) AS place, max(ch.position) AS step
      FROM written w
      JOIN answer a ON a.shift_id = w.shift_id AND a.voter_id = w.voter_id
      JOIN question q ON q.id = a.question_id
      JOIN choice ch ON ch.id = a.choice_id
     GROUP BY 1, 2, 3, 4
    """  # noqa: S608 - made of our own words alone
)
_Where = tuple[int, str]
"""The id of a version, and a written language tag."""


def message_results(session: Session, test: MessageTest) -> list[LanguageResult]:
    """The results of a test, the language with most voters first."""
    versions = versions_of(session, test)
    drawn = _drawn(session, test)
    values = {"test_id": test.id}
    counted = {(row.version_id, row.language): row for row in session.execute(_COUNTED, values)}
    rows = session.execute(_ANSWERED, values).all()
    keys = _answer_keys(session, test, rows)
    languages: Counter[str] = Counter()
    for (_, language), count in drawn.items():
        languages[language] += count
    return [
        _of_language(language, versions, drawn, counted, rows, keys)
        for language in sorted(languages, key=lambda tag: (-languages[tag], tag))
    ]


def results_csv(session: Session, test: MessageTest) -> Iterator[str]:
    """A line for each figure: what was counted, of how many, and its range in percent."""
    return csv_lines(
        ["language", "version", "what", "question", "answer", "count", "of", "percent", "low",
         "high"],
        (
            [found.language, version.label, what, key.question, key.answer, *_cells(proportion)]
            for found in message_results(session, test)
            for version in found.versions
            for what, key, proportion in _figures(version)
        ),
    )  # fmt: skip


def results_as_dict(session: Session, test: MessageTest) -> dict[str, Any]:
    """The same as plain values: language -> version -> figure -> [count, of, low, high]."""
    return {
        found.language: {
            version.label: {
                ": ".join(filter(None, (what, key.question, key.answer))): [
                    proportion.count,
                    proportion.of,
                    round(proportion.low, 4),
                    round(proportion.high, 4),
                ]
                for what, key, proportion in _figures(version)
            }
            for version in found.versions
        }
        for found in message_results(session, test)
    }


_NO_ANSWER: Final = AnswerKey("", "")


def _figures(version: VersionResult) -> Iterator[tuple[str, AnswerKey, Proportion]]:
    yield "sent", _NO_ANSWER, Proportion(version.sent, version.drawn)
    for measure, proportion in version.measures.items():
        yield measure, _NO_ANSWER, proportion
    for key, proportion in version.answers.items():
        yield "answered", key, proportion


def _cells(proportion: Proportion) -> list[str]:
    share = "" if proportion.share is None else f"{100 * proportion.share:.1f}"
    ends = [f"{100 * end:.1f}" for end in (proportion.low, proportion.high)]
    return [str(proportion.count), str(proportion.of), share, *ends]


def _drawn(session: Session, test: MessageTest) -> dict[_Where, int]:
    counted = (
        select(MessageDraw.message_version_id, MessageDraw.language, func.count())
        .where(MessageDraw.message_test_id == test.id)
        .group_by(MessageDraw.message_version_id, MessageDraw.language)
    )
    return {(version, tag): count for version, tag, count in session.execute(counted)}


def _of_language(
    language: str,
    versions: list[MessageVersion],
    drawn: Mapping[_Where, int],
    counted: Mapping[_Where, Any],
    answered: Sequence[Any],
    keys: Mapping[tuple[int, str], AnswerKey],
) -> LanguageResult:
    here = [row for row in answered if row.language == language]
    given = {(row.version_id, keys[row.origin, row.code]): row.voters for row in here}
    order = sorted({(row.place, row.step, row.origin, row.code) for row in here})
    answers = list(dict.fromkeys(keys[origin, code] for _, _, origin, code in order))
    return LanguageResult(
        language,
        [
            _of_version(
                each,
                drawn.get((each.id, language), 0),
                counted.get((each.id, language)),
                {key: given.get((each.id, key), 0) for key in answers},
            )
            for each in versions
        ],
        answers,
    )


def _of_version(
    version: MessageVersion, drawn: int, row: Any, answers: Mapping[AnswerKey, int]
) -> VersionResult:
    sent = 0 if row is None else row.sent
    counts = {each: 0 if row is None else getattr(row, each.name.lower()) for each in Measure}
    return VersionResult(
        label_of(version.position),
        drawn,
        sent,
        {measure: Proportion(count, sent) for measure, count in counts.items()},
        {key: Proportion(count, sent) for key, count in answers.items()},
    )


def _answer_keys(
    session: Session, test: MessageTest, rows: Sequence[Any]
) -> dict[tuple[int, str], AnswerKey]:
    source = session.get_one(Campaign, test.campaign_id).languages[0]
    return {
        (row.origin, row.code): AnswerKey(
            session.get_one(Question, row.question_id).text.get(source, ""),
            session.get_one(Choice, row.choice_id).text.get(source, row.code),
        )
        for row in rows
    }
