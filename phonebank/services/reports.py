"""Results of an organisation: calls and texts as funnels, by campaign, shift, language, volunteer
or day, and the one sentence to be proud of.

What each figure counts is said in `Funnel`; pages say it in the reader's words.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from phonebank.domain.errors import BadInput
from phonebank.domain.languages import UNKNOWN


class Dimension(StrEnum):
    """By what results are told apart."""

    CAMPAIGN = "campaign"
    SHIFT = "shift"
    LANGUAGE = "language"
    VOLUNTEER = "volunteer"
    DAY = "day"


@dataclass(frozen=True)
class Funnel:
    """`tried`: calls placed, and voters written to. `answered`: of these, calls that were picked
    up, and voters who replied. `conversations`: calls with the result "reached", and replies that
    were no opt-out. `opt_outs`: results "do not call", and conversations that ended in an opt-out.
    """

    tried: int = 0
    answered: int = 0
    conversations: int = 0
    opt_outs: int = 0

    @property
    def contact_rate(self) -> float | None:
        """Conversations among those tried, in percent; None where nobody was."""
        return round(100 * self.conversations / self.tried, 1) if self.tried else None


@dataclass(frozen=True)
class ReportLine:
    """The results of one campaign, shift, language, volunteer or day; `key` names it: a name, a
    spoken language tag, or a day in ISO form (UTC)."""

    key: str
    calls: Funnel
    texts: Funnel


@dataclass(frozen=True)
class Report:
    """Lines, the most conversations first (days: the latest first), and all of them together."""

    dimension: Dimension
    lines: list[ReportLine]
    calls: Funnel
    texts: Funnel


@dataclass(frozen=True)
class Headline:
    """Direct conversations, and in how many known languages they were held."""

    conversations: int
    languages: int


_KEYS: Final[dict[Dimension, tuple[str, str, str]]] = {
    Dimension.CAMPAIGN: (
        "s.campaign_id",
        "s.campaign_id",
        "(SELECT name FROM campaign WHERE id = key)",
    ),
    Dimension.SHIFT: ("c.shift_id", "t.shift_id", "(SELECT name FROM shift WHERE id = key)"),
    Dimension.LANGUAGE: ("v.language", "t.language", "key"),
    Dimension.VOLUNTEER: ("c.caller_id", "t.caller_id", "(SELECT name FROM caller WHERE id = key)"),
    Dimension.DAY: (
        "(c.queued_at AT TIME ZONE 'UTC')::date",
        "(t.last_at AT TIME ZONE 'UTC')::date",
        "key",
    ),
}  # fmt: skip
"""What groups the calls, what the texts, and how the group is named."""

_JOINS: Final[dict[Dimension, tuple[str, str]]] = {
    Dimension.CAMPAIGN: (
        "JOIN shift s ON s.id = c.shift_id",
        "JOIN shift s ON s.id = t.shift_id",
    ),
    Dimension.LANGUAGE: ("JOIN voter v ON v.id = c.voter_id", ""),
}
"""Where else than in the call or the conversation the group stands."""

_REPORT: Final = """
    WITH counted AS (
        SELECT {call_key} AS key, 0 AS kind, count(*) FILTER (WHERE c.carrier_sid IS NOT NULL) AS tried,
               count(*) FILTER (WHERE c.answered_at IS NOT NULL
                                AND c.carrier_sid IS NOT NULL) AS answered,
               count(*) FILTER (WHERE c.result = 'reached') AS conversations,
               count(*) FILTER (WHERE c.result = 'do not call') AS opt_outs
          FROM call c {call_join}
         WHERE c.organisation_id = :organisation_id GROUP BY 1
        UNION ALL
        SELECT {text_key}, 1, count(*) FILTER (WHERE t.state <> 'unsent'),
               count(*) FILTER (WHERE t.last_inbound_at IS NOT NULL),
               count(*) FILTER (WHERE t.last_inbound_at IS NOT NULL AND t.state <> 'opted out'),
               count(*) FILTER (WHERE t.state = 'opted out')
          FROM conversation t {text_join}
         WHERE t.organisation_id = :organisation_id GROUP BY 1
    )
    SELECT key, {name} AS name, kind, tried, answered, conversations, opt_outs
      FROM counted WHERE key IS NOT NULL
    """  # noqa: E501

_HEADLINE: Final = text(
    """
    WITH held AS (
        SELECT v.language FROM call c JOIN voter v ON v.id = c.voter_id
         WHERE c.organisation_id = :organisation_id AND c.result = 'reached'
        UNION ALL
        SELECT t.language FROM conversation t
         WHERE t.organisation_id = :organisation_id AND t.last_inbound_at IS NOT NULL
           AND t.state <> 'opted out'
    )
    SELECT count(*), count(DISTINCT language) FILTER (WHERE language <> :unknown) FROM held
    """
)


def report(session: Session, organisation_id: int, dimension: Dimension) -> Report:
    """The organisation's results, told apart by the dimension."""
    call_key, text_key, name = _KEYS[dimension]
    call_join, text_join = _JOINS.get(dimension, ("", ""))
    statement = _REPORT.format(
        call_key=call_key, text_key=text_key, name=name, call_join=call_join, text_join=text_join
    )
    rows = session.execute(text(statement), {"organisation_id": organisation_id}).all()
    lines = _lines(dimension, rows)
    return Report(
        dimension,
        lines,
        _together([line.calls for line in lines]),
        _together([line.texts for line in lines]),
    )


def report_as_dict(session: Session, organisation_id: int, by: str) -> dict[str, Any]:
    """The report of a dimension by its name, as plain values. Raises BadInput for another word."""
    if by not in set(Dimension):
        raise BadInput(f"please choose one of {', '.join(Dimension)}", "by")
    found = report(session, organisation_id, Dimension(by))
    return {
        "calls": asdict(found.calls),
        "texts": asdict(found.texts),
        by: {
            line.key: {"calls": asdict(line.calls), "texts": asdict(line.texts)}
            for line in found.lines
        },
    }


def headline(session: Session, organisation_id: int) -> Headline:
    """How many direct conversations in how many languages, over all of the organisation's time."""
    values = {"organisation_id": organisation_id, "unknown": UNKNOWN}
    conversations, languages = session.execute(_HEADLINE, values).one()
    return Headline(int(conversations), int(languages))


def _lines(dimension: Dimension, rows: Iterable[Any]) -> list[ReportLine]:
    found: dict[object, dict[int, Funnel]] = {}
    names: dict[object, str] = {}
    for key, name, kind, *counts in rows:
        found.setdefault(key, {})[kind] = Funnel(*counts)
        names[key] = str(name)
    lines = [
        ReportLine(names[key], kinds.get(0, Funnel()), kinds.get(1, Funnel()))
        for key, kinds in found.items()
    ]
    if dimension is Dimension.DAY:
        return sorted(lines, key=lambda line: line.key, reverse=True)
    return sorted(lines, key=lambda line: (-_conversations(line), line.key))


def _conversations(line: ReportLine) -> int:
    return line.calls.conversations + line.texts.conversations


def _together(funnels: list[Funnel]) -> Funnel:
    return Funnel(
        sum(each.tried for each in funnels),
        sum(each.answered for each in funnels),
        sum(each.conversations for each in funnels),
        sum(each.opt_outs for each in funnels),
    )
