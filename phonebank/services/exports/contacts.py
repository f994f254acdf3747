"""Contacts, one a row: as VAN's contact history has them, and for VAN's bulk upload."""

from typing import Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from phonebank.domain.campaign import Campaign
from phonebank.domain.shift import Shift
from phonebank.domain.survey import Answer, CallScript, Question
from phonebank.domain.van_results import VAN_RESULTS
from phonebank.services.exports.answers import CODE
from phonebank.services.exports.shape import DAY, NAME, Layout, Scope, layout_of, within

_VAN_RESULT: Final = (
    "CASE c.result "
    + " ".join(f"WHEN '{ours.value}' THEN '{theirs}'" for ours, theirs in VAN_RESULTS.items())
    + " END"
)


def contacts(scope: Scope) -> str:
    """Calls with a result, and text conversations that began: one row each."""
    calls = f"""
        SELECT c.voter_id, c.caller_id, c.shift_id, {_VAN_RESULT} AS result, c.to_number AS number,
               coalesce(c.answered_at, c.ended_at, c.queued_at) AS at, 'Phone' AS contact_type,
               c.queued_at AS created_at, 0 AS kind, c.id
          FROM call c JOIN shift s ON s.id = c.shift_id
         WHERE c.result IS NOT NULL AND c.result <> 'not placed' AND {within(scope, "c")}
        """  # noqa: S608
    texts = f"""
        SELECT t.voter_id, t.caller_id, t.shift_id,
               CASE WHEN t.state = 'opted out' THEN 'Do Not Text'
                    WHEN t.last_inbound_at IS NOT NULL THEN 'Canvassed'
                    ELSE 'Texted' END AS result, t.their_number AS number,
               t.last_at AS at, 'SMS Text' AS contact_type, t.last_at AS created_at, 1 AS kind, t.id
          FROM conversation t JOIN shift s ON s.id = t.shift_id
         WHERE t.state <> 'unsent' AND {within(scope, "t")}
        """  # noqa: S608
    return f"({calls} UNION ALL {texts}) c"


def van_contacts(_: Session, scope: Scope) -> Layout:
    columns = {
        "Voter File VANID": "v.voter_file_id",
        "Contact Name": NAME,
        "Date Canvassed": DAY.format("c.at"),
        "Result": "c.result",
        "Contact Type": "c.contact_type",
        "Canvassed By": "w.name",
        "Created By": "'phonebank'::text",
        "Date Created": DAY.format("c.created_at"),
        "Input Type Name": "'API'::text",
        "MiniVAN Campaign": "''::text",
    }
    source = f"""
        FROM {contacts(scope)}
        JOIN voter v ON v.id = c.voter_id
        LEFT JOIN caller w ON w.id = c.caller_id
        ORDER BY c.kind, c.id
        """
    return layout_of(columns, source, scope)


# Whatever the version of the script, a question is known by its origin.
_RESPONSES: Final = f"""
    SELECT jsonb_object_agg(g.origin, g.codes) AS answers
      FROM (SELECT coalesce(q.origin_id, q.id) AS origin,
                   string_agg({CODE}, ', ' ORDER BY a.place) AS codes
              FROM answer a
              JOIN question q ON q.id = a.question_id
              LEFT JOIN choice h ON h.id = a.choice_id
             WHERE a.shift_id = c.shift_id AND a.voter_id = c.voter_id AND c.result = 'Canvassed'
             GROUP BY 1) g
    """  # noqa: S608 - made of our own constants


def van_upload(session: Session, scope: Scope) -> Layout:
    """VAN takes a result or answers of one contact, never both: a result stands only where
    nothing was answered."""
    questions = _questions(session, scope)
    columns = {
        "VAN ID": "v.voter_file_id",
        "Date Contacted": DAY.format("c.at"),
        "Phone Number": "substr(c.number, 3)",
        "Canvass Result": "CASE WHEN r.answers IS NULL THEN c.result ELSE '' END",
        **{header: f"r.answers ->> '{origin}'" for header, origin in questions.items()},
    }
    source = f"""
        FROM {contacts(scope)}
        JOIN voter v ON v.id = c.voter_id AND v.voter_file_id IS NOT NULL
        LEFT JOIN LATERAL ({_RESPONSES}) r ON true
        ORDER BY c.kind, c.id
        """
    return layout_of(columns, source, scope)


def _questions(session: Session, scope: Scope) -> dict[str, int]:
    """Header -> origin, in the words of the newest version; two questions of the same words are
    told apart by a number."""
    words: dict[int, str] = {}
    for question, languages in session.execute(_asked(scope)):
        told = question.text.get(languages[0], "") or f"Question {question.origin}"
        words.setdefault(question.origin, told)
    headers: dict[str, int] = {}
    for origin, told in words.items():
        headers[told if told not in headers else f"{told} ({origin})"] = origin
    return headers


def _asked(scope: Scope) -> Select[Question, list[str]]:
    """Script by script, of each the newest version first; of a shift also what it asked before."""
    first = func.min(CallScript.id).over(partition_by=(CallScript.campaign_id, CallScript.name))
    asked = (
        select(Question, Campaign.languages)
        .join(CallScript, CallScript.id == Question.call_script_id)
        .join(Campaign, Campaign.id == CallScript.campaign_id)
        .where(Question.organisation_id == scope.organisation_id)
        .order_by(first, CallScript.version.desc(), Question.position)
    )
    if scope.campaign_id is not None:
        asked = asked.where(CallScript.campaign_id == scope.campaign_id)
    if scope.shift_id is not None:
        script = select(Shift.call_script_id).where(Shift.id == scope.shift_id).scalar_subquery()
        answered = select(Answer.question_id).where(Answer.shift_id == scope.shift_id)
        asked = asked.where((Question.call_script_id == script) | Question.id.in_(answered))
    return asked
