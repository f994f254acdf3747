"""The texter's inbox: its page, and the parts of it that are fetched anew when something happened.

Every part is rendered here, so that its words, languages and directions are decided in one place;
the page's script only puts parts where they belong. The `.json` addresses say the same as data.
"""

from dataclasses import asdict

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from phonebank.db import announce
from phonebank.domain.errors import BadInput, NotFound
from phonebank.domain.languages import written_of
from phonebank.services.calling import here
from phonebank.services.conversations import mark_read
from phonebank.services.inbox_order import (
    OrderPage,
    Place,
    Sought,
    next_unsent,
    next_waiting,
    order_page,
    waiting_now,
)
from phonebank.services.sharing import names_of
from phonebank.services.showing_inbox import PAGE_SIZE, conversations_listed, inbox_of
from phonebank.services.showing_thread import Thread, thread_of
from phonebank.web.door import application, now, posted_json, transaction
from phonebank.web.inbox_words import WORDS
from phonebank.web.sessions import caller_required, current_caller

bp = Blueprint("inbox", __name__, url_prefix="/inbox")
bp.context_processor(lambda: WORDS)

MOST_LISTED = 200
INBOX_TAB = "inbox"
"""A texter's tabs are as good as each other: none of them holds a line."""


@bp.get("")
@caller_required
def page() -> str:
    """The whole inbox, with the conversation `open` before the texter."""
    caller = current_caller()
    with transaction() as session:
        order = order_page(session, caller.id)
        inbox = inbox_of(session, caller.id, now())
        thread = _thread_or_none(session, caller.id, request.args.get("open", type=int))
        told = _order(session, caller.id, order)
    spoken = [written_of(tag) for tag in caller.languages]
    return render_template(
        "inbox/page.html",
        inbox=inbox,
        thread=thread,
        order=told,
        languages_shown=[*spoken, *(each.language for each in inbox.conversations)],
    )


@bp.get("/conversations")
@caller_required
def conversations() -> ResponseReturnValue:
    """The list put in order anew: `order` holds ids, `items` the first lines, and `after` begins
    the next page, which is asked for with it. `search` is a voter's name or part of it, `tag` a
    tag's id."""
    caller_id, after = current_caller().id, request.args.get("after")
    sought = Sought(request.args.get("search", "").strip(), request.args.get("tag", type=int))
    with transaction() as session:
        order = order_page(session, caller_id, sought, Place.read(after) if after else None)
        told = _order(session, caller_id, order)
        if after:
            return jsonify(told)
        listed = conversations_listed(session, caller_id, order.ids[: _first()])
        inbox = inbox_of(session, caller_id, now(), first=0)
    return jsonify(
        items=render_template("inbox/items.html", conversations=listed),
        left=render_template("inbox/left.html", inbox=inbox),
        times=render_template("inbox/times.html", inbox=inbox),
        **told,
    )


@bp.get("/rows")
@caller_required
def rows() -> ResponseReturnValue:
    """Lines of the list: those of `ids`, numbers with commas between them."""
    told = request.args.get("ids", "").split(",")
    ids = _ids([int(each) if each.isdecimal() else each for each in told])
    with transaction() as session:
        listed = conversations_listed(session, current_caller().id, ids)
    return jsonify(items=render_template("inbox/items.html", conversations=listed))


@bp.get("/next")
@caller_required
def next_one() -> ResponseReturnValue:
    """The conversation to go on with after the one `than`: whoever waits for an answer, or with
    `unsent`, whoever is to be written to; with both, the one or else the other."""
    caller_id, than = current_caller().id, request.args.get("than", type=int)
    kinds = {"waiting": next_waiting, "unsent": next_unsent}
    with transaction() as session:
        for kind in request.args.getlist("of"):
            if kind in kinds and (found := kinds[kind](session, caller_id, than)) is not None:
                return jsonify(id=found)
    return jsonify(id=None)


