"""Exports are read back by programs that others wrote, and hold no formula."""

import csv
import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from phonebank.domain.call import Call, CallState, ContactResult
from phonebank.domain.contact_rules import Channel
from phonebank.domain.errors import NotFound
from phonebank.domain.survey import AnswerDoor, Given
from phonebank.domain.text_message import Conversation, ConversationState
from phonebank.domain.voter import PhoneNumber
from phonebank.services import versions, writing
from phonebank.services.exports import FileFormat, LayoutName, Scope, exported, layout_named
from phonebank.services.showing_drafts import draft_of
from phonebank.services.surveying import Answering, record, record_answer, survey_of
from tests.services.test_versions import ALL_KINDS
from tests.support.world import NOON, OUR_NUMBER, SCRIPT, World, add_caller, make_world


@pytest.fixture
def world(session: Session) -> World:
    """Three voters: one was reached and answered, one was not home, one was written to."""
    world = make_world(session)
    world.voters[0].first_name = "=HYPERLINK(1)"
    world.voters[1].last_name = 'Nguyễn, "Hoa"'
    caller = add_caller(session, world.shift)
    for voter, result in zip(
        world.voters, (ContactResult.REACHED, ContactResult.NOT_HOME), strict=False
    ):
        session.add(call(session, world, voter.id, caller.id, result))
    answering = Answering(world.shift, world.voters[0].id, "en", AnswerDoor.CALLER, caller.id)
    record_answer(session, answering, world.questions[0].id, world.questions[0].choices[0].id, NOON)
    number = session.query(PhoneNumber).filter_by(voter_id=world.voters[2].id).one()
    session.add(
        Conversation(
            organisation_id=world.organisation.id,
            shift_id=world.shift.id,
            voter_id=world.voters[2].id,
            phone_number_id=number.id,
            our_number=OUR_NUMBER,
            their_number=number.e164,
            language="es-US",
            state=ConversationState.OPTED_OUT,
            last_at=NOON,
        )
    )
    session.flush()
    return world


def call(
    session: Session, world: World, voter_id: int, caller_id: int, result: ContactResult
) -> Call:
    number = session.query(PhoneNumber).filter_by(voter_id=voter_id).one()
    return Call(
        organisation_id=world.organisation.id,
        shift_id=world.shift.id,
        caller_id=caller_id,
        voter_id=voter_id,
        phone_number_id=number.id,
        to_number=number.e164,
        from_number=OUR_NUMBER,
        request_key=str(voter_id),
        state=CallState.COMPLETED,
        queued_at=NOON,
        ended_at=NOON,
        closed_at=NOON,
        result=result,
    )


def export(
    session: Session, world: World, name: LayoutName, file_format: FileFormat = FileFormat.CSV
) -> bytes:
    layout = layout_named(session, name, Scope(world.organisation.id, shift_id=world.shift.id))
    return b"".join(exported(session, layout, file_format))


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_contact_history_is_vans_and_no_cell_is_a_formula(session: Session, world: World) -> None:
    found = rows(export(session, world, LayoutName.VAN_CONTACTS))
    assert [row["Result"] for row in found] == ["Canvassed", "Not Home", "Do Not Text"]
    assert [row["Contact Type"] for row in found] == ["Phone", "Phone", "SMS Text"]
    assert found[0]["Contact Name"] == "'=HYPERLINK(1) Example"
    assert found[1]["Contact Name"] == 'Ada1 Nguyễn, "Hoa"'
    assert list(found[0]) == [
        "Voter File VANID", "Contact Name", "Date Canvassed", "Result", "Contact Type",
        "Canvassed By", "Created By", "Date Created", "Input Type Name", "MiniVAN Campaign",
    ]  # fmt: skip


def test_vans_reports_are_also_written_as_van_writes_them(session: Session, world: World) -> None:
    content = export(session, world, LayoutName.VAN_SURVEY, FileFormat.TAB)
    (row,) = csv.DictReader(io.StringIO(content.decode("utf-16"), newline=""), delimiter="\t")
    assert row == {
        "Voter File VANID": world.voters[0].voter_file_id,
        "Contact Name": "'=HYPERLINK(1) Example",
        "Date Canvassed": "12/01/2026",
        "Survey Response": "Yes",
        "Survey Question Name": "Will you vote?",
        "Survey Question Type": "Survey",
        "Canvassed By": "Val Example",
        "Contact Type": "Phone",
    }


def test_the_bulk_upload_has_a_result_or_answers_never_both(session: Session, world: World) -> None:
    reached, not_home, written = rows(export(session, world, LayoutName.VAN_UPLOAD))
    assert (reached["Canvass Result"], reached["Will you vote?"]) == ("", "yes")
    assert (not_home["Canvass Result"], not_home["Will you vote?"]) == ("Not Home", "")
    assert written["Canvass Result"] == "Do Not Text"
    assert reached["Phone Number"] == "6515550101"


