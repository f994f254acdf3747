"""The layouts of exports: VAN's reports and bulk upload, answers, tags, and the voters of a list.

Every cell passes through `_NEUTRAL`, so that a spreadsheet finds no formula in it (OWASP, "CSV
Injection"). Columns and their order are those of VAN's own reports and of its bulk upload.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from phonebank.domain.call import ContactResult
from phonebank.domain.campaign import Campaign
from phonebank.domain.errors import NotFound
from phonebank.domain.shift import Shift
from phonebank.domain.survey import Answer, CallScript, Question
from phonebank.domain.voter_list import VoterList


class LayoutName(StrEnum):
    """A layout, by the name that stands in addresses and commands."""

    ANSWERS = "answers"
    VAN_SURVEY = "van-survey"
    VAN_CONTACTS = "van-contact-history"
    VAN_UPLOAD = "van-bulk-upload"
    VOTERS = "voters"
    TAGS = "tags"


@dataclass(frozen=True)
class Scope:
    """What is exported: all of an organisation's, or of one campaign, shift or list only."""

    organisation_id: int
    campaign_id: int | None = None
    shift_id: int | None = None
    voter_list_id: int | None = None


@dataclass(frozen=True)
class Layout:
    """A statement whose rows are the export's, and the headers above them. Values of the statement
    are in `values`; all of them are whole numbers."""

    headers: tuple[str, ...]
    statement: str
    values: Mapping[str, int]


VAN_RESULTS: Final[dict[ContactResult, str]] = {
    ContactResult.REACHED: "Canvassed",
    ContactResult.NOT_HOME: "Not Home",
    ContactResult.VOICEMAIL: "Left Message",
    ContactResult.BUSY: "Busy",
    ContactResult.WRONG_NUMBER: "Wrong Number",
    ContactResult.DISCONNECTED: "Disconnected",
    ContactResult.NO_CONNECTION: "Not Home",
    ContactResult.CALL_BACK: "Call Back",
    ContactResult.OTHER_LANGUAGE: "Language Barrier",
    ContactResult.REFUSED: "Refused",
    ContactResult.DO_NOT_CALL: "Do Not Call",
    ContactResult.INTERRUPTED: "Call Back",
}
"""Our contact results in VAN's words; what was never placed is no contact."""

_VAN_RESULT: Final = (
    "CASE c.result "
    + " ".join(f"WHEN '{ours.value}' THEN '{theirs}'" for ours, theirs in VAN_RESULTS.items())
    + " END"
)
_NAME: Final = "trim(v.first_name || ' ' || v.last_name)"
_DAY: Final = "to_char({} AT TIME ZONE 'UTC', 'MM/DD/YYYY')"
_MOMENT: Final = "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"


def layout_named(session: Session, name: LayoutName, scope: Scope) -> Layout:
    """The layout for a scope. Raises NotFound for a campaign, shift or list of somebody else."""
    _check(session, scope)
    return _LAYOUTS[name](session, scope)


def _check(session: Session, scope: Scope) -> None:
    found = (
        (scope.campaign_id, session.get(Campaign, scope.campaign_id or 0)),
        (scope.shift_id, session.get(Shift, scope.shift_id or 0)),
        (scope.voter_list_id, session.get(VoterList, scope.voter_list_id or 0)),
    )
    for asked, thing in found:
        if asked is not None and (thing is None or thing.organisation_id != scope.organisation_id):
            raise NotFound("there is no such thing to export")


# What begins with = + - @, a tabulator or a carriage return (`domain/csv_cells.py`), by its code.
_NEUTRAL: Final = """
    CASE WHEN {0} IS NULL THEN '' WHEN ascii({0}) IN (61, 43, 45, 64, 9, 13) THEN '''' || {0}
         ELSE {0} END
    """


def _layout(columns: Mapping[str, str], source: str, scope: Scope) -> Layout:
    """Rows are sorted inside, so that every cell is worked out once and looked at outside."""
    made = ", ".join(f"({each})::text AS c{place}" for place, each in enumerate(columns.values()))
    cells = ", ".join(_NEUTRAL.format(f"c{place}") for place in range(len(columns)))
    values = {key: value for key, value in vars(scope).items() if value is not None}
    statement = f"SELECT {cells} FROM (SELECT {made} {source}) x"  # noqa: S608
    return Layout(tuple(columns), statement, values)


