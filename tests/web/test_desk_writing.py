"""Writing at the desk: kinds of questions, order, templates, versions, previews, translations."""

import io
import re
from collections.abc import Iterator

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from phonebank.domain.call import ContactResult
from phonebank.domain.campaign import Campaign
from phonebank.domain.rumour import Rumour
from phonebank.domain.survey import CallScript, QuestionKind
from phonebank.domain.voicemail import VoicemailPolicy
from phonebank.services.surveying import survey_of
from tests.services.test_recording import sound
from tests.support.desk_site import DeskSite, desk_site
from tests.support.world import NOON

NEW = "/desk/scripts/new"


@pytest.fixture
def site(migrated_database_url: str, redis_url: str) -> Iterator[DeskSite]:
    with desk_site(migrated_database_url, redis_url, launched=False) as site:
        yield site


def filled(site: DeskSite) -> dict[str, str]:
    """A script with a question of each kind but words."""
    form = {
        "campaign": str(site.world.campaign.id),
        "name": "Kinds",
        "opening-en": "Hello.",
        "first_text-en": "",
        "question-1-text-en": "Is that you?",
        "question-1-kind": "single",
        "question-1-answer-1-code": "yes",
        "question-1-answer-1-text-en": "Yes",
        "question-1-answer-1-then": "next",
        "question-1-answer-2-code": "wrong",
        "question-1-answer-2-text-en": "No",
        "question-1-answer-2-then": "result:wrong number",
        "question-2-text-en": "What do you need?",
        "question-2-kind": "several",
        "question-2-optional": "on",
        "question-2-note-en": "Ask slowly.",
        "question-2-then": "4",
        "question-2-answer-1-code": "ride",
        "question-2-answer-1-text-en": "A ride",
        "question-2-answer-2-code": "interpreter",
        "question-2-answer-2-text-en": "An interpreter",
        "question-3-text-en": "How many?",
        "question-3-kind": "number",
        "question-3-lowest": "1",
        "question-3-highest": "9",
        "question-4-text-en": "How sure?",
        "question-4-text-es-US": "¿Qué tan seguro?",
        "question-4-kind": "scale",
    }
    for step in range(1, 4):
        form |= {f"question-4-answer-{step}-code": "", f"question-4-answer-{step}-text-en": ""}
    return form | {"question-4-answer-3-text-en": "3, fully"}


def newest(site: DeskSite) -> CallScript:
    with site.acting() as session:
        return session.scalars(select(CallScript).order_by(CallScript.id.desc())).first()  # type: ignore[return-value]


def test_every_kind_of_question_is_written_with_what_belongs_to_it(site: DeskSite) -> None:
    leads_to = site.post(NEW, filled(site))
    with site.acting() as session:
        first, several, number, scale = survey_of(session, newest(site).id)
    assert first.choices[1].ends_with is ContactResult.WRONG_NUMBER
    assert (several.kind, several.required) == (QuestionKind.SEVERAL, False)
    assert (several.note, several.next_question_id) == ({"en": "Ask slowly."}, scale.id)
    assert (number.lowest, number.highest, number.choices) == (1, 9, [])
    assert [step.code for step in scale.choices] == ["1", "2", "3"]
    assert scale.choices[0].text == {"en": "1", "es-US": "1"}
    assert scale.choices[2].text["en"] == "3, fully"
    page = site.page(leads_to)
    assert "Nobody reaches question 3" in page and 'href="#question-3"' in page
    assert '<option value="result:wrong number" selected>' in page


def test_a_question_is_moved_with_everything_that_leads_to_it(site: DeskSite) -> None:
    page = site.post(NEW, filled(site) | {"do": "up-question-4"}, status=200)
    assert re.search(r'name="question-3-text-en"[^>]*>\s*How sure\?', page)
    moved = re.search(r'name="question-2-then".*?</select>', page, re.DOTALL)
    assert moved is not None and '<option value="3" selected>' in moved[0]
    assert "autofocus" in page[page.index('id="up-question-3"') :][:120]


def test_a_template_fills_the_languages_of_the_campaign(site: DeskSite) -> None:
    campaign = site.world.campaign.id
    assert f"campaign={campaign}&amp;template=turn-out" in site.page(f"{NEW}?campaign={campaign}")
    page = site.page(f"{NEW}?campaign={campaign}&template=turn-out")
    assert "¿Piensa votar en esta elección?" in page
    assert 'name="question-5-lowest"' in page


def test_a_used_script_is_written_on_in_its_next_version(site: DeskSite) -> None:
    shift, script = site.world.shift.id, site.world.script.id
    site.post(f"/desk/shifts/{shift}/launch")
    page = site.page(f"/desk/scripts/{script}/next")
    fields = dict(re.findall(r'name="([^"]+)"[^>]*?value="([^"]*)"', page))
    origin = re.findall(r'name="question-\d-origin" value="(\d+)"', page)
    assert len(origin) == 3 and "You write version 2." in page
    form = {"name": "Vote safely", "opening-en": "Good day.", "opening-es-US": "Buenos días."}
    form |= {key: value for key, value in fields.items() if key.startswith("question-1-")}
    form |= {"question-1-text-en": "Will you vote?", "question-1-text-es-US": "¿Va a votar?"}
    leads_to = site.post(f"/desk/scripts/{script}/next", form)
    written = newest(site)
    assert (written.version, leads_to) == (2, f"/desk/scripts/{written.id}?saved=")
    page = site.page(f"/desk/shifts/{shift}")
    assert "There is a newer version of the script" in page
    site.post(f"/desk/shifts/{shift}/version", {"script": written.id}, status=302)
    assert "There is a newer version" not in site.page(f"/desk/shifts/{shift}")


