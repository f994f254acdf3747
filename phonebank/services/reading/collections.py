"""The collections that other programs read. Each row is the organisation's own, and no other's."""

from typing import Final

from phonebank.domain.call import CallState, ContactResult
from phonebank.domain.contact_request import SuppressionReason, SuppressionScope
from phonebank.domain.contact_rules import Channel
from phonebank.domain.dial_mode import DialMode
from phonebank.domain.export_file import ExportState
from phonebank.domain.shift import ShiftState
from phonebank.domain.survey import AnswerDoor
from phonebank.domain.text_message import ConversationState, Direction, TextState
from phonebank.domain.voter_list import ListKind
from phonebank.services.reading.fields import (
    Collection,
    Field,
    Filter,
    Kind,
    moment,
    number,
    one_of,
    words,
)

_ID: Final = number("x.id", "By which it is known.")
_LANGUAGES: Final = "Language tags, the first is the source of the others."
_OF_SHIFT: Final = {
    "campaign_id": number("s.campaign_id", "The campaign."),
    "shift_id": number("s.id", "The shift."),
}
_OF_VOTER: Final = {
    "voter_id": number("v.id", "The voter, by our number."),
    "voter_file_id": words("v.voter_file_id", "The voter's id in their file.", nullable=True),
}
_BY_CAMPAIGN: Final = Filter("s.campaign_id = {}", Kind.NUMBER, "Of this campaign only.")
_BY_SHIFT: Final = Filter("s.id = {}", Kind.NUMBER, "Of this shift only.")
_BY_VOTER: Final = Filter("v.id = {}", Kind.NUMBER, "Of this voter only.")
_ABOUT_VOTERS: Final = {"campaign": _BY_CAMPAIGN, "shift": _BY_SHIFT, "voter": _BY_VOTER}


def _since(column: str) -> Filter:
    return Filter(f"{column} >= {{}}", Kind.MOMENT, "Not before this moment.")


