"""A new list from an old one: who fits is counted first, and then kept under a name."""

import re

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from phonebank.domain.errors import BadInput
from phonebank.services.selecting import (
    Selection,
    choices_asked,
    count_selected,
    make_list,
    tags_put_on,
)
from phonebank.services.showing_lists import list_shown
from phonebank.web.desk.member import author, told
from phonebank.web.door import transaction
from phonebank.web.sessions import current_member, member_required

bp = Blueprint("desk_selecting", __name__, url_prefix="/desk/lists/<int:list_id>/select")

_MOST_TRIES = 100


@bp.get("")
@member_required
def ask(list_id: int) -> str:
    """Who shall be on the new list, and how many that would be."""
    return _page(list_id, None)


@bp.post("")
@member_required
def make(list_id: int) -> ResponseReturnValue:
    """Make the list."""
    owner = current_member().organisation_id
    try:
        with transaction() as session:
            name = request.form.get("name", "")
            made = make_list(session, owner, name, _selection(list_id), author())
    except BadInput as problem:
        return _page(list_id, problem), 400
    return redirect(url_for("desk_lists.one", list_id=made.id))


def _selection(list_id: int) -> Selection:
    given = request.values
    areas = (each.strip() for each in re.split(r"[,;\n]", given.get("areas", "")))
    tries = given.get("tries", "0") or "0"
    if not tries.isdecimal() or int(tries[:9]) > _MOST_TRIES:
        raise BadInput("please give the number of tries as a small whole number", "tries")
    return Selection(
        voter_list_id=list_id,
        languages=tuple(given.getlist("languages")),
        areas=tuple(area for area in areas if area),
        choice_id=_id(given.get("choice", "")),
        tries=int(tries),
        tag_id=_id(given.get("tag", "")),
    )


def _id(given: str) -> int | None:
    return int(given) if given.isdecimal() and len(given) < 16 else None


def _page(list_id: int, problem: BadInput | None) -> str:
    owner = current_member().organisation_id
    with transaction() as session:
        shown = list_shown(session, owner, list_id)
        choices, tags = choices_asked(session, owner), tags_put_on(session, owner)
        try:
            fitting = count_selected(session, owner, _selection(list_id))
        except BadInput as refused:
            fitting, problem = 0, problem or refused
    return render_template(
        "desk/select.html",
        shown=shown,
        choices=choices,
        tags=tags,
        fitting=fitting,
        given=request.values,
        problem=problem,
        told=told,
    )
