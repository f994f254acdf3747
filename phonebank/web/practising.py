"""The training card and the practice call: once before the first real one, and again at will."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from phonebank.domain.contact_rules import Channel
from phonebank.domain.languages import LANGUAGES, UNKNOWN
from phonebank.domain.shift import Shift
from phonebank.domain.survey import CallScript
from phonebank.services.rehearsing import practised, rehearsal
from phonebank.web.call_words import call_words
from phonebank.web.door import now, transaction
from phonebank.web.sessions import caller_required, current_caller
from phonebank.web.translating import page_language

bp = Blueprint("practising", __name__, url_prefix="/practice")


@bp.get("")
@caller_required
def page() -> str:
    """A call with a made-up voter who speaks a language of the volunteer's."""
    caller = current_caller()
    with transaction() as session:
        shift = session.get_one(Shift, caller.shift_id)
        script = session.get_one(CallScript, shift.call_script_id)
        shared = [tag for tag in caller.languages if tag in shift.languages]
        spoken = shared or [tag for tag in shift.languages if tag != UNKNOWN] or ["en"]
        wanted = request.args.get("language", "")
        language = wanted if wanted in spoken else spoken[0]
        shown = rehearsal(session, script, language, page_language(), caller.name)
    first_page = "/inbox" if shift.channel is Channel.TEXT else url_for("calling.page")
    return render_template(
        "calling/rehearsal.html",
        name=shift.name,
        shown=shown,
        spoken=[LANGUAGES[tag] for tag in spoken],
        leads_back=first_page,
        words_of_page=call_words(),
        languages_shown=spoken,
        ends=url_for("practising.done"),
    )


@bp.post("/done")
@caller_required
def done() -> ResponseReturnValue:
    """The practice call is over: on to the real ones."""
    with transaction() as session:
        practised(session, current_caller().id, now())
    return redirect(url_for("joining.go_on"))
