"""Every text of a campaign in each of its languages: looked over, translated, out and in again."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from phonebank.domain.errors import BadInput
from phonebank.domain.translation import Standing
from phonebank.services.translating import (
    CampaignTexts,
    Taken,
    Translated,
    Unit,
    confirm_units,
    take_translations,
    texts_of,
)
from phonebank.services.translation_sheets import from_sheet, to_csv, to_xlsx
from phonebank.services.writing import save_prepared_reply
from phonebank.services.xliff import from_xliff, to_xliff
from phonebank.web.desk.member import author, told
from phonebank.web.desk.translation_words import WORDS
from phonebank.web.door import transaction
from phonebank.web.sessions import current_member, member_required

bp = Blueprint("desk_translations", __name__, url_prefix="/desk/campaigns/<int:campaign_id>/texts")
bp.context_processor(lambda: WORDS)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("")
@member_required
def table(campaign_id: int) -> str:
    """The texts side by side: those of the `language` to be written, or of all to be read."""
    return _page(campaign_id)


@bp.post("")
@member_required
def save(campaign_id: int) -> ResponseReturnValue:
    """Keep the translations that were typed, and note those that are said to be still right."""
    tag, owner = request.form.get("language", ""), current_member().organisation_id
    keys = request.form.getlist("key")
    typed = zip(keys, request.form.getlist("words"), strict=False)
    work = [Translated(key, words.replace("\r\n", "\n")) for key, words in typed if words.strip()]
    try:
        with transaction() as session:
            # Nothing that merely stood in the form is thereby said to be right.
            known = {unit.key: unit for unit in texts_of(session, owner, campaign_id).units}
            new = [each for each in work if _differs(known.get(each.key), tag, each.words)]
            # First, since a script that is in use gets a new version, whose texts have new keys.
            right = request.form.getlist("right")
            confirm_units(session, owner, campaign_id, tag, right, author())
            taken = take_translations(session, owner, campaign_id, tag, new, author())
    except BadInput as problem:
        return _page(campaign_id, problem=problem), 400
    return _page(campaign_id, taken=taken)


@bp.post("/replies")
@member_required
def add_reply(campaign_id: int) -> ResponseReturnValue:
    """Write a prepared reply in the campaign's first language."""
    owner = current_member().organisation_id
    title, words = request.form.get("title", ""), request.form.get("words", "")
    try:
        with transaction() as session:
            source = texts_of(session, owner, campaign_id).campaign.languages[0]
            save_prepared_reply(session, owner, campaign_id, title, {source: words.strip()})
    except BadInput as problem:
        return _page(campaign_id, problem=problem), 400
    return redirect(url_for("desk_translations.table", campaign_id=campaign_id))


@bp.get("/<tag>.xlf")
@member_required
def as_xliff(campaign_id: int, tag: str) -> Response:
    """The texts and their translations into one language, for a translator's tool."""
    texts = _texts(campaign_id)
    if tag not in texts.campaign.languages[1:]:
        raise BadInput("please choose one of the languages that the campaign is translated into")
    return _download(to_xliff(texts, tag), "application/x-xliff+xml", f"{tag}.xlf", campaign_id)


@bp.get("/all.xlsx")
@member_required
def as_workbook(campaign_id: int) -> Response:
    """The texts in every language, as a workbook."""
    return _download(to_xlsx(_texts(campaign_id)), XLSX, "all.xlsx", campaign_id)


@bp.get("/all.csv")
@member_required
def as_csv(campaign_id: int) -> Response:
    """The texts in every language, as CSV."""
    sheet = to_csv(_texts(campaign_id)).encode()
    return _download(sheet, "text/csv; charset=utf-8", "all.csv", campaign_id)


@bp.post("/file")
@member_required
def take_file(campaign_id: int) -> ResponseReturnValue:
    """A file comes back from a translator: XLIFF, a workbook or CSV."""
    owner, file = current_member().organisation_id, request.files.get("file")
    try:
        if file is None or not file.filename:
            raise BadInput("please choose the file that came back from the translator", "file")
        content = file.read()
        with transaction() as session:
            source = texts_of(session, owner, campaign_id).campaign.languages[0]
            taken = [
                take_translations(session, owner, campaign_id, tag, work, author())
                for tag, work in _work(content, source)
            ]
    except BadInput as problem:
        return _page(campaign_id, problem=problem), 400
    return _page(campaign_id, taken=_all(taken))


def _work(content: bytes, source: str) -> list[tuple[str, list[Translated]]]:
    if content.lstrip().removeprefix(b"\xef\xbb\xbf").startswith(b"<"):
        return [from_xliff(content)]
    return [(tag, work) for tag, work in from_sheet(content, source).items() if work]


def _all(taken: list[Taken]) -> Taken:
    skipped = [each for part in taken for each in part.skipped]
    return Taken(sum(t.new for t in taken), sum(t.unchanged for t in taken), skipped)


def _differs(unit: Unit | None, tag: str, words: str) -> bool:
    return unit is None or unit.texts.get(tag, "").strip() != words.strip()


def _texts(campaign_id: int) -> CampaignTexts:
    with transaction() as session:
        return texts_of(session, current_member().organisation_id, campaign_id)


def _page(campaign_id: int, *, problem: BadInput | None = None, taken: Taken | None = None) -> str:
    texts = _texts(campaign_id)
    wanted = request.values.get("language", "")
    return render_template(
        "desk/translations.html",
        campaign=texts.campaign,
        texts=texts,
        chosen=wanted if wanted in texts.campaign.languages[1:] else "",
        Standing=Standing,
        problem=problem,
        taken=taken,
        told=told,
        languages_shown=texts.campaign.languages,
    )


def _download(content: bytes, mimetype: str, name: str, campaign_id: int) -> Response:
    response = Response(content, content_type=mimetype)
    told_as = f'attachment; filename="campaign-{campaign_id}-{name}"'
    response.headers["Content-Disposition"] = told_as
    response.headers["Cache-Control"] = "no-store"
    return response
