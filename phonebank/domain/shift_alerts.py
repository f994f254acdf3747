"""What a coordinator should be told of a running shift, each with what to do about it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class AlertKind(StrEnum):
    """What is wrong."""

    NO_LINE = "no line"
    AWAY = "away"
    UNCOVERED = "uncovered"
    LIST_ENDS = "list ends"
    PROMISES_LATE = "promises late"
    HARDLY_ANSWERED = "hardly answered"
    INTERRUPTED = "interrupted"
    TO_DECIDE = "to decide"
    REPLIES_WAIT = "replies wait"
    UNANSWERED = "unanswered"
    NOT_DELIVERED = "not delivered"
    OPT_OUTS = "opt outs"


@dataclass(frozen=True)
class Alert:
    """One alert; `count` is how many it is about, `language` which language, if it is about one,
    `minutes` what was too long."""

    kind: AlertKind
    count: int = 0
    language: str = ""
    minutes: int = 0


@dataclass(frozen=True)
class ShiftFacts:
    """What is known of a running shift. `waiting` and `present` go by spoken language tag:
    voters in the queue, volunteers who are there. `latest_*` are of the last calls made.
    `unanswered` are voters who still wait after they were offered to every texter, by written
    language; `reply_minutes` is within how many they should be answered. `to_decide` counts texts
    of which a coordinator has to say what they mean."""

    without_line: int = 0
    away: int = 0
    waiting: Mapping[str, int] | None = None
    present: Mapping[str, int] | None = None
    minutes_of_list_left: float | None = None
    promises_late: int = 0
    latest_calls: int = 0
    latest_answered: int = 0
    answered: int = 0
    interrupted: int = 0
    oldest_reply_minutes: float = 0.0
    reply_minutes: int = 15
    unanswered: Mapping[str, int] | None = None
    to_decide: int = 0
    replies_waiting: int = 0
    texts_sent: int = 0
    texts_not_delivered: int = 0
    contacts: int = 0
    opt_outs: int = 0


LIST_MINUTES = 20
ENOUGH_CALLS = 40
ENOUGH_TEXTS = 50
HARDLY_ANSWERED = 0.04
MOST_INTERRUPTED = 0.03
MOST_NOT_DELIVERED = 0.1
MOST_OPT_OUTS = 0.08


def alerts(facts: ShiftFacts) -> list[Alert]:
    """The alerts, the most pressing first."""
    return [*_people(facts), *_languages(facts), *_calls(facts), *_texts(facts)]


def _people(facts: ShiftFacts) -> Iterator[Alert]:
    if facts.without_line:
        yield Alert(AlertKind.NO_LINE, facts.without_line)
    if facts.away:
        yield Alert(AlertKind.AWAY, facts.away)


def _languages(facts: ShiftFacts) -> Iterator[Alert]:
    present = facts.present or {}
    for tag, count in sorted((facts.waiting or {}).items(), key=lambda each: -each[1]):
        if count and not present.get(tag):
            yield Alert(AlertKind.UNCOVERED, count, tag)
    left = facts.minutes_of_list_left
    if left is not None and left < LIST_MINUTES:
        yield Alert(AlertKind.LIST_ENDS, round(left))


def _calls(facts: ShiftFacts) -> Iterator[Alert]:
    if facts.promises_late:
        yield Alert(AlertKind.PROMISES_LATE, facts.promises_late)
    if facts.latest_calls >= ENOUGH_CALLS:
        share = facts.latest_answered / facts.latest_calls
        if share < HARDLY_ANSWERED:
            yield Alert(AlertKind.HARDLY_ANSWERED, facts.latest_calls)
    if facts.answered >= ENOUGH_CALLS and facts.interrupted > MOST_INTERRUPTED * facts.answered:
        yield Alert(AlertKind.INTERRUPTED, facts.interrupted)


def _texts(facts: ShiftFacts) -> Iterator[Alert]:
    if facts.to_decide:
        yield Alert(AlertKind.TO_DECIDE, facts.to_decide)
    yield from _replies(facts)
    tried = facts.texts_sent + facts.texts_not_delivered
    if tried >= ENOUGH_TEXTS and facts.texts_not_delivered > MOST_NOT_DELIVERED * tried:
        yield Alert(AlertKind.NOT_DELIVERED, facts.texts_not_delivered)
    if facts.contacts >= ENOUGH_TEXTS and facts.opt_outs > MOST_OPT_OUTS * facts.contacts:
        yield Alert(AlertKind.OPT_OUTS, facts.opt_outs)


def _replies(facts: ShiftFacts) -> Iterator[Alert]:
    """Either that some wait for long, or in which languages nobody answers them though all are
    asked: never both of the same voters."""
    for tag, count in sorted((facts.unanswered or {}).items(), key=lambda each: -each[1]):
        yield Alert(AlertKind.UNANSWERED, count, tag, 2 * facts.reply_minutes)
    late = facts.replies_waiting and facts.oldest_reply_minutes >= facts.reply_minutes
    if late and not facts.unanswered:
        yield Alert(AlertKind.REPLIES_WAIT, facts.replies_waiting, minutes=facts.reply_minutes)
