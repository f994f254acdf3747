"""Whether the books balance: what must be true of any shift, read from the database."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Rule:
    """A query that finds what must not be, and what finding it means."""

    sentence: str
    query: str


RULES = (
    Rule(
        "calls are in no final state",
        "SELECT count(*) FROM call WHERE ended_at IS NULL",
    ),
    Rule(
        "calls have no result",
        "SELECT count(*) FROM call WHERE closed_at IS NULL OR result IS NULL",
    ),
    Rule(
        "calls were over-dialled that only a person, or one line a volunteer, may start",
        "SELECT count(*) FROM call JOIN phone_number n ON n.id = call.phone_number_id"
        " JOIN voter v ON v.id = call.voter_id WHERE call.mode = 'predictive'"
        " AND (n.line_type <> 'landline' AND n.consent_at IS NULL OR upper(v.state) = 'MN')",
    ),
    Rule(
        "calls were answered and belong to nobody, and are not counted as abandoned",
        "SELECT count(*) FROM call WHERE answered_at IS NOT NULL AND caller_id IS NULL"
        " AND abandoned_at IS NULL AND result <> 'voicemail'",
    ),
    Rule(
        "texts are in no settled state",
        "SELECT count(*) FROM text_message"
        " WHERE state IN ('queued', 'sending', 'uncertain') AND direction = 'out'",
    ),
    Rule(
        "answers are recorded twice",
        "SELECT count(*) FROM (SELECT 1 FROM answer GROUP BY shift_id, voter_id, question_id"
        " HAVING count(*) > 1) twice",
    ),
    Rule(
        "calls were placed after an opt-out",
        "SELECT count(*) FROM call JOIN suppression s ON s.e164 = call.to_number"
        " AND s.organisation_id = call.organisation_id AND s.lifted_at IS NULL"
        " WHERE call.placed_at > s.at AND call.carrier_sid IS NOT NULL",
    ),
    Rule(
        "texts were sent after an opt-out",
        "SELECT count(*) FROM text_message t JOIN conversation c ON c.id = t.conversation_id"
        " JOIN suppression s ON s.e164 = c.their_number AND s.organisation_id = c.organisation_id"
        " AND s.lifted_at IS NULL"
        " WHERE t.direction = 'out' AND t.purpose <> 'keyword reply' AND t.taken_at > s.at"
        " AND t.carrier_sid IS NOT NULL",
    ),
    Rule(
        "conversations had more than one first text",
        "SELECT count(*) FROM (SELECT 1 FROM text_message WHERE first GROUP BY conversation_id"
        " HAVING count(*) > 1) twice",
    ),
)


def imbalances(session: Session) -> list[str]:
    """What does not balance, a sentence each; none where everything does."""
    found = ((session.scalar(text(rule.query)) or 0, rule.sentence) for rule in RULES)
    return [f"{count} {sentence}" for count, sentence in found if count]
