"""Tests of first texts: versions written beside each other, started, stopped.

The list of tests and the page of results are those of call scripts too (`script_tests.py`)."""

from collections.abc import Mapping

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from phonebank.domain.campaign import Campaign
from phonebank.domain.errors import BadInput
from phonebank.domain.message_test import (
    MOST_VERSIONS,
    MessageTest,
    MessageTestDraft,
    label_of,
)
from phonebank.domain.proportion import points_known
from phonebank.domain.survey import CallScript
from phonebank.services.drawing_versions import compared
from phonebank.services.measures import Measure, counting_of
from phonebank.services.message_results import message_results, results_csv
from phonebank.services.message_testing import (
    add_version,
    create_test,
    message_test_of,
    message_tests_of,
    rewrite_test,
    start_test,
    stop_test,
)
from phonebank.services.surveying import survey_of
from phonebank.services.translating import newest_scripts
from phonebank.services.writing import campaign_of
from phonebank.web.desk.csv_download import csv_download
from phonebank.web.desk.member import author, told
from phonebank.web.desk.script_form import texts_typed, whole_number
from phonebank.web.door import transaction
from phonebank.web.marking import mark as _
from phonebank.web.sessions import current_member, member_required

bp = Blueprint("desk_message_tests", __name__, url_prefix="/desk")

PLANNED_VOTERS = 400

MEASURES = {
    Measure.DELIVERED: _("Delivered"),
    Measure.REPLIED: _("Replied"),
    Measure.CONVERSATION: _("Conversations"),
    Measure.REFUSED: _("Refused"),
    Measure.OPTED_OUT: _("Opted out"),
    Measure.OPENED_LINK: _("Opened a link"),
}
bp.context_processor(lambda: {"measures": MEASURES, "label_of": label_of})


@bp.get("/campaigns/<int:campaign_id>/message-tests")
@member_required
def every(campaign_id: int) -> str:
    """The tests of a campaign."""
    owner = current_member().organisation_id
    with transaction() as session:
        campaign = campaign_of(session, owner, campaign_id)
        tests = message_tests_of(session, owner, campaign_id)
        scripts = newest_scripts(session, campaign_id)
    return render_template(
        "desk/message_tests.html", campaign=campaign, tests=tests, scripts=scripts
    )


@bp.get("/campaigns/<int:campaign_id>/message-tests/new")
@member_required
def begin(campaign_id: int) -> str:
    """A new test: version A is what the newest script says."""
    with transaction() as session:
        campaign = campaign_of(session, current_member().organisation_id, campaign_id)
        scripts = newest_scripts(session, campaign.id)
    first: Mapping[str, str] = scripts[-1].first_text if scripts else {}
    return _form(campaign, MessageTestDraft("", PLANNED_VOTERS, [first, {}]))


@bp.post("/campaigns/<int:campaign_id>/message-tests/new")
@member_required
def write(campaign_id: int) -> ResponseReturnValue:
    """Save a new test, or add a version to its form."""
    owner = current_member().organisation_id
    with transaction() as session:
        campaign = campaign_of(session, owner, campaign_id)
    draft = _draft(campaign)
    if "add" in request.form:
        return _form(campaign, _with_one_more(draft))
    try:
        with transaction() as session:
            test = create_test(session, owner, campaign_id, draft, author())
    except BadInput as problem:
        return _form(campaign, draft, problem=problem), 400
    return redirect(url_for("desk_message_tests.one", test_id=test.id))


@bp.get("/message-tests/<int:test_id>")
@member_required
def one(test_id: int) -> ResponseReturnValue:
    """A test: to be written on, or its results once it has been started."""
    with transaction() as session:
        test = message_test_of(session, current_member().organisation_id, test_id)
        if test.call_script_id is not None and test.started_at is None:
            return redirect(url_for("desk_script_tests.one", test_id=test_id))
        return _shown(session, test_id)


@bp.post("/message-tests/<int:test_id>")
@member_required
def rewrite(test_id: int) -> ResponseReturnValue:
    """Save what was written on, or add a version to the form."""
    owner = current_member().organisation_id
    with transaction() as session:
        test = message_test_of(session, owner, test_id)
        campaign = session.get_one(Campaign, test.campaign_id)
    draft = _draft(campaign)
    if "add" in request.form:
        return _form(campaign, _with_one_more(draft), test)
    try:
        with transaction() as session:
            rewrite_test(session, owner, test_id, draft, author())
        if "start" in request.form:
            with transaction() as session:
                start_test(session, owner, test_id, author())
    except BadInput as problem:
        return _form(campaign, draft, test, problem), 400
    return redirect(url_for("desk_message_tests.one", test_id=test_id))


