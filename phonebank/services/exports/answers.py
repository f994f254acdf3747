"""Answers, one a row: ours, and as VAN's survey report has them."""

from typing import Final

from sqlalchemy.orm import Session

from phonebank.services.exports.shape import DAY, NAME, Layout, Scope, layout_of, within
from phonebank.services.reading.fields import MOMENT

# A number and an answer in words have no choice.
CODE: Final = "coalesce(h.code, a.number::text, a.words)"
IN_WORDS: Final = "coalesce(h.text ->> k.languages[1], a.number::text, a.words)"
ANSWERED: Final = """
    FROM answer a
    JOIN voter v ON v.id = a.voter_id
    JOIN question q ON q.id = a.question_id
    LEFT JOIN choice h ON h.id = a.choice_id
    JOIN shift s ON s.id = a.shift_id
    JOIN campaign k ON k.id = s.campaign_id
    LEFT JOIN caller w ON w.id = a.caller_id
    """


def answers(_: Session, scope: Scope) -> Layout:
    columns = {
        "Voter File ID": "v.voter_file_id",
        "First name": "v.first_name",
        "Last name": "v.last_name",
        "Language": "a.language",
        "Campaign": "k.name",
        "Shift": "s.name",
        "Question": "q.text ->> k.languages[1]",
        "Answer": CODE,
        "Answer in words": IN_WORDS,
        "Came by": "a.door",
        "Caller": "w.name",
        "Date": MOMENT.format("a.at"),
    }
    return layout_of(columns, f"{ANSWERED} WHERE {within(scope, 'a')} ORDER BY a.id", scope)


def van_survey(_: Session, scope: Scope) -> Layout:
    columns = {
        "Voter File VANID": "v.voter_file_id",
        "Contact Name": NAME,
        "Date Canvassed": DAY.format("a.at"),
        "Survey Response": IN_WORDS,
        "Survey Question Name": "q.text ->> k.languages[1]",
        "Survey Question Type": "'Survey'::text",
        "Canvassed By": "w.name",
        "Contact Type": "CASE WHEN s.channel = 'text' THEN 'SMS Text' ELSE 'Phone' END",
    }
    return layout_of(columns, f"{ANSWERED} WHERE {within(scope, 'a')} ORDER BY a.id", scope)
