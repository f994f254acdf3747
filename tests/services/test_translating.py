"""Translations: what is missing or stale is told, and files come back as they went out."""

import csv
import io
from dataclasses import replace

import openpyxl
import pytest
from sqlalchemy.orm import Session
from translate.storage.xliff import xlifffile

from phonebank.domain.contact_rules import Channel
from phonebank.domain.errors import BadInput
from phonebank.domain.message_test import MessageTestDraft
from phonebank.domain.translation import Standing
from phonebank.services import planning, readiness, writing
from phonebank.services.auditing import Author
from phonebank.services.following_up import save_follow_up
from phonebank.services.message_testing import create_test, rewrite_test, start_test
from phonebank.services.showing_drafts import draft_of
from phonebank.services.translating import (
    CampaignTexts,
    Skipped,
    Taken,
    Translated,
    confirm_units,
    take_translations,
    texts_of,
)
from phonebank.services.translation_sheets import from_sheet, to_csv, to_xlsx
from phonebank.services.xliff import from_xliff, to_xliff
from tests.support.world import NOON, SCRIPT, World, make_world

ME = Author("member 1", NOON)
OPENING = {"en": "Good day.", "es-US": "Hola {voter_name|vecino}."}


@pytest.fixture
def world(session: Session) -> World:
    made = make_world(session, launched=False)
    writing.save_prepared_reply(
        session, made.organisation.id, made.campaign.id, "Thanks", {"en": "=Thank you"}
    )
    return made


def texts(session: Session, world: World) -> CampaignTexts:
    return texts_of(session, world.organisation.id, world.campaign.id)


def take(session: Session, world: World, tag: str, *work: Translated) -> Taken:
    owner, campaign = world.organisation.id, world.campaign.id
    return take_translations(session, owner, campaign, tag, list(work), ME)


def rewrite(session: Session, world: World, **changes: object) -> None:
    draft = replace(draft_of(session, world.script), **changes)  # type: ignore[arg-type]
    writing.rewrite_script(session, world.organisation.id, world.script.id, draft, ME)


def key(world: World, spot: str) -> str:
    return f"script-{world.script.id}/{spot}"


def test_what_nobody_has_translated_is_missing(session: Session, world: World) -> None:
    found = texts(session, world)
    assert found.count("es-US", Standing.MISSING) == 1
    assert found.count("es-US", Standing.STALE) == 0
    assert {unit.spot for unit in found.units} >= {"opening", "first_text", "reply"}


def test_a_translation_is_stale_once_its_source_has_changed_and_keeps_a_shift_back(
    session: Session, world: World
) -> None:
    rewrite(session, world, opening=OPENING)
    found = texts(session, world)
    assert found.count("es-US", Standing.STALE) == 1
    kinds = [each.kind for each in readiness.blockers(session, world.shift)]
    assert kinds == [readiness.BlockerKind.STALE]
    with pytest.raises(BadInput, match="older than its source"):
        planning.launch(session, world.organisation.id, world.shift.id, NOON, "member 1")
    owner, campaign = world.organisation.id, world.campaign.id
    confirm_units(session, owner, campaign, "es-US", [key(world, "opening")], ME)
    assert texts(session, world).count("es-US", Standing.STALE) == 0
    assert readiness.blockers(session, world.shift) == []


def test_a_source_and_translation_written_together_are_good(session: Session, world: World) -> None:
    rewrite(session, world, opening={"en": "Good day.", "es-US": "Buenos días."})
    assert texts(session, world).count("es-US", Standing.STALE) == 0