@bp.post("/message-tests/<int:test_id>/stop")
@member_required
def stop(test_id: int) -> ResponseReturnValue:
    """Deal no more of its versions."""
    with transaction() as session:
        stop_test(session, current_member().organisation_id, test_id, author())
    return redirect(url_for("desk_message_tests.one", test_id=test_id))


@bp.post("/message-tests/<int:test_id>/versions")
@member_required
def add(test_id: int) -> ResponseReturnValue:
    """One more version for a test that runs."""
    owner = current_member().organisation_id
    try:
        with transaction() as session:
            test = message_test_of(session, owner, test_id)
            campaign = session.get_one(Campaign, test.campaign_id)
            text = texts_typed(request.form, "version", campaign.languages)
            add_version(session, owner, test_id, text, author())
    except BadInput as problem:
        with transaction() as session:
            return _shown(session, test_id, problem), 400
    return redirect(url_for("desk_message_tests.one", test_id=test_id))


@bp.get("/message-tests/<int:test_id>.csv")
@member_required
def as_csv(test_id: int) -> Response:
    """The results as a table."""
    owner = current_member().organisation_id
    return csv_download(
        f"message-test-{test_id}.csv",
        lambda session: results_csv(session, message_test_of(session, owner, test_id)),
    )


def _shown(session: Session, test_id: int, problem: BadInput | None = None) -> str:
    test = message_test_of(session, current_member().organisation_id, test_id)
    campaign, versions = session.get_one(Campaign, test.campaign_id), test.versions
    if test.started_at is None:
        texts = [each.text for each in versions]
        return _form(campaign, MessageTestDraft(test.name, test.planned_voters, texts), test)
    return render_template(
        "desk/message_test_results.html",
        campaign=campaign,
        test=test,
        versions=versions,
        script=_script(session, test),
        numbers=_numbers(session, test),
        worded={each.position: dict(each.spoken.texts()) for each in versions},
        results=message_results(session, test),
        shown_measures=counting_of(test).measures,
        most_versions=MOST_VERSIONS,
        compared=compared(test, versions, campaign.languages),
        added=texts_typed(request.form, "version", campaign.languages),
        problem=problem,
        told=told,
        languages_shown=campaign.languages,
    )


def _script(session: Session, test: MessageTest) -> CallScript | None:
    """The call script that is tested, if one is."""
    if test.call_script_id is None:
        return None
    return session.get_one(CallScript, test.call_script_id)


def _numbers(session: Session, test: MessageTest) -> dict[str, int]:
    """The questions of the script that is tested, by their place in `SpokenWords`."""
    survey = [] if test.call_script_id is None else survey_of(session, test.call_script_id)
    return {f"question-{each.id}": number for number, each in enumerate(survey, 1)}


def _form(
    campaign: Campaign,
    draft: MessageTestDraft,
    test: MessageTest | None = None,
    problem: BadInput | None = None,
) -> str:
    return render_template(
        "desk/message_test.html",
        campaign=campaign,
        draft=draft,
        test=test,
        points=points_known(draft.planned_voters or PLANNED_VOTERS),
        most_versions=MOST_VERSIONS,
        problem=problem,
        told=told,
        languages_shown=campaign.languages,
    )


def _draft(campaign: Campaign) -> MessageTestDraft:
    """What is typed; a version without any words at the end is none."""
    versions: list[Mapping[str, str]] = []
    while f"version-{len(versions) + 1}-{campaign.languages[0]}" in request.form:
        name = f"version-{len(versions) + 1}"
        versions.append(texts_typed(request.form, name, campaign.languages))
    while versions and not versions[-1]:
        versions.pop()
    planned = whole_number(request.form.get("planned_voters", ""))
    return MessageTestDraft(request.form.get("name", ""), planned, versions)


def _with_one_more(draft: MessageTestDraft) -> MessageTestDraft:
    more: list[Mapping[str, str]] = [*draft.versions, {}]
    return MessageTestDraft(draft.name, draft.planned_voters, more)
