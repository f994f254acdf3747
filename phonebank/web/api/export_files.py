"""The file of a finished export, whole or from where a download broke."""

from typing import Final

from flask import Blueprint, Response, request
from werkzeug.datastructures import Range
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from phonebank.domain.errors import NotNow
from phonebank.domain.export_file import ExportFile, ExportState
from phonebank.services.exports import FileFormat
from phonebank.services.exports.keeping import content_of, export_of
from phonebank.web.api.parameters import only
from phonebank.web.api.reader import organisation_read, reader_required
from phonebank.web.door import application, transaction

bp = Blueprint("api_export_files", __name__, url_prefix="/api/v1/exports")

CONTENT_TYPES: Final = {
    FileFormat.CSV: "text/csv; charset=utf-8",
    FileFormat.TAB: "text/tab-separated-values; charset=utf-16",
    FileFormat.WORKBOOK: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@bp.get("/<int:export_id>/file")
@reader_required
def file(export_id: int) -> Response:
    """The bytes asked for (RFC 9110, "Range Requests"): one range, and only of the same file as
    before where If-Range says so."""
    only(())
    with transaction() as session:
        found = export_of(session, organisation_read(), export_id)
    if found.state is not ExportState.FINISHED:
        raise NotNow("this file is not there: it is being made, or was kept for its time")
    begin, end = _bounds(found)
    content = content_of(application().database, found.id, begin, end)
    answer = Response(content, content_type=CONTENT_TYPES[FileFormat(found.file_format)])
    answer.content_length = end - begin
    answer.set_etag(found.digest)
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.file_name}"'
    if (begin, end) != (0, found.size_bytes):
        answer.status_code = 206
        answer.headers["Content-Range"] = f"bytes {begin}-{end - 1}/{found.size_bytes}"
    return answer


def _bounds(found: ExportFile) -> tuple[int, int]:
    """From where to where; all of it where no range is asked for, or of another file.

    Raises RequestedRangeNotSatisfiable.
    """
    asked: Range | None = request.range
    same = request.if_range.etag in (None, found.digest) and request.if_range.date is None
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1 or not same:
        return 0, found.size_bytes
    bounds = asked.range_for_length(found.size_bytes)
    if bounds is None or bounds[0] is None or bounds[1] is None:
        raise RequestedRangeNotSatisfiable(found.size_bytes)
    return bounds[0], bounds[1]
