"""What a coordinator has to decide because no texter is there to do it."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from phonebank.domain.stranger_text import StrangerDecision
from phonebank.jobs import texts
from phonebank.jobs.queues import QueueName, enqueue
from phonebank.services import strangers
from phonebank.services.deciding_texts import decide_for_nobody
from phonebank.services.showing_decisions import decide_held, decisions_of
from phonebank.services.showing_script import name_words, words_of
from phonebank.web.desk.member import author
from phonebank.web.door import application, now, transaction
from phonebank.web.sessions import current_member, member_required

bp = Blueprint("desk_deciding", __name__, url_prefix="/desk/decisions")


@bp.get("")
@member_required
def page() -> str:
    """Each with what may be done about it."""
    with transaction() as session:
        decisions = decisions_of(session, current_member().organisation_id, now())
        return render_template(
            "desk/decisions.html",
            decisions=decisions,
            name_words=name_words,
            words_of=words_of,
            languages_shown=[each.conversation.language for each in decisions.held],
        )


@bp.post("/strangers/<int:text_id>")
@member_required
def decide_stranger(text_id: int) -> ResponseReturnValue:
    """The text was an opt-out, or meant nothing of the kind."""
    decision = StrangerDecision.OPT_OUT if _opts_out() else StrangerDecision.NOTHING
    with transaction() as session:
        owner = current_member().organisation_id
        strangers.decide(session, owner, text_id, decision, author())
    return _back()


@bp.post("/conversations/<int:conversation_id>")
@member_required
def decide_conversation(conversation_id: int) -> ResponseReturnValue:
    """The voter's text was an opt-out, or not."""
    with transaction() as session:
        owner = current_member().organisation_id
        decide_held(session, owner, conversation_id, _opts_out(), author())
    return _back()


@bp.post("/texts/<int:text_id>")
@member_required
def decide_text(text_id: int) -> ResponseReturnValue:
    """The text is sent once more, or left as it is."""
    again = request.form.get("decision") == "again"
    with transaction() as session:
        decide_for_nobody(session, current_member().organisation_id, text_id, again, author())
    if again:
        enqueue(application(), QueueName.TEXTS, texts.deliver, text_id)
    return _back()


def _opts_out() -> bool:
    return request.form.get("decision") == "opt-out"


def _back() -> ResponseReturnValue:
    return redirect(url_for("desk_deciding.page"))
