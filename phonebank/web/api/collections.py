"""The rows of a collection: a page of them, all in a stream, or one."""

from flask import Blueprint, Response, request, url_for

from phonebank.domain.errors import NotFound
from phonebank.services.reading import (
    COLLECTIONS,
    Collection,
    Page,
    Wanted,
    every_row,
    one_row,
    page,
)
from phonebank.web.api.parameters import (
    LARGEST_ID,
    after_asked,
    cursor_after,
    filters_asked,
    limit_asked,
    only,
)
from phonebank.web.api.reader import organisation_read, reader_required
from phonebank.web.desk.download import download
from phonebank.web.door import transaction

LINES = "application/x-ndjson"

bp = Blueprint("api_collections", __name__, url_prefix="/api/v1")


@bp.get("/<name>")
@reader_required
def many(name: str) -> Response:
    """A page and the way to the next one; or, for who accepts lines, all that follow at once."""
    collection = _collection(name)
    only({"limit", "cursor", *collection.filters})
    limit = limit_asked()
    wanted = Wanted(organisation_read(), after_asked(), filters_asked(collection))
    if request.accept_mimetypes[LINES] > request.accept_mimetypes["application/json"]:
        return download(
            f"{name}.ndjson", LINES, lambda session: every_row(session, collection, wanted)
        )
    with transaction() as session:
        return _written(page(session, collection, wanted, limit))


@bp.get("/<name>/<int:id_>")
@reader_required
def one(name: str, id_: int) -> Response:
    """One row, by its id."""
    collection = _collection(name)
    only(())
    if not 0 < id_ <= LARGEST_ID:
        raise NotFound("there is no such thing, or it is not yours")
    with transaction() as session:
        row = one_row(session, collection, organisation_read(), id_)
    return Response(row, content_type="application/json")


def _collection(name: str) -> Collection:
    if name not in COLLECTIONS:
        raise NotFound("there is no such collection")
    return COLLECTIONS[name]


def _written(found: Page) -> Response:
    """Rows are JSON already: only what stands around them is written here. The next page is also
    told as a link (RFC 8288)."""
    cursor = None if found.after is None else cursor_after(found.after)
    told = "null" if cursor is None else f'"{cursor}"'
    body = f'{{"items":[{",".join(found.rows)}],"next_cursor":{told}}}'
    answer = Response(body, content_type="application/json")
    if cursor is not None and request.endpoint is not None:
        same = {**request.args.to_dict(), **(request.view_args or {}), "cursor": cursor}
        answer.headers["Link"] = f'<{url_for(request.endpoint, **same)}>; rel="next"'
    return answer
