"""Writing campaigns and call scripts at the desk."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from phonebank.domain.campaign import Campaign
from phonebank.domain.suppression import AuditEvent
from phonebank.domain.survey import CallScript
from phonebank.services import planning
from phonebank.services.surveying import survey_of
from tests.support.desk_site import DeskSite, desk_site
from tests.support.world import NOON


@pytest.fixture
def site(migrated_database_url: str, redis_url: str) -> Iterator[DeskSite]:
    with desk_site(migrated_database_url, redis_url, launched=False) as site:
        yield site


def filled(site: DeskSite, **changes: str) -> dict[str, str]:
    """A form with two questions in two languages, the first of which can end the survey."""
    return {
        "campaign": str(site.world.campaign.id),
        "name": "By mail",
        "opening-en": "Hello.",
        "opening-es-US": "Hola.",
        "first_text-en": "Hi, {organisation} here. STOP to end.",
        "first_text-es-US": "",
        "question-1-text-en": "Will you vote?",
        "question-1-text-es-US": "¿Va a votar?",
        "question-1-answer-1-code": "yes",
        "question-1-answer-1-text-en": "Yes",
        "question-1-answer-1-text-es-US": "Sí",
        "question-1-answer-1-then": "2",
        "question-1-answer-2-code": "",
        "question-1-answer-2-text-en": "Not sure yet",
        "question-1-answer-2-then": "end",
        "question-2-text-en": "How?",
        "question-2-answer-1-code": "mail",
        "question-2-answer-1-text-en": "By mail",
        "question-2-answer-1-then": "next",
        "question-2-answer-2-code": "person",
        "question-2-answer-2-text-en": "In person",
        "question-2-answer-2-then": "next",
    } | {key.replace("_", "-"): value for key, value in changes.items()}


def scripts(site: DeskSite) -> list[CallScript]:
    with site.acting() as session:
        owned = select(CallScript).where(CallScript.organisation_id == site.world.organisation.id)
        return list(session.scalars(owned.order_by(CallScript.id)))


def test_a_campaign_is_begun_and_leads_to_its_script(site: DeskSite) -> None:
    form = {
        "name": "Runoff",
        "sender_name": "Sample",
        "source": "vi",
        "languages": ["en", "vi", "ur"],
    }
    leads_to = site.post("/desk/campaigns/new", form)
    with site.acting() as session:
        campaign = session.scalars(select(Campaign).where(Campaign.name == "Runoff")).one()
        noted = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert campaign.languages == ["vi", "en", "ur"]
    assert leads_to == f"/desk/scripts/new?campaign={campaign.id}"
    assert noted is not None
    assert (noted.actor, noted.action) == (f"member {site.member.id}", "create")
    page = site.page(leads_to)
    assert page.index('name="opening-vi"') < page.index('name="opening-en"')
    assert 'name="opening-ur" rows="3" maxlength="1600" lang="ur" dir="rtl"' in page


@pytest.mark.parametrize(
    ("form", "field", "sentence"),
    [
        ({"name": "", "sender_name": "S"}, "name", "Please give the campaign a name"),
        ({"name": "N", "sender_name": " "}, "sender_name", "Please give the campaign a name"),
        ({"name": "Vote safely", "sender_name": "S"}, "name", "Vote safely already"),
    ],
)
def test_a_campaigns_mistake_is_named_at_its_field(
    site: DeskSite, form: dict[str, str], field: str, sentence: str
) -> None:
    chosen = {"source": "en", "languages": ["ur"]}
    page = site.post("/desk/campaigns/new", form | chosen, status=400)
    assert sentence in page
    before, _, _ = page.partition('aria-invalid="true"')
    assert before.rindex(f'name="{field}"') > before.rindex("<input")
    assert 'value="ur" checked' in page


def test_a_script_is_written_with_branches_in_every_language(site: DeskSite) -> None:
    leads_to = site.post("/desk/scripts/new", filled(site))
    script = scripts(site)[-1]
    assert leads_to == f"/desk/scripts/{script.id}?saved="
    with site.acting() as session:
        first, second = survey_of(session, script.id)
    assert first.text == {"en": "Will you vote?", "es-US": "¿Va a votar?"}
    assert [choice.code for choice in first.choices] == ["yes", "not-sure-yet"]
    assert first.choices[0].next_question_id == second.id
    assert first.choices[1].ends_survey
    assert script.first_text == {"en": "Hi, {organisation} here. STOP to end."}
    page = site.page(leads_to)
    assert "Saved." in page
    assert '<option value="2" selected>' in page


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"name": ""}, "name", "Please give the call script a name."),
        ({"name": "Vote safely"}, "name", "There is a call script called Vote safely already"),
        ({"question_2_text_en": ""}, "question-2-text-en", "Question 2 has no words."),
        (
            {"question_1_answer_2_code": "yes"},
            "question-1-answer-2-code",
            "Question 1 has two answers with the same short name.",
        ),
        (
            {"question_2_answer_1_then": "1"},
            "question-2-answer-1-then",
            "Question 2 may only lead to a question after it.",
        ),
    ],
)
def test_a_scripts_mistake_is_named_at_its_field_and_nothing_typed_is_lost(
    site: DeskSite, changes: dict[str, str], field: str, sentence: str
) -> None:
    form = filled(site, **changes)
    page = site.post("/desk/scripts/new", form, status=400)
    assert sentence in page
    before, _, _ = page.partition('aria-invalid="true"')
    assert before.rindex(f'name="{field}"') > max(before.rindex("<input"), before.rindex("<label"))
    for typed in ("Hola.", "¿Va a votar?", "Not sure yet", "In person"):
        assert typed in page
    assert len(scripts(site)) == 1


def test_a_question_with_one_answer_is_refused_in_words(site: DeskSite) -> None:
    form = filled(site)
    for name in [name for name in form if name.startswith("question-2-answer-2")]:
        del form[name]
    page = site.post("/desk/scripts/new", form, status=400)
    assert "Question 2 needs between 2 and 8 answers." in page


def test_blank_questions_and_answers_are_left_out_and_branches_kept(site: DeskSite) -> None:
    form = filled(
        site,
        question_2_text_en="",
        question_2_answer_1_code="",
        question_2_answer_1_text_en="",
        question_2_answer_2_code="",
        question_2_answer_2_text_en="",
        question_1_answer_2_then="3",
    )
    third = {name.replace("question-2", "question-3"): v for name, v in filled(site).items()}
    form |= {name: value for name, value in third.items() if name.startswith("question-3")}
    site.post("/desk/scripts/new", form)
    with site.acting() as session:
        first, last = survey_of(session, scripts(site)[-1].id)
    assert last.text == {"en": "How?"}
    assert first.choices[0].next_question_id is None
    assert first.choices[1].next_question_id == last.id


@pytest.mark.parametrize(
    ("deed", "there", "gone"),
    [
        ("add-question", "question-3-text-en", None),
        ("add-answer-1", "question-1-answer-3-code", None),
        ("remove-question-2", "question-1-text-en", "question-2-text-en"),
        ("remove-answer-1-1", "question-1-answer-1-code", "question-1-answer-2-code"),
        ("remove-question-9", "question-2-text-en", None),
        ("remove-answer-1-0", "question-1-answer-2-code", None),
        ("nonsense", "question-2-text-en", None),
    ],
)
def test_buttons_change_the_form_without_saving_or_losing_anything(
    site: DeskSite, deed: str, there: str, gone: str | None
) -> None:
    page = site.post("/desk/scripts/new", filled(site) | {"do": deed}, status=200)
    assert f'name="{there}"' in page
    assert gone is None or f'name="{gone}"' not in page
    assert "¿Va a votar?" in page
    assert "Not sure yet" in page
    assert len(scripts(site)) == 1


def test_a_script_is_written_on_until_a_shift_has_used_it(site: DeskSite) -> None:
    script, world = site.world.script, site.world
    assert 'value="Vote safely"' in site.page(f"/desk/scripts/{script.id}")
    site.post(f"/desk/scripts/{script.id}", filled(site, name="Better"))
    assert scripts(site)[0].name == "Better"
    with site.acting() as session:
        session.execute(
            planning.Shift.__table__.update().values(languages=["en"])  # type: ignore[attr-defined]
        )
    with site.acting() as session:
        planning.launch(session, world.organisation.id, world.shift.id, NOON, "member 1")
    page = site.page(f"/desk/scripts/{script.id}")
    assert "<textarea" not in page
    assert "Write a new one from this" in page
    late = site.post(f"/desk/scripts/{script.id}", filled(site, name="Late"), status=409)
    assert 'value="Late (2)"' in late
    assert "¿Va a votar?" in late
    assert scripts(site)[0].name == "Better"


def test_a_copy_begins_with_everything_that_was_written(site: DeskSite) -> None:
    page = site.page(f"/desk/scripts/new?from={site.world.script.id}")
    assert 'value="Vote safely (2)"' in page
    assert "¿Le enviamos su lugar?" in page
    assert '<option value="3" selected>' in page


@pytest.mark.parametrize(
    "form",
    [
        {"question-1-answer-1-then": "-1"},
        {"question-1-answer-1-then": "²"},
        {"question-1-answer-1-then": "9" * 30},
        {"question-1-answer-1-then": "javascript:"},
        {"do": "remove-question-" + "9" * 40},
    ],
)
def test_a_form_that_no_page_of_ours_made_breaks_nothing(
    site: DeskSite, form: dict[str, Any]
) -> None:
    answer = site.client.post("/desk/scripts/new", data=filled(site) | form)
    assert answer.status_code in (200, 302, 400)


def test_what_is_typed_is_never_markup(site: DeskSite) -> None:
    attack = '"><img src=x onerror=alert(1)></textarea>'
    page = site.post(
        "/desk/scripts/new",
        filled(site, opening_en=attack, name=attack) | {"do": "add-question"},
        status=200,
    )
    assert "<img src=x" not in page