def test_texts_after_a_call_and_versions_to_be_tested_are_translated_with_the_others(
    session: Session, world: World
) -> None:
    owner, campaign = world.organisation.id, world.campaign.id
    english = {"en": "Sample Neighbors: you vote at the school. STOP to end."}
    kept = save_follow_up(session, owner, campaign, "Where", {"en": "May I?"}, english, ME)
    draft = MessageTestDraft("Two", 10, [english, {"en": english["en"] + " Bye"}])
    test = create_test(session, owner, campaign, draft, ME)
    keys = [f"follow-up-{kept.id}/question", f"follow-up-{kept.id}/text",
            *(f"version-{each.id}/text" for each in test.versions)]  # fmt: skip
    assert {unit.key for unit in texts(session, world).units} >= {*keys}
    good, bad = "Sample Neighbors: usted vota en la escuela. ALTO.", "Usted vota en la escuela."
    work = [Translated(key, f"{good} {key}") for key in keys]
    taken = take(session, world, "es-US", *work)
    assert (taken.new, taken.skipped) == (4, [])
    assert kept.text["es-US"] == f"{good} {keys[1]}" and kept.question["en"] == "May I?"
    skipped = take(session, world, "es-US", Translated(keys[1], bad)).skipped
    assert skipped == [(keys[1], Skipped.NO_WAY_OUT)]
    start_test(session, owner, test.id, ME)
    assert not {*keys[2:]} & {unit.key for unit in texts(session, world).units}


def test_a_test_does_not_start_with_a_translation_older_than_its_source(
    session: Session, world: World
) -> None:
    owner, campaign = world.organisation.id, world.campaign.id
    spanish = {"es-US": "Sample Neighbors: usted vota en la escuela. ALTO."}
    first = {"en": "Sample Neighbors: vote. STOP.", **spanish}
    second = {"en": "Vote, say Sample Neighbors. STOP.", "es-US": "Vote, Sample Neighbors. ALTO."}
    draft = MessageTestDraft("Two", 10, [first, second])
    test = create_test(session, owner, campaign, draft, ME)
    changed = {**first, "en": "Sample Neighbors: vote early. STOP."}
    rewrite_test(session, owner, test.id, replace(draft, versions=[changed, second]), ME)
    with pytest.raises(BadInput, match="Version A in Spanish is older than its source"):
        start_test(session, owner, test.id, ME)
    right = f"version-{test.versions[0].id}/text"
    confirm_units(session, owner, campaign, "es-US", [right], ME)
    assert start_test(session, owner, test.id, ME).running


def test_moving_a_question_makes_nothing_stale(session: Session, world: World) -> None:
    questions = draft_of(session, world.script).questions
    plain = [
        replace(each, choices=tuple(replace(c, goes_to=None) for c in each.choices))
        for each in questions
    ]
    rewrite(session, world, questions=tuple(reversed(plain)))
    assert texts(session, world).count("es-US", Standing.STALE) == 0


def test_a_language_that_is_not_complete_cannot_start(session: Session, world: World) -> None:
    rewrite(session, world, opening={"en": "Good day."})
    for channel, blocked in ((Channel.CALL, True), (Channel.TEXT, False)):
        world.shift.channel = channel
        missing = [each.language for each in readiness.blockers(session, world.shift)]
        assert bool(missing) is blocked


def test_xliff_is_read_by_another_program_and_comes_back(session: Session, world: World) -> None:
    rewrite(session, world, opening=OPENING)
    written = to_xliff(texts(session, world), "es-US")
    other = xlifffile.parsestring(written)
    units = {unit.getid().rpartition("\x04")[2]: unit for unit in other.units}
    assert len(units) == len(texts(session, world).units)
    assert other.gettargetlanguage() == "es-US"
    unit = units[key(world, "opening")]
    assert (unit.source, unit.target) == ("Good day.", OPENING["es-US"])
    unit.target = "Buenos días <a> & {voter_first_name|vecino}."
    tag, work = from_xliff(bytes(other))
    taken = take(session, world, tag, *work)
    assert (taken.new, taken.skipped) == (1, [])
    draft = draft_of(session, world.script)
    assert draft.opening["es-US"] == "Buenos días <a> & {voter_first_name|vecino}."
    assert texts(session, world).count("es-US", Standing.STALE) == 0


