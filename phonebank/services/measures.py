"""What is counted of a test, and how: of first texts that were sent, of calls that were answered.

Each phone number counts once, in the language in which it was dealt its version. Whoever *met* a
version was sent it, or answered a call that was read in it, and no machine did; every share is one
of these.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import TextClause, text

from phonebank.domain.message_test import MessageTest


class Measure(StrEnum):
    """What is counted of the voters who met a version."""

    DELIVERED = "delivered"
    REPLIED = "replied"
    CONVERSATION = "conversation"
    REFUSED = "refused"
    OPTED_OUT = "opted out"
    OPENED_LINK = "opened link"


@dataclass(frozen=True)
class Counting:
    """How a test is counted. `met` is a word for having met a version; `counted` gives a row for
    each version and language with `met` and the measures, `answered` one for each answer too."""

    met: str
    measures: tuple[Measure, ...]
    counted: TextClause
    answered: TextClause


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
_SPOKEN: Final = """
    spoken AS (
        SELECT c.id, c.to_number, c.message_version_id AS version_id, d.language, c.result
          FROM message_version v
          JOIN call c ON c.message_version_id = v.id
          JOIN message_draw d ON d.message_test_id = v.message_test_id AND d.e164 = c.to_number
         WHERE v.message_test_id = :test_id AND c.closed_at IS NOT NULL
           AND (c.answered_at IS NOT NULL OR c.result IN ('reached', 'refused', 'do not call'))
           AND c.result NOT IN ('voicemail', 'abandoned'))
"""
"""Calls that are wrapped up: one under way would count as one in which nothing was said."""


def counting_of(test: MessageTest) -> Counting:
    """How a test is counted."""
    return OF_FIRST_TEXTS if test.call_script_id is None else OF_CALLS


OF_FIRST_TEXTS: Final = Counting(
    "sent",
    (Measure.DELIVERED, Measure.REPLIED, Measure.OPTED_OUT, Measure.OPENED_LINK),
    text(
        f"""
    WITH {_WRITTEN}
    SELECT version_id, language, count(*) AS met,
           count(*) FILTER (WHERE delivered) AS delivered,
           count(*) FILTER (WHERE replied) AS replied,
           count(*) FILTER (WHERE opted_out) AS opted_out,
           count(*) FILTER (WHERE opened_link) AS opened_link
      FROM written GROUP BY version_id, language
    """  # noqa: S608 - made of our own words alone
    ),
    text(
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
    ),
)
OF_CALLS: Final = Counting(
    "picked up",
    (Measure.CONVERSATION, Measure.REFUSED, Measure.OPTED_OUT),
    text(
        f"""
    WITH {_SPOKEN}
    SELECT version_id, language, count(DISTINCT to_number) AS met,
           count(DISTINCT to_number) FILTER (WHERE result = 'reached') AS conversation,
           count(DISTINCT to_number) FILTER (WHERE result = 'refused') AS refused,
           count(DISTINCT to_number) FILTER (WHERE result = 'do not call') AS opted_out
      FROM spoken GROUP BY version_id, language
    """  # noqa: S608 - made of our own words alone
    ),
    text(
        f"""
    WITH {_SPOKEN}
    SELECT s.version_id, s.language, coalesce(q.origin_id, q.id) AS origin, ch.code,
           count(DISTINCT s.to_number) AS voters,
           max(q.id) AS question_id, max(ch.id) AS choice_id,
           max(q.position) AS place, max(ch.position) AS step
      FROM spoken s
      JOIN answer a ON a.call_id = s.id
      JOIN question q ON q.id = a.question_id
      JOIN choice ch ON ch.id = a.choice_id
     GROUP BY 1, 2, 3, 4
    """  # noqa: S608 - made of our own words alone
    ),
)