def answer_every_kind(session: Session, world: World) -> None:
    """The reached voter's shift goes on with a script of all kinds, and they answer it whole."""
    draft = replace(SCRIPT, name="Kinds", questions=ALL_KINDS)
    script = writing.create_script(session, world.organisation.id, world.campaign.id, draft)
    world.shift.call_script_id = script.id
    needs, number, why, scale = survey_of(session, script.id)
    answering = Answering(world.shift, world.voters[0].id, "en", AnswerDoor.CALLER)
    for asked, given in (
        (needs, Given(tuple(each.id for each in needs.choices))),
        (number, Given(number=3)),
        (why, Given(words="a ride")),
        (scale, Given((scale.choices[3].id,))),
    ):
        record(session, answering, asked.id, given, NOON)


def test_every_kind_of_answer_is_taken_home(session: Session, world: World) -> None:
    answer_every_kind(session, world)
    answers = rows(export(session, world, LayoutName.ANSWERS))
    told = [(row["Question"], row["Answer"], row["Answer in words"]) for row in answers[1:]]
    assert told == [
        ("Needs?", "ride", "Yes"), ("Needs?", "interpreter", "No"), ("How many?", "3", "3"),
        ("Why?", "a ride", "a ride"), ("How sure?", "4", "4"),
    ]  # fmt: skip
    survey = rows(export(session, world, LayoutName.VAN_SURVEY))
    responses = [row["Survey Response"] for row in survey]
    assert responses == ["Yes", "Yes", "No", "3", "a ride", "4"]
    reached, *_ = rows(export(session, world, LayoutName.VAN_UPLOAD))
    assert list(reached.items())[3:] == [
        ("Canvass Result", ""), ("Will you vote?", "yes"), ("Needs?", "ride, interpreter"),
        ("How many?", "3"), ("Why?", "a ride"), ("How sure?", "4"),
    ]  # fmt: skip


def test_answers_to_an_earlier_version_keep_their_column(session: Session, world: World) -> None:
    how = world.questions[1]
    answering = Answering(world.shift, world.voters[0].id, "en", AnswerDoor.CALLER)
    record_answer(session, answering, how.id, how.choices[0].id, NOON)
    draft = draft_of(session, world.script)
    vote, _, polls = draft.questions
    going = replace(vote, text={"en": "Going to vote?", "es-US": "¿Votará?"})
    choices = tuple(replace(each, goes_to=None) for each in vote.choices)
    shorter = replace(draft, questions=(replace(going, choices=choices), polls))
    owner = world.organisation.id
    newer = writing.write_next_version(session, owner, world.script.id, shorter)
    versions.take_version(session, owner, world.shift.id, newer.id, NOON, "member 1")
    reached, not_home, _ = rows(export(session, world, LayoutName.VAN_UPLOAD))
    assert list(reached.items())[3:] == [
        ("Canvass Result", ""), ("Going to vote?", "yes"), ("Send your polling place?", ""),
        ("How?", "mail"),
    ]  # fmt: skip
    assert not_home["Canvass Result"] == "Not Home"


def test_a_workbook_holds_the_same(session: Session, world: World) -> None:
    content = export(session, world, LayoutName.ANSWERS, FileFormat.WORKBOOK)
    sheet = load_workbook(io.BytesIO(content), read_only=True).active
    table = [list(row) for row in sheet.iter_rows(values_only=True)]
    (row,) = rows(export(session, world, LayoutName.ANSWERS))
    assert table[0] == list(row)
    assert [cell or "" for cell in table[1]] == list(row.values())
    assert len(table) == 2
    assert row["First name"] == "'=HYPERLINK(1)"


def test_a_workbook_leaves_out_what_it_cannot_hold(session: Session, world: World) -> None:
    world.voters[0].last_name = "Exam\x0bple\x1f\ufffe 😀\n"
    world.questions[0].text = {**world.questions[0].text, "en": "Will you\x01 vote?"}
    session.flush()
    for name, told in (
        (LayoutName.ANSWERS, "Example 😀\n"),
        (LayoutName.VAN_UPLOAD, "Will you vote?"),
    ):
        content = export(session, world, name, FileFormat.WORKBOOK)
        sheet = load_workbook(io.BytesIO(content), read_only=True).active
        assert told in {cell for row in sheet.iter_rows(values_only=True) for cell in row}


def test_the_voters_of_a_list_come_with_their_numbers(session: Session, world: World) -> None:
    scope = Scope(world.organisation.id, voter_list_id=world.voter_list.id)
    layout = layout_named(session, LayoutName.VOTERS, scope)
    found = rows(b"".join(exported(session, layout, FileFormat.CSV)))
    assert [row["Phone numbers"] for row in found] == ["16515550101", "16515550102", "16515550103"]


@pytest.mark.parametrize("name", LayoutName)
def test_nothing_of_another_organisation_is_exported(
    session: Session, world: World, name: LayoutName
) -> None:
    other = make_world(session, slug="other", our_number="+16515550199", channel=Channel.TEXT)
    ids = {"shift_id": world.shift.id, "campaign_id": world.campaign.id}
    for key, value in (*ids.items(), ("voter_list_id", world.voter_list.id)):
        with pytest.raises(NotFound):
            layout_named(session, name, Scope(other.organisation.id, **{key: value}))
    layout = layout_named(session, name, Scope(other.organisation.id))
    content = b"".join(exported(session, layout, FileFormat.CSV)).decode()
    assert "HYPERLINK" not in content and "Nguyễn" not in content