@bp.get("/conversations/<int:conversation_id>")
@caller_required
def conversation(conversation_id: int) -> ResponseReturnValue:
    """One conversation with its survey."""
    with transaction() as session:
        thread = thread_of(session, current_caller().id, conversation_id)
    return jsonify(_parts(thread))


@bp.post("/look")
@caller_required
def look() -> ResponseReturnValue:
    """What is on the screen, as it stands now.

    `ids` are the conversations whose lines are on the screen, `open` the one before the texter's
    eyes, which is read by this; `nobody_left` is what the last request for voters told. `waiting`
    answers with those that have something unread. Whoever looks is there, and is shown who else
    has the open conversation before them; `replying` tells that they are writing.
    """
    posted = posted_json()
    caller_id = current_caller().id
    with transaction() as session:
        here(session, caller_id, INBOX_TAB, now(), take_over=True)
        thread = _read(session, caller_id, posted.get("open"))
        replying = posted.get("replying") is True
        company = _company(session, caller_id, thread, replying) if thread else {}
        listed = conversations_listed(session, caller_id, _ids(posted.get("ids")))
        inbox = inbox_of(session, caller_id, now(), first=0)
        waiting = waiting_now(session, caller_id)
    nobody_left = posted.get("nobody_left") is True
    return jsonify(
        items=render_template("inbox/items.html", conversations=listed),
        left=render_template("inbox/left.html", inbox=inbox, nobody_left=nobody_left),
        times=render_template("inbox/times.html", inbox=inbox),
        waiting=waiting,
        company=render_template("inbox/company.html", company=company),
        **(_parts(thread) if thread else {}),
    )


@bp.get("/conversations.json")
@caller_required
def conversations_data() -> ResponseReturnValue:
    """The list as data."""
    with transaction() as session:
        return jsonify(asdict(inbox_of(session, current_caller().id, now(), _first())))


@bp.get("/conversations/<int:conversation_id>.json")
@caller_required
def conversation_data(conversation_id: int) -> ResponseReturnValue:
    """One conversation as data."""
    with transaction() as session:
        return jsonify(asdict(thread_of(session, current_caller().id, conversation_id)))


def _parts(thread: Thread) -> dict[str, str]:
    return {
        "thread": render_template("inbox/thread.html", thread=thread),
        "answers": render_template("inbox/answers.html", thread=thread),
    }


def _order(session: Session, caller_id: int, page: OrderPage) -> dict[str, object]:
    return {
        "order": page.ids,
        "after": str(page.after) if page.after else None,
        "waiting": waiting_now(session, caller_id),
    }


def _first() -> int:
    wanted = request.args.get("first", PAGE_SIZE, type=int)
    return max(1, min(wanted, MOST_LISTED))


def _ids(posted: object) -> list[int]:
    if not isinstance(posted, list) or not all(type(each) is int for each in posted):
        raise BadInput("ids should be a list of whole numbers")
    return posted[:MOST_LISTED]


def _read(session: Session, caller_id: int, conversation_id: object) -> Thread | None:
    if type(conversation_id) is not int:
        return None
    mark_read(session, caller_id, conversation_id)
    return _thread_or_none(session, caller_id, conversation_id)


def _company(session: Session, caller_id: int, thread: Thread, replying: bool) -> dict[str, bool]:
    """The names of the others in a conversation, and whether each is writing."""
    company = application().presence.note(thread.id, caller_id, replying=replying)
    if company.is_news:
        announce(session, *(("caller", each) for each in company.others))
    names = names_of(session, list(company.others))
    return {name: company.others[each] for each, name in names.items()}


def _thread_or_none(session: Session, caller_id: int, wanted: int | None) -> Thread | None:
    """A link to a conversation that is not, or no longer, the texter's opens the list."""
    if wanted is None:
        return None
    try:
        return thread_of(session, caller_id, wanted)
    except NotFound:
        return None