_CAMPAIGNS = Collection(
    "What efforts are about.",
    "campaign x",
    {
        "id": _ID,
        "name": words("x.name", "Its name."),
        "sender_name": words("x.sender_name", "As whom volunteers introduce themselves."),
        "languages": Field("x.languages", Kind.WORDS, _LANGUAGES),
        "created_at": moment("x.created_at", "When it was made."),
    },
    {},
)
_LISTS = Collection(
    "Voter lists.",
    "voter_list x",
    {
        "id": _ID,
        "name": words("x.name", "Its name."),
        "kind": one_of("x.kind", ListKind, "To contact who is on it, or to leave them alone."),
        "voters": number(
            "(SELECT coalesce(sum(c.value::bigint), 0) FROM jsonb_each_text(x.counts) c)",
            "How many were on it when it was counted.",
        ),
        "numbers": number("x.numbers", "How many telephone numbers they had then."),
        "counted_at": moment("x.counted_at", "Null: it has changed since.", nullable=True),
        "created_at": moment("x.created_at", "When it was made."),
    },
    {},
)
_SHIFTS = Collection(
    "Times in which volunteers call or text the voters of a list.",
    "shift x JOIN campaign k ON k.id = x.campaign_id",
    {
        "id": _ID,
        "campaign_id": number("x.campaign_id", "The campaign."),
        "list_id": number("x.voter_list_id", "The voter list."),
        "name": words("x.name", "Its name."),
        "channel": one_of("x.channel", Channel, "By voice or by text."),
        "mode": one_of("x.mode", DialMode, "How its calls are started."),
        "state": one_of("x.state", ShiftState, "Where it stands."),
        "languages": Field("x.languages", Kind.WORDS, "Spoken languages of its voters."),
        "starts_at": moment("x.starts_at", "Planned beginning."),
        "ends_at": moment("x.ends_at", "Planned end."),
        "launched_at": moment("x.launched_at", "When it was begun.", nullable=True),
        "ended_at": moment("x.ended_at", "When it was ended.", nullable=True),
    },
    {"campaign": Filter("x.campaign_id = {}", Kind.NUMBER, "Of this campaign only.")},
)
_CALLS = Collection(
    "Dials to voters, with what came of each.",
    "call x JOIN shift s ON s.id = x.shift_id JOIN voter v ON v.id = x.voter_id",
    {
        "id": _ID,
        **_OF_SHIFT,
        **_OF_VOTER,
        "volunteer_id": number("x.caller_id", "Who called.", nullable=True),
        "number": words("x.to_number", "The number dialled, E.164."),
        "mode": one_of("x.mode", DialMode, "How it was started."),
        "state": one_of("x.state", CallState, "Where it stands."),
        "result": one_of("x.result", ContactResult, "Null: not told yet.", nullable=True),
        "inbound": Field("x.inbound", Kind.FLAG, "Whether the voter rang."),
        "note": words("x.note", "What the volunteer noted."),
        "queued_at": moment("x.queued_at", "When it was asked for."),
        "answered_at": moment("x.answered_at", "When somebody answered.", nullable=True),
        "ended_at": moment("x.ended_at", "When the line went down.", nullable=True),
    },
    {**_ABOUT_VOTERS, "since": _since("x.queued_at")},
)
_ANSWERS = Collection(
    "What voters answered: a choice by its code, a number, or words. A corrected answer keeps its "
    "id and has a new moment.",
    """answer x JOIN shift s ON s.id = x.shift_id JOIN voter v ON v.id = x.voter_id
       JOIN question q ON q.id = x.question_id JOIN campaign k ON k.id = s.campaign_id
       LEFT JOIN choice h ON h.id = x.choice_id""",
    {
        "id": _ID,
        **_OF_SHIFT,
        **_OF_VOTER,
        "question_id": number(
            "coalesce(q.origin_id, q.id)", "The same in every version of the script."
        ),
        "question": words(
            "coalesce(q.text ->> k.languages[1], '')", "In the campaign's first language."
        ),
        "code": words("h.code", "The short name of the choice.", nullable=True),
        "choice": words("h.text ->> k.languages[1]", "The choice in words.", nullable=True),
        "number": number("x.number", "The number answered.", nullable=True),
        "words": words("x.words", "What was said.", nullable=True),
        "language": words("x.language", "In which language it was asked."),
        "door": one_of("x.door", AnswerDoor, "How it came in."),
        "at": moment("x.at", "When it was answered, or corrected last."),
    },
    {**_ABOUT_VOTERS, "since": _since("x.at")},
)
_CONVERSATIONS = Collection(
    "What a voter and the texters of a shift wrote to each other.",
    "conversation x JOIN shift s ON s.id = x.shift_id JOIN voter v ON v.id = x.voter_id",
    {
        "id": _ID,
        **_OF_SHIFT,
        **_OF_VOTER,
        "volunteer_id": number("x.caller_id", "Whose it is.", nullable=True),
        "number": words("x.their_number", "The voter's number, E.164."),
        "language": words("x.language", "In which language."),
        "state": one_of("x.state", ConversationState, "Where it stands."),
        "last_at": moment("x.last_at", "When something last happened."),
        "last_reply_at": moment("x.last_inbound_at", "When the voter last wrote.", nullable=True),
    },
    {**_ABOUT_VOTERS, "since": _since("x.last_at")},
)
_TEXTS = Collection(
    "Single texts, both ways.",
    """text_message x JOIN conversation t ON t.id = x.conversation_id
       JOIN shift s ON s.id = t.shift_id JOIN voter v ON v.id = t.voter_id""",
    {
        "id": _ID,
        "conversation_id": number("x.conversation_id", "The conversation it belongs to."),
        **_OF_SHIFT,
        **_OF_VOTER,
        "direction": one_of("x.direction", Direction, "From the voter, or to them."),
        "body": words("x.body", "What is written."),
        "language": words("x.language", "In which language."),
        "state": one_of("x.state", TextState, "Where it stands."),
        "segments": number("x.segments", "As how many the carrier bills it; 0 for a reply."),
        "error_code": number("x.error_code", "The carrier's, where it failed.", nullable=True),
        "queued_at": moment("x.queued_at", "When it was written."),
        "settled_at": moment("x.settled_at", "When its outcome was known.", nullable=True),
    },
    {
        **_ABOUT_VOTERS,
        "conversation": Filter("t.id = {}", Kind.NUMBER, "Of this conversation only."),
        "since": _since("x.queued_at"),
    },
)
_SUPPRESSIONS = Collection(
    "Numbers that must not be contacted, and those whose owners came back.",
    "suppression x",
    {
        "id": _ID,
        "number": words("x.e164", "The number, E.164."),
        "scope": one_of("x.scope", SuppressionScope, "For whom it holds."),
        "reason": one_of("x.reason", SuppressionReason, "Why."),
        "at": moment("x.at", "Since when."),
        "lifted_at": moment("x.lifted_at", "Null: it holds.", nullable=True),
    },
    {"since": _since("greatest(x.at, x.lifted_at)")},
)

_EXPORTS = Collection(
    "Files that were asked for at the desk; `/exports/ID/file` is the file, in parts if need be.",
    "export_file x",
    {
        "id": _ID,
        "layout": words("x.layout", "What it holds."),
        "format": words("x.file_format", "Which kind of file."),
        "state": one_of("x.state", ExportState, "Where it stands."),
        "size_bytes": number("x.size_bytes", "How long the finished file is."),
        "sha256": words("x.digest", "Of the finished file, in hexadecimal; also its ETag."),
        "asked_at": moment("x.asked_at", "When it was asked for."),
        "finished_at": moment("x.finished_at", "When it was finished.", nullable=True),
    },
    {},
)

COLLECTIONS: Final[dict[str, Collection]] = {
    "campaigns": _CAMPAIGNS,
    "lists": _LISTS,
    "shifts": _SHIFTS,
    "calls": _CALLS,
    "answers": _ANSWERS,
    "conversations": _CONVERSATIONS,
    "texts": _TEXTS,
    "suppressions": _SUPPRESSIONS,
    "exports": _EXPORTS,
}
"""By the names that stand in addresses."""
