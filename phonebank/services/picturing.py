"""The pictures of a shift: what its plots show, each as the numbers behind them."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Interval, cast, func, select
from sqlalchemy.orm import Session

from phonebank.domain.call import Call, ContactResult
from phonebank.domain.caller import Assignment
from phonebank.domain.contact_rules import Channel
from phonebank.domain.shift import Shift
from phonebank.domain.survey import Answer
from phonebank.domain.text_message import Conversation, ConversationState, Direction, TextMessage
from phonebank.services.reporting import Figures

BIN = timedelta(minutes=5)
MOST_BINS = 72
"""Six hours; of a longer shift the latest are shown."""
AGES_MINUTES = (5, 15, 60)
"""Where the ages of unanswered replies are divided."""


@dataclass(frozen=True)
class Series:
    """One thing counted in each bin, under its name: a contact result, `sent` or `received`."""

    name: str
    values: list[int]

    @property
    def total(self) -> int:
        """Over all bins."""
        return sum(self.values)


@dataclass(frozen=True)
class Waits:
    """The seconds that callers waited for a conversation, in one bin; None where nobody did."""

    median_seconds: int | None
    worst_seconds: int | None


@dataclass(frozen=True)
class AnswerRate:
    """Calls made to voters of one language in one hour, and how many were answered."""

    calls: int
    answered: int

    @property
    def percent(self) -> int:
        """The share that was answered."""
        return round(100 * self.answered / self.calls) if self.calls else 0


@dataclass(frozen=True)
class Pictures:
    """Everything that the page of pictures shows. `rates` is by spoken language and hour."""

    bins: list[datetime]
    funnel: list[tuple[str, int]]
    series: list[Series]
    waits: list[Waits]
    lost: tuple[int, int]
    hours: list[datetime]
    rates: dict[str, list[AnswerRate]] = field(default_factory=dict)
    ages: list[int] = field(default_factory=list)


def pictures_of(session: Session, shift: Shift, figures: Figures, at: datetime) -> Pictures:
    """The pictures of a shift that has been launched, as it stands."""
    bins = _bins(shift, at)
    by_text = shift.channel is Channel.TEXT
    hours, rates = ([], {}) if by_text else _rates(session, shift)
    return Pictures(
        bins=bins,
        funnel=_funnel(session, shift, figures),
        series=_texts(session, shift, bins) if by_text else _results(session, shift, bins),
        waits=[] if by_text else _waits(session, shift, bins),
        lost=(figures.results.get(ContactResult.INTERRUPTED, 0), figures.answered),
        hours=hours,
        rates=rates,
        ages=_ages(session, shift, at) if by_text else [],
    )


def _bins(shift: Shift, at: datetime) -> list[datetime]:
    begins = shift.launched_at or shift.starts_at
    ends = min(shift.ended_at or at, at)
    count = max(1, int((ends - begins) / BIN) + 1)
    every = [begins + BIN * number for number in range(count)]
    return every[-MOST_BINS:]


def _funnel(session: Session, shift: Shift, figures: Figures) -> list[tuple[str, int]]:
    identified = session.scalar(
        select(func.count(Answer.voter_id.distinct())).where(Answer.shift_id == shift.id)
    )
    if shift.channel is Channel.TEXT:
        steps = [("sent", figures.texts_sent), ("replied", figures.conversations)]
    else:
        steps = [
            ("dialled", figures.calls),
            ("answered", figures.answered),
            ("conversations", figures.conversations),
        ]
    return [*steps, ("identified", identified or 0)]


def _bin_of(column: object, bins: list[datetime]) -> object:
    return func.date_bin(cast(BIN, Interval), column, bins[0])


def _results(session: Session, shift: Shift, bins: list[datetime]) -> list[Series]:
    moment = _bin_of(Call.closed_at, bins)
    counted = session.execute(
        select(moment, Call.result, func.count())  # type: ignore[call-overload]
        .where(
            Call.shift_id == shift.id,
            Call.closed_at >= bins[0],
            Call.result.is_not(None),
            Call.result != ContactResult.NOT_PLACED,
        )
        .group_by(moment, Call.result)
    )
    found: dict[str, dict[datetime, int]] = defaultdict(dict)
    for at, result, count in counted:
        found[result.value][at] = count
    series = [Series(name, [by.get(each, 0) for each in bins]) for name, by in found.items()]
    return sorted(series, key=lambda each: -each.total)


def _texts(session: Session, shift: Shift, bins: list[datetime]) -> list[Series]:
    moment = _bin_of(TextMessage.queued_at, bins)
    counted = session.execute(
        select(moment, TextMessage.direction, func.count())  # type: ignore[call-overload]
        .where(TextMessage.shift_id == shift.id, TextMessage.queued_at >= bins[0])
        .group_by(moment, TextMessage.direction)
    )
    found: dict[Direction, dict[datetime, int]] = defaultdict(dict)
    for at, direction, count in counted:
        found[direction][at] = count
    names = {Direction.OUT: "sent", Direction.IN: "received"}
    return [Series(names[each], [by.get(at, 0) for at in bins]) for each, by in found.items()]


def _waits(session: Session, shift: Shift, bins: list[datetime]) -> list[Waits]:
    """From the end of one conversation to the beginning of the same caller's next one."""
    order = Call.caller_id, Call.id
    ended = func.lag(Call.closed_at).over(partition_by=order[0], order_by=order[1])
    talks = (
        select(
            Call.answered_at.label("began"),
            func.extract("epoch", Call.answered_at - ended).label("waited"),
        )
        .where(Call.shift_id == shift.id, Call.answered_at.is_not(None))
        .subquery()
    )
    moment = _bin_of(talks.c.began, bins)
    rows = session.execute(
        select(  # type: ignore[call-overload]
            moment,
            func.percentile_cont(0.5).within_group(talks.c.waited),
            func.max(talks.c.waited),
        )
        .where(talks.c.waited >= 0, talks.c.began >= bins[0])
        .group_by(moment)
    )
    found = {at: Waits(round(median), round(worst)) for at, median, worst in rows}
    return [found.get(at, Waits(None, None)) for at in bins]