def _within(scope: Scope, table: str) -> str:
    """The condition on rows of a table that has a shift. Only numbers are filled in."""
    wanted = [f"{table}.organisation_id = %(organisation_id)s"]
    if scope.shift_id is not None:
        wanted.append(f"{table}.shift_id = %(shift_id)s")
    if scope.campaign_id is not None:
        wanted.append("s.campaign_id = %(campaign_id)s")
    return " AND ".join(wanted)


# A number and an answer in words have no choice.
_CODE: Final = "coalesce(h.code, a.number::text, a.words)"
_IN_WORDS: Final = "coalesce(h.text ->> k.languages[1], a.number::text, a.words)"
_ANSWERED: Final = """
    FROM answer a
    JOIN voter v ON v.id = a.voter_id
    JOIN question q ON q.id = a.question_id
    LEFT JOIN choice h ON h.id = a.choice_id
    JOIN shift s ON s.id = a.shift_id
    JOIN campaign k ON k.id = s.campaign_id
    LEFT JOIN caller w ON w.id = a.caller_id
    """


def _answers(_: Session, scope: Scope) -> Layout:
    columns = {
        "Voter File ID": "v.voter_file_id",
        "First name": "v.first_name",
        "Last name": "v.last_name",
        "Language": "a.language",
        "Campaign": "k.name",
        "Shift": "s.name",
        "Question": "q.text ->> k.languages[1]",
        "Answer": _CODE,
        "Answer in words": _IN_WORDS,
        "Came by": "a.door",
        "Caller": "w.name",
        "Date": _MOMENT.format("a.at"),
    }
    return _layout(columns, f"{_ANSWERED} WHERE {_within(scope, 'a')} ORDER BY a.id", scope)


def _van_survey(_: Session, scope: Scope) -> Layout:
    columns = {
        "Voter File VANID": "v.voter_file_id",
        "Contact Name": _NAME,
        "Date Canvassed": _DAY.format("a.at"),
        "Survey Response": _IN_WORDS,
        "Survey Question Name": "q.text ->> k.languages[1]",
        "Survey Question Type": "'Survey'::text",
        "Canvassed By": "w.name",
        "Contact Type": "CASE WHEN s.channel = 'text' THEN 'SMS Text' ELSE 'Phone' END",
    }
    return _layout(columns, f"{_ANSWERED} WHERE {_within(scope, 'a')} ORDER BY a.id", scope)


def _contacts(scope: Scope) -> str:
    """Calls with a result, and text conversations that began: one row each."""
    calls = f"""
        SELECT c.voter_id, c.caller_id, c.shift_id, {_VAN_RESULT} AS result, c.to_number AS number,
               coalesce(c.answered_at, c.ended_at, c.queued_at) AS at, 'Phone' AS contact_type,
               c.queued_at AS created_at, 0 AS kind, c.id
          FROM call c JOIN shift s ON s.id = c.shift_id
         WHERE c.result IS NOT NULL AND c.result <> 'not placed' AND {_within(scope, "c")}
        """  # noqa: S608
    texts = f"""
        SELECT t.voter_id, t.caller_id, t.shift_id,
               CASE WHEN t.state = 'opted out' THEN 'Do Not Text'
                    WHEN t.last_inbound_at IS NOT NULL THEN 'Canvassed'
                    ELSE 'Texted' END AS result, t.their_number AS number,
               t.last_at AS at, 'SMS Text' AS contact_type, t.last_at AS created_at, 1 AS kind, t.id
          FROM conversation t JOIN shift s ON s.id = t.shift_id
         WHERE t.state <> 'unsent' AND {_within(scope, "t")}
        """  # noqa: S608
    return f"({calls} UNION ALL {texts}) c"


def _van_contacts(_: Session, scope: Scope) -> Layout:
    columns = {
        "Voter File VANID": "v.voter_file_id",
        "Contact Name": _NAME,
        "Date Canvassed": _DAY.format("c.at"),
        "Result": "c.result",
        "Contact Type": "c.contact_type",
        "Canvassed By": "w.name",
        "Created By": "'phonebank'::text",
        "Date Created": _DAY.format("c.created_at"),
        "Input Type Name": "'API'::text",
        "MiniVAN Campaign": "''::text",
    }
    source = f"""
        FROM {_contacts(scope)}
        JOIN voter v ON v.id = c.voter_id
        LEFT JOIN caller w ON w.id = c.caller_id
        ORDER BY c.kind, c.id
        """
    return _layout(columns, source, scope)


