"""Voter lists: who is on them, the files they came from, and the rows that were not taken."""

import shlex

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from phonebank.domain.organisation import Organisation
from phonebank.jobs.files import look_up_lines
from phonebank.jobs.queues import QueueName, enqueue
from phonebank.services.importing.rejected import rejected_csv, rejected_rows
from phonebank.services.looking_up import ask_to_look_up, cost_cents
from phonebank.services.showing_lists import list_shown, lists_of
from phonebank.web.desk.csv_download import csv_download
from phonebank.web.desk.member import author
from phonebank.web.door import application, transaction
from phonebank.web.sessions import current_member, member_required

bp = Blueprint("desk_lists", __name__, url_prefix="/desk")

_MOST_LOOKED_UP = 5_000_000


@bp.get("/lists")
@member_required
def every() -> str:
    """All lists, and how to bring in another."""
    with transaction() as session:
        lists = lists_of(session, current_member().organisation_id)
        command = _command(session, None)
    return render_template("desk/lists.html", lists=lists, command=command)


@bp.get("/lists/<int:list_id>")
@member_required
def one(list_id: int) -> str:
    """One list in figures, with its imports."""
    with transaction() as session:
        shown = list_shown(session, current_member().organisation_id, list_id)
        command = _command(session, shown.voter_list.name)
    dollars = cost_cents(shown.unknown_lines) / 100
    return render_template("desk/list.html", shown=shown, command=command, dollars=dollars)


@bp.get("/imports/<int:import_id>/rejected.csv")
@member_required
def rejected(import_id: int) -> Response:
    """The rows of an import that were not taken, with the reason, to be mended."""
    owner = current_member().organisation_id
    return csv_download(
        f"rejected-rows-{import_id}.csv",
        lambda session: rejected_csv(rejected_rows(session, owner, import_id)),
    )


@bp.post("/lists/<int:list_id>/look-up")
@member_required
def look_up(list_id: int) -> ResponseReturnValue:
    """Ask the carrier for kinds of line, at the cost that the page told."""
    owner = current_member().organisation_id
    numbers = min(request.form.get("numbers", 0, type=int), _MOST_LOOKED_UP)
    with transaction() as session:
        ask_to_look_up(session, owner, list_id, numbers, author())
    enqueue(application(), QueueName.FILES, look_up_lines, list_id, numbers)
    return render_template("desk/looking_up.html", list_id=list_id, numbers=numbers)


def _command(session: Session, list_name: str | None) -> str:
    """The command that reads a file into the list, as it is typed."""
    slug = session.get_one(Organisation, current_member().organisation_id).slug
    name = shlex.quote(list_name) if list_name else '"NAME"'
    return f"phonebank import-voters --org {shlex.quote(slug)} --list {name} FILE"