def _rates(session: Session, shift: Shift) -> tuple[list[datetime], dict[str, list[AnswerRate]]]:
    """By the language that stands in the shift's queue, which is the voter's as last heard."""
    hour = func.date_trunc("hour", Call.queued_at)
    language = func.coalesce(Assignment.language, Call.language)
    rows = session.execute(
        select(hour, language, func.count(), func.count(Call.answered_at))
        .outerjoin(
            Assignment,
            (Assignment.shift_id == shift.id) & (Assignment.voter_id == Call.voter_id),
        )
        .where(Call.shift_id == shift.id, Call.placed_at.is_not(None))
        .group_by(hour, language)
    ).all()
    hours = sorted({at for at, *_ in rows})
    found = {(language, at): AnswerRate(made, met) for at, language, made, met in rows}
    totals: dict[str, int] = defaultdict(int)
    for _, language, made, _ in rows:
        totals[language] += made
    return hours, {
        language: [found.get((language, at), AnswerRate(0, 0)) for at in hours]
        for language in sorted(totals, key=lambda tag: -totals[tag])
    }


def _ages(session: Session, shift: Shift, at: datetime) -> list[int]:
    """How many unanswered replies are younger than each of the ages, and how many are older."""
    waiting = select(Conversation.last_inbound_at).where(
        Conversation.shift_id == shift.id,
        Conversation.unread > 0,
        Conversation.state != ConversationState.OPTED_OUT,
        Conversation.last_inbound_at.is_not(None),
    )
    counts = [0] * (len(AGES_MINUTES) + 1)
    for wrote_at in session.scalars(waiting):
        minutes = (at - wrote_at).total_seconds() / 60 if wrote_at else 0.0
        counts[sum(minutes >= age for age in AGES_MINUTES)] += 1
    return counts
