"""Bringing a list in: upload a file, say what its columns are, and watch it come."""

import tempfile
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from phonebank.domain.errors import BadInput
from phonebank.domain.voter_list import ListKind
from phonebank.jobs import files as jobs
from phonebank.jobs.queues import QueueName, enqueue
from phonebank.services.importing import matching, reading, taking_back
from phonebank.services.importing.reading import VoterFile
from phonebank.services.importing.starting import begin_import
from phonebank.services.importing.uploading import head_written_out, keep_upload, uploaded_file
from phonebank.services.showing_import import import_shown
from phonebank.services.showing_lists import lists_of
from phonebank.web.desk.column_words import COLUMNS, CONFIDENCES, IMPORT_STATES, KINDS_OF_LINE
from phonebank.web.desk.member import actor, author, told
from phonebank.web.door import application, now, transaction
from phonebank.web.sessions import current_member, member_required
from phonebank.web.settings import LARGEST_VOTER_LIST_BYTES
from phonebank.web.streaming import stream

bp = Blueprint("desk_bringing", __name__, url_prefix="/desk")


@bp.url_value_preprocessor
def _let_a_voter_list_be_large(endpoint: str | None, _: dict[str, Any] | None) -> None:
    """Before the form is searched for its token, and thereby read."""
    if endpoint == "desk_bringing.upload":
        request.max_content_length = LARGEST_VOTER_LIST_BYTES


@bp.post("/uploads")
@member_required
def upload() -> ResponseReturnValue:
    """Take the file in, and go on to its columns."""
    given = request.files.get("file")
    if given is None or not given.filename:
        raise BadInput("please choose a file that has something in it", "file")
    owner = current_member().organisation_id
    file_id = keep_upload(application().database, owner, given.filename, given.stream, now())
    return redirect(url_for("desk_bringing.columns", file_id=file_id))


@bp.get("/uploads/<int:file_id>")
@member_required
def columns(file_id: int) -> ResponseReturnValue:
    """What we take each column for, with samples."""
    return _columns(file_id)


@bp.post("/uploads/<int:file_id>")
@member_required
def start(file_id: int) -> ResponseReturnValue:
    """Import the file as its columns were said to be, and remember that."""
    owner = current_member().organisation_id
    try:
        with tempfile.TemporaryDirectory() as folder:
            said = _said(_look_into(file_id, Path(folder)))
            file = reading.open_voter_file(Path(folder) / "list", said)
            import_id = _begin(owner, file_id, file)
    except BadInput as problem:
        return _columns(file_id, problem)
    enqueue(application(), QueueName.FILES, jobs.attend_to_import, import_id)
    return redirect(url_for("desk_bringing.one", import_id=import_id))


@bp.get("/imports/<int:import_id>")
@member_required
def one(import_id: int) -> str:
    """How far an import is, and what came of it."""
    return _page("desk/import.html", import_id)


@bp.get("/imports/<int:import_id>/now")
@member_required
def now_there(import_id: int) -> str:
    """The part of the page that changes, as it stands."""
    return _page("desk/import_now.html", import_id)


@bp.get("/imports/<int:import_id>/events")
@member_required
def events(import_id: int) -> Response:
    """Tells the page to look again."""
    with transaction() as session:
        taking_back.import_of(session, current_member().organisation_id, import_id)
    return stream(application().hub, ("import", import_id))


@bp.post("/imports/<int:import_id>/cancel")
@member_required
def cancel(import_id: int) -> ResponseReturnValue:
    """End an import that goes on; what it brought is taken back."""
    with transaction() as session:
        taking_back.cancel(session, current_member().organisation_id, import_id, now())
    return redirect(url_for("desk_bringing.one", import_id=import_id))


@bp.post("/imports/<int:import_id>/take-back")
@member_required
def take_back(import_id: int) -> ResponseReturnValue:
    """Undo an import."""
    owner = current_member().organisation_id
    with transaction() as session:
        asked = taking_back.ask_to_take_back(session, owner, import_id, author())
    if asked:
        enqueue(application(), QueueName.FILES, jobs.attend_to_import, import_id)
    return redirect(url_for("desk_bringing.one", import_id=import_id))


def _look_into(file_id: int, folder: Path) -> VoterFile:
    app, owner = application(), current_member().organisation_id
    with app.database.transaction() as session:
        uploaded_file(session, owner, file_id)
    return reading.look_into(head_written_out(app.database, file_id, folder))


def _said(file: VoterFile) -> dict[str, str]:
    """The form's fields, `column-0` and so on, as header -> column."""
    return {
        header: request.form.get(f"column-{place}", "extra")
        for place, header in enumerate(file.columns.headers)
    }


def _begin(owner: int, file_id: int, file: VoterFile) -> int:
    said = file.columns.as_dict()
    kind = _kind()
    with transaction() as session:
        uploaded = uploaded_file(session, owner, file_id)
        name = request.form.get("list", "")
        record = begin_import(
            session,
            owner,
            name,
            file,
            uploaded.name,
            now(),
            actor(),
            kind=kind,
            uploaded_file_id=file_id,
        )
        matching.remember(session, owner, file.columns.headers, said, now())
        return record.id


def _kind() -> ListKind:
    kind = request.form.get("kind", ListKind.CONTACT)
    if kind not in set(ListKind):
        raise BadInput("please say what the list is for", "kind")
    return ListKind(kind)


def _columns(file_id: int, problem: BadInput | None = None) -> ResponseReturnValue:
    owner = current_member().organisation_id
    with transaction() as session:
        uploaded = uploaded_file(session, owner, file_id)
        lists = lists_of(session, owner)
    with tempfile.TemporaryDirectory() as folder:
        file = _look_into(file_id, Path(folder))
        with transaction() as session:
            known = matching.remembered(session, owner, file.columns.headers)
        said = known if problem is None else _said(file)
        matches = _matches(file, said)
    page = render_template(
        "desk/upload.html",
        uploaded=uploaded,
        layout=file.layout,
        matches=matches,
        columns=COLUMNS,
        confidences=CONFIDENCES,
        lists=lists,
        given=request.form,
        problem=problem,
        told=told,
    )
    return page, 200 if problem is None else 400


def _matches(file: VoterFile, said: dict[str, str]) -> list[matching.Match]:
    try:
        return matching.matches_of(file, said)
    except BadInput:  # the same thing said of two columns: shown as we found them
        return matching.matches_of(file, {})


def _page(template: str, import_id: int) -> str:
    with transaction() as session:
        shown = import_shown(session, current_member().organisation_id, import_id)
    return render_template(
        template, shown=shown, states=IMPORT_STATES, kinds=KINDS_OF_LINE, columns=COLUMNS
    )