def test_a_script_is_previewed_as_a_caller_sees_it(site: DeskSite) -> None:
    page = site.page(f"/desk/scripts/{site.world.script.id}/preview?language=es-US")
    assert "Ejemplo" in page and "\\u00bfVa a votar?" in page
    assert "Nobody is called, and nothing is kept." in page
    assert "Practice call" in page


def test_translations_are_written_side_by_side_and_a_stale_one_is_confirmed(
    site: DeskSite,
) -> None:
    texts = f"/desk/campaigns/{site.world.campaign.id}/texts"
    key = f"script-{site.world.script.id}/opening"
    form = {"language": "es-US", "key": [key], "words": ["Muy buenas."]}
    assert "1 translation was taken." in site.post(texts, form, status=200)
    assert "Muy buenas." in site.page(f"{texts}?language=es-US")
    rewritten = filled(site) | {"name": "Vote safely", "opening-es-US": "Muy buenas."}
    site.post(f"/desk/scripts/{site.world.script.id}", rewritten)
    page = site.page(f"{texts}?language=es-US")
    assert f'name="right" value="{key}"' in page
    assert "older than its source" in page
    kept = site.post(texts, {"language": "es-US", "right": [key]}, status=200)
    assert 'name="right"' not in kept


def upload(site: DeskSite, name: str, content: bytes) -> TestResponse:
    texts = f"/desk/campaigns/{site.world.campaign.id}/texts"
    return site.client.post(f"{texts}/file", data={"file": (io.BytesIO(content), name)})


@pytest.mark.parametrize("name", ["es-US.xlf", "all.xlsx", "all.csv"])
def test_a_file_goes_out_and_comes_in_again(site: DeskSite, name: str) -> None:
    texts = f"/desk/campaigns/{site.world.campaign.id}/texts"
    out = site.client.get(f"{texts}/{name}")
    assert out.status_code == 200 and "attachment" in out.headers["Content-Disposition"]
    back = upload(site, name, out.data)
    assert back.status_code == 200
    assert "0 translations were taken." in back.get_data(as_text=True)


def test_a_file_that_cannot_be_read_is_told_in_the_readers_language(site: DeskSite) -> None:
    site.client.post("/language", data={"language": "es-US"})
    told = upload(site, "x.xlf", b"<!DOCTYPE a><a/>")
    assert told.status_code == 400
    assert "El archivo no es un XLIFF legible." in told.get_data(as_text=True)


def test_a_recording_is_kept_heard_and_removed(site: DeskSite) -> None:
    with site.acting() as session:
        session.merge(site.world.campaign).languages = ["en", "es-US", "mww"]
    page = f"/desk/campaigns/{site.world.campaign.id}/recordings"
    assert "No machine speaks this language" in site.page(f"{page}?language=mww")
    kept = site.client.post(f"{page}/mww/thanks", data=sound(), content_type="audio/wav")
    assert kept.get_json()["seconds"] == 1
    anybody = site.flask.test_client().get(kept.get_json()["address"])
    assert (anybody.status_code, anybody.mimetype, anybody.data) == (200, "audio/wav", sound())
    assert site.client.post(f"{page}/mww/thanks", data=b"noise").status_code == 400
    site.post(f"{page}/mww/thanks/remove")
    assert site.flask.test_client().get(kept.get_json()["address"]).status_code == 404


def test_what_is_done_with_answering_machines_is_chosen_by_language(site: DeskSite) -> None:
    page = f"/desk/campaigns/{site.world.campaign.id}"
    chosen = {"voicemail-es-US": "recorded message", "voicemail-und": "own message"}
    site.post(f"{page}/voicemail", {**chosen, "language": "en"})
    with site.acting() as session:
        campaign = session.get_one(Campaign, site.world.campaign.id)
        assert campaign.voicemail_policy("es-US") is VoicemailPolicy.RECORDED_MESSAGE
        assert campaign.voicemail_policy("und") is VoicemailPolicy.OWN_MESSAGE
        assert campaign.voicemail_policy("en") is VoicemailPolicy.HANG_UP
    lacking = "There is no recording in Spanish yet: until then we hang up."
    assert lacking in site.page(f"{page}/recordings")
    site.client.post(f"{page}/recordings/es-US/voicemail", data=sound(), content_type="audio/wav")
    assert lacking not in site.page(f"{page}/recordings")
    site.post(f"{page}/voicemail", {"voicemail-es-US": "robocall"}, status=400)
    site.post(f"{page}/voicemail", {"voicemail-ko": "hang up"}, status=400)


def test_what_voters_ask_is_answered_at_the_desk(site: DeskSite) -> None:
    with site.acting() as session:
        rumour = Rumour(
            organisation_id=site.world.organisation.id,
            campaign_id=site.world.campaign.id,
            words="<b>Polls close at 6?",
            created_at=NOON,
        )
        session.add(rumour)
    page = f"/desk/campaigns/{site.world.campaign.id}/rumours"
    assert "&lt;b&gt;Polls close at 6?" in site.page(page)
    site.post(f"{page}/{rumour.id}", {"answer-es-US": "No"}, status=400)
    site.post(f"{page}/{rumour.id}", {"answer-en": "No, at 8."})
    assert "No, at 8." in site.page(page)
    site.post(f"{page}/{rumour.id}", {"close": "on"})
    assert "Nothing yet." in site.page(page)


def test_what_is_another_organisations_is_not_found(site: DeskSite) -> None:
    campaign = site.world.campaign.id + 1
    for path in ("texts", "texts/es-US.xlf", "texts/all.csv", "recordings", "rumours"):
        site.page(f"/desk/campaigns/{campaign}/{path}", status=404)
    for path in (f"scripts/{site.world.script.id + 1}/preview", "shifts/99/volunteers"):
        site.page(f"/desk/{path}", status=404)