# Whatever the version of the script, a question is known by its origin.
_RESPONSES: Final = f"""
    SELECT jsonb_object_agg(g.origin, g.codes) AS answers
      FROM (SELECT coalesce(q.origin_id, q.id) AS origin,
                   string_agg({_CODE}, ', ' ORDER BY a.place) AS codes
              FROM answer a
              JOIN question q ON q.id = a.question_id
              LEFT JOIN choice h ON h.id = a.choice_id
             WHERE a.shift_id = c.shift_id AND a.voter_id = c.voter_id AND c.result = 'Canvassed'
             GROUP BY 1) g
    """  # noqa: S608 - made of our own constants


def _van_upload(session: Session, scope: Scope) -> Layout:
    """VAN takes a result or answers of one contact, never both: a result stands only where
    nothing was answered."""
    questions = _questions(session, scope)
    columns = {
        "VAN ID": "v.voter_file_id",
        "Date Contacted": _DAY.format("c.at"),
        "Phone Number": "substr(c.number, 3)",
        "Canvass Result": "CASE WHEN r.answers IS NULL THEN c.result ELSE '' END",
        **{header: f"r.answers ->> '{origin}'" for header, origin in questions.items()},
    }
    source = f"""
        FROM {_contacts(scope)}
        JOIN voter v ON v.id = c.voter_id AND v.voter_file_id IS NOT NULL
        LEFT JOIN LATERAL ({_RESPONSES}) r ON true
        ORDER BY c.kind, c.id
        """
    return _layout(columns, source, scope)


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


def _voters(_: Session, scope: Scope) -> Layout:
    numbers = "SELECT string_agg(p.e164, ' ' ORDER BY p.position) FROM phone_number p"
    columns = {
        "Voter File ID": "v.voter_file_id",
        "First name": "v.first_name",
        "Last name": "v.last_name",
        "Language": "v.language",
        "Phone numbers": f"(substr(({numbers} WHERE p.voter_id = v.id), 2))",
        "Address": "v.address",
        "City": "v.city",
        "State": "v.state",
        "ZIP code": "v.zip_code",
    }
    listed = "JOIN voter_list_entry e ON e.voter_id = v.id AND e.voter_list_id = %(voter_list_id)s"
    source = f"""
        FROM voter v {listed if scope.voter_list_id is not None else ""}
        WHERE v.organisation_id = %(organisation_id)s
        ORDER BY {"e.position" if scope.voter_list_id is not None else "v.id"}
        """
    return _layout(columns, source, scope)


def _tags(_: Session, scope: Scope) -> Layout:
    columns = {
        "Voter File ID": "v.voter_file_id",
        "First name": "v.first_name",
        "Last name": "v.last_name",
        "Language": "c.language",
        "Campaign": "k.name",
        "Shift": "s.name",
        "Tag": "t.name ->> k.languages[1]",
        "Texter": "w.name",
        "Date": _MOMENT.format("x.at"),
    }
    source = f"""
        FROM conversation_tag x
        JOIN tag t ON t.id = x.tag_id
        JOIN conversation c ON c.id = x.conversation_id
        JOIN voter v ON v.id = c.voter_id
        JOIN shift s ON s.id = c.shift_id
        JOIN campaign k ON k.id = s.campaign_id
        LEFT JOIN caller w ON w.id = x.caller_id
        WHERE {_within(scope, "c")}
        ORDER BY x.id
        """
    return _layout(columns, source, scope)


_LAYOUTS: Final[dict[LayoutName, Callable[[Session, Scope], Layout]]] = {
    LayoutName.ANSWERS: _answers,
    LayoutName.VAN_SURVEY: _van_survey,
    LayoutName.VAN_CONTACTS: _van_contacts,
    LayoutName.VAN_UPLOAD: _van_upload,
    LayoutName.VOTERS: _voters,
    LayoutName.TAGS: _tags,
}
