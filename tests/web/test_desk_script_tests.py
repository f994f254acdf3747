"""The desk puts a call script into other words, starts the test, and lets a shift deal it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from phonebank.domain.call import CallEvent, ContactResult
from phonebank.domain.message_test import MessageTest
from phonebank.services import calling
from phonebank.services.dialling import call_next_voter
from tests.support.desk_site import DeskSite, desk_site
from tests.support.world import NOON, add_caller


@pytest.fixture
def site(migrated_database_url: str, redis_url: str) -> Iterator[DeskSite]:
    with desk_site(migrated_database_url, redis_url, languages=["en"] * 2) as site:
        yield site


def new(site: DeskSite) -> str:
    return f"/desk/scripts/{site.world.script.id}/tests/new"


def form(site: DeskSite, **changes: str) -> dict[str, str]:
    """B has another opening, and another wording of the second question."""
    asked = f"version-2-q{site.world.questions[1].id}"
    return {
        "name": "Warm or not",
        "planned_voters": "1",
        "version-2-opening-en": "Your neighbor speaking.",
        "version-2-opening-es-US": "Le habla su vecino.",
        f"{asked}-en": "In which way?",
        f"{asked}-es-US": "¿De qué manera?",
        **changes,
    }


def call_everybody(site: DeskSite) -> None:
    with site.acting() as session:
        caller = add_caller(session, site.world.shift)
        for place in range(2):
            call = call_next_voter(session, caller.id, f"key-{place}", NOON).call
            assert call is not None
            call.apply(CallEvent.ANSWERED, NOON)
            telling = calling.Telling(call.id, ContactResult.REACHED)
            calling.tell_result(session, caller.id, telling, NOON)
            call.apply(CallEvent.COMPLETED, NOON)
            session.flush()


def test_a_test_is_written_started_taken_by_a_shift_read_and_stopped(site: DeskSite) -> None:
    listed = f"/desk/campaigns/{site.world.campaign.id}/message-tests"
    shift = f"/desk/shifts/{site.world.shift.id}"
    assert new(site) in site.page(listed)
    assert "Hello {voter_name|neighbor}." in site.page(new(site)), "version A is the script's"
    added = site.post(new(site), form(site, add="version"), status=200)
    assert 'name="version-3-opening-en"' in added and "Your neighbor speaking." in added
    one = site.post(new(site), form(site))
    assert "In which way?" in site.page(one)
    with site.acting() as session:
        test_id = session.scalars(select(MessageTest)).one().id
    results = f"/desk/message-tests/{test_id}"
    assert site.post(one, form(site, start="yes")) == one
    assert "Nothing yet." in site.page(results) and "In which way?" in site.page(results)
    assert "Question 2" in site.page(results) and "The script as it is." in site.page(results)
    assert "A test of the script is running" in site.page(shift)
    assert site.post(f"{shift}/test", {"test": str(test_id)}) == shift
    assert "Callers read the versions of a test" in site.page(shift)
    call_everybody(site)
    assert "The planned number is reached." in site.page(results)
    assert "100.0 % (20.7–100.0)" in site.page(results)
    assert "en,B,picked up,,,1,1,100.0" in site.page(f"{results}.csv")
    site.post(f"{results}/stop")
    assert "Stop the test" not in site.page(results)
    assert "Callers read the versions" not in site.page(shift)
    assert "Warm or not" in site.page(listed) and "What the caller says" in site.page(listed)


def test_what_keeps_it_from_starting_is_told_and_what_was_typed_stays(site: DeskSite) -> None:
    one = site.post(new(site), form(site))
    bad = form(site, start="yes", **{"version-2-opening-es-US": ""})
    page = site.post(one, bad, status=400)
    assert "Write every version in each language" in page and "Your neighbor speaking." in page
    strange = form(site, name="Strange", **{"version-2-q987654-en": "Who?"})
    assert "other questions by now" in site.post(new(site), strange, status=400)


def test_a_test_or_script_that_is_not_there_is_not_found(
    site: DeskSite,
) -> None:
    site.page("/desk/script-tests/99", status=404)
    site.page("/desk/scripts/99/tests/new", status=404)
