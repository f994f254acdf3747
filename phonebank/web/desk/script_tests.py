"""Tests of a call script: its opening and questions in other words; version A is as it stands.

Results are on the page of every test (`message_tests.py`).
"""

from collections.abc import Mapping
from functools import partial

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from phonebank.domain.errors import BadInput
from phonebank.domain.message_test import MOST_VERSIONS, MessageTest, label_of
from phonebank.domain.proportion import points_known
from phonebank.domain.spoken_words import ScriptTestDraft, SpokenWords
from phonebank.domain.survey import CallScript
from phonebank.services.message_testing import message_test_of, start_test
from phonebank.services.script_testing import (
    create_script_test,
    rewrite_script_test,
    take_test_on_shift,
)
from phonebank.services.spoken_versions import words_of_script
from phonebank.services.writing import campaign_of, script_of
from phonebank.web.desk.member import author, told
from phonebank.web.desk.message_tests import PLANNED_VOTERS
from phonebank.web.desk.script_form import texts_typed, whole_number
from phonebank.web.door import transaction
from phonebank.web.sessions import current_member, member_required

bp = Blueprint("desk_script_tests", __name__, url_prefix="/desk")
bp.context_processor(lambda: {"label_of": label_of})


@bp.get("/scripts/<int:script_id>/tests/new")
@member_required
def begin(script_id: int) -> str:
    """A new test: version B is to be written."""
    with transaction() as session:
        script = script_of(session, current_member().organisation_id, script_id)
        return _form(session, script, ScriptTestDraft("", PLANNED_VOTERS, [SpokenWords()]))


@bp.post("/scripts/<int:script_id>/tests/new")
@member_required
def write(script_id: int) -> ResponseReturnValue:
    """Save a new test, or add a version to its form."""
    owner = current_member().organisation_id
    with transaction() as session:
        script = script_of(session, owner, script_id)
        draft = _draft(session, script)
        if "add" in request.form:
            return _form(session, script, _with_one_more(draft))
    try:
        with transaction() as session:
            test = create_script_test(session, owner, script_id, draft, author())
    except BadInput as problem:
        with transaction() as session:
            return _form(session, script, draft, problem=problem), 400
    return redirect(url_for("desk_script_tests.one", test_id=test.id))


@bp.get("/script-tests/<int:test_id>")
@member_required
def one(test_id: int) -> ResponseReturnValue:
    """A test that is yet to be started, to be written on; its results once it has been."""
    with transaction() as session:
        test = message_test_of(session, current_member().organisation_id, test_id)
        if test.started_at is not None or test.call_script_id is None:
            return redirect(url_for("desk_message_tests.one", test_id=test_id))
        versions = [each.spoken for each in test.versions if each.position > 1]
        draft = ScriptTestDraft(test.name, test.planned_voters, versions)
        return _form(session, session.get_one(CallScript, test.call_script_id), draft, test)


@bp.post("/script-tests/<int:test_id>")
@member_required
def rewrite(test_id: int) -> ResponseReturnValue:
    """Save what was written on, and start it where that was pressed."""
    owner = current_member().organisation_id
    with transaction() as session:
        test = message_test_of(session, owner, test_id)
        script = script_of(session, owner, test.call_script_id or 0)
        draft = _draft(session, script)
        if "add" in request.form:
            return _form(session, script, _with_one_more(draft), test)
    try:
        with transaction() as session:
            rewrite_script_test(session, owner, test_id, draft, author())
        if "start" in request.form:
            with transaction() as session:
                start_test(session, owner, test_id, author())
    except BadInput as problem:
        with transaction() as session:
            return _form(session, script, draft, test, problem), 400
    return redirect(url_for("desk_script_tests.one", test_id=test_id))


@bp.post("/shifts/<int:shift_id>/test")
@member_required
def take(shift_id: int) -> ResponseReturnValue:
    """Let a shift under way deal the versions of `test`."""
    wanted = request.form.get("test", 0, type=int)
    with transaction() as session:
        take_test_on_shift(session, current_member().organisation_id, shift_id, wanted, author())
    return redirect(url_for("desk_shifts.one", shift_id=shift_id))


def _form(
    session: Session,
    script: CallScript,
    draft: ScriptTestDraft,
    test: MessageTest | None = None,
    problem: BadInput | None = None,
) -> str:
    campaign = campaign_of(session, script.organisation_id, script.campaign_id)
    own = words_of_script(session, script)
    return render_template(
        "desk/script_test.html",
        campaign=campaign,
        script=script,
        draft=draft,
        test=test,
        places=_by_place(own),
        worded=[_by_place(each) for each in draft.versions],
        points=points_known(draft.planned_voters or PLANNED_VOTERS),
        most_versions=MOST_VERSIONS - 1,  # the script itself is one
        problem=problem,
        told=told,
        languages_shown=campaign.languages,
    )


def _by_place(version: SpokenWords) -> dict[str, Mapping[str, str]]:
    worded = {f"q{asked}": words for asked, words in version.questions.items()}
    return {"opening": version.opening, **worded}


def _draft(session: Session, script: CallScript) -> ScriptTestDraft:
    """What is typed. Questions are named by their ids, so that one which is asked no more since the
    page was loaded is told, and never put in another one's place."""
    tags = campaign_of(session, script.organisation_id, script.campaign_id).languages
    versions: list[SpokenWords] = []
    while f"version-{len(versions) + 2}-opening-{tags[0]}" in request.form:
        name = f"version-{len(versions) + 2}"
        typed = partial(texts_typed, request.form, languages=tags)
        asked = {_question(field, f"{name}-q") for field in request.form}
        worded = {each: typed(f"{name}-q{each}") for each in asked if each is not None}
        kept = {each: words for each, words in worded.items() if words}
        versions.append(SpokenWords(typed(f"{name}-opening"), kept))
    while len(versions) > 1 and not list(versions[-1].texts()):
        versions.pop()
    planned = whole_number(request.form.get("planned_voters", ""))
    return ScriptTestDraft(request.form.get("name", ""), planned, versions)


def _question(field: str, prefix: str) -> int | None:
    """The id of the question that a field is about."""
    asked = field.removeprefix(prefix)
    return whole_number(asked.partition("-")[0]) if asked != field else None


def _with_one_more(draft: ScriptTestDraft) -> ScriptTestDraft:
    return ScriptTestDraft(draft.name, draft.planned_voters, [*draft.versions, SpokenWords()])