NASTY = {
    "entities": b'<!DOCTYPE x [<!ENTITY a "aa">]><xliff version="1.2">&a;</xliff>',
    "external": b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><xliff/>',
    "not xml": b"<xliff",
    "html": b"<html></html>",
    "other version": b'<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0"/>',
    "nothing": b"",
}


@pytest.mark.parametrize("name", sorted(NASTY))
def test_a_file_that_is_no_xliff_or_could_do_harm_is_refused_in_words(name: str) -> None:
    with pytest.raises(BadInput):
        from_xliff(NASTY[name])


def test_a_workbook_is_read_by_another_program_and_comes_back(
    session: Session, world: World
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(texts(session, world))))
    sheet = book.worksheets[0]
    header = [cell.value for cell in sheet[1]]
    assert header == ["Key", "Where", "en", "es-US"]
    assert "f" not in {cell.data_type for row in sheet for cell in row}
    reply = next(row for row in sheet.iter_rows(min_row=2) if row[2].value == "=Thank you")
    reply[3].value = "Gracias"
    packed = io.BytesIO()
    book.save(packed)
    work = from_sheet(packed.getvalue(), "en")
    taken = take(session, world, "es-US", *work["es-US"])
    assert (taken.new, taken.skipped) == (1, [])


def test_csv_is_neutral_to_spreadsheets_and_comes_back(session: Session, world: World) -> None:
    out = to_csv(texts(session, world))
    rows = list(csv.reader(io.StringIO(out.removeprefix("\ufeff"))))
    assert any(cell == "'=Thank you" for row in rows for cell in row)
    for row in rows[1:]:
        row[3] = row[3] or "Gracias"
    for separator, encoding in ((",", "utf-8-sig"), (";", "utf-8"), ("\t", "utf-16")):
        buffer = io.StringIO()
        csv.writer(buffer, delimiter=separator).writerows(rows)
        work = from_sheet(buffer.getvalue().encode(encoding), "en")["es-US"]
        assert Translated(work[-1].key, "Gracias", "=Thank you") == work[-1]
        assert len(work) == len(texts(session, world).units)
    assert take(session, world, "es-US", *work).skipped == []
    assert texts(session, world).count("es-US", Standing.MISSING) == 0


@pytest.mark.parametrize("file", [b"PK\x03\x04broken", b"\xff\x00\xff", b"a,b\n1,2\n", b""])
def test_a_file_that_is_no_sheet_of_ours_is_refused_in_words(file: bytes) -> None:
    with pytest.raises(BadInput):
        from_sheet(file, "en")


def test_what_was_made_from_an_old_source_or_lost_a_field_is_left_out_and_told(
    session: Session, world: World
) -> None:
    first_text = key(world, "first_text")
    taken = take(
        session,
        world,
        "es-US",
        Translated(key(world, "opening"), "Hola.", source="What it said before"),
        Translated(first_text, "Hola {voter_first_name, STOP", SCRIPT.first_text["en"]),
        Translated("script-999999/opening", "Hola."),
    )
    assert taken.new == 0
    assert [why for _, why in taken.skipped] == [
        Skipped.SOURCE_CHANGED,
        Skipped.FIELDS,
        Skipped.UNKNOWN,
    ]


def test_a_script_that_a_shift_uses_gets_a_new_version_with_its_translation(
    session: Session, world: World
) -> None:
    planning.launch(session, world.organisation.id, world.shift.id, NOON, "member 1")
    take(session, world, "es-US", Translated(key(world, "opening"), "Muy buenas."))
    newest = writing.latest_version(session, world.script)
    assert (newest.version, newest.opening["es-US"]) == (2, "Muy buenas.")
    assert world.script.opening == SCRIPT.opening


def test_a_language_that_the_campaign_does_not_have_is_refused(
    session: Session, world: World
) -> None:
    for tag in ("en", "vi", "xx"):
        with pytest.raises(BadInput):
            take(session, world, tag)
