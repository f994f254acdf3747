"""What came of each version of a test, in each language: counts, shares, and how sure they are.

Each phone number counts once, in the language in which it was dealt its version. Every share is one
of all that were sent a version, delivered or not, or that answered a call read in it, so that
versions stay comparable. Nothing here says which one is better.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from phonebank.domain.campaign import Campaign
from phonebank.domain.message_test import MessageDraw, MessageTest, MessageVersion, label_of
from phonebank.domain.proportion import Proportion
from phonebank.domain.survey import Choice, Question
from phonebank.services.drawing_versions import versions_of
from phonebank.services.exporting import csv_lines
from phonebank.services.measures import Counting, Measure, counting_of


@dataclass(frozen=True)
class AnswerKey:
    """One answer to one question, in the words of the campaign's source language."""

    question: str
    answer: str


@dataclass(frozen=True)
class VersionResult:
    """One version in one language: how many numbers it was dealt to, how many of them `met` it
    (were sent it, or answered), and what came of these."""

    label: str
    drawn: int
    met: int
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
    def fewest_met(self) -> int:
        """How many voters met the version that the fewest have met."""
        return min((each.met for each in self.versions), default=0)


_Where = tuple[int, str]
"""The id of a version, and a written language tag."""


def message_results(session: Session, test: MessageTest) -> list[LanguageResult]:
    """The results of a test, the language with most voters first."""
    versions = versions_of(session, test)
    drawn = _drawn(session, test)
    counting, values = counting_of(test), {"test_id": test.id}
    found = session.execute(counting.counted, values)
    counted = {(row.version_id, row.language): row for row in found}
    rows = session.execute(counting.answered, values).all()
    keys = _answer_keys(session, test, rows)
    languages: Counter[str] = Counter()
    for (_, language), count in drawn.items():
        languages[language] += count
    return [
        _of_language(language, versions, drawn, counting, counted, rows, keys)
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
            for what, key, proportion in _figures(test, version)
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
                for what, key, proportion in _figures(test, version)
            }
            for version in found.versions
        }
        for found in message_results(session, test)
    }


_NO_ANSWER: Final = AnswerKey("", "")


def _figures(
    test: MessageTest, version: VersionResult
) -> Iterator[tuple[str, AnswerKey, Proportion]]:
    yield counting_of(test).met, _NO_ANSWER, Proportion(version.met, version.drawn)
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
    counting: Counting,
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
                counting,
                counted.get((each.id, language)),
                {key: given.get((each.id, key), 0) for key in answers},
            )
            for each in versions
        ],
        answers,
    )


def _of_version(
    version: MessageVersion,
    drawn: int,
    counting: Counting,
    row: Any,
    answers: Mapping[AnswerKey, int],
) -> VersionResult:
    met = 0 if row is None else row.met
    counts = {
        each: 0 if row is None else getattr(row, each.name.lower()) for each in counting.measures
    }
    return VersionResult(
        label_of(version.position),
        drawn,
        met,
        {measure: Proportion(count, met) for measure, count in counts.items()},
        {key: Proportion(count, met) for key, count in answers.items()},
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
