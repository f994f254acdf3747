"""Who of a list cannot be contacted, and why: in figures, and voter by voter to take home."""

from collections.abc import Iterator

from flask import Blueprint, Response, render_template
from flask_babel import gettext
from sqlalchemy.orm import Session

from phonebank.domain.contact_reasons import SENTENCES
from phonebank.domain.contact_request import Channel
from phonebank.services.exporting import csv_lines
from phonebank.services.unreachable import BarredVoter, barred_voters, unreachable_of
from phonebank.web.desk.csv_download import csv_download
from phonebank.web.desk.words import CHANNELS
from phonebank.web.door import now, transaction
from phonebank.web.sessions import current_member, member_required

bp = Blueprint("desk_unreachable", __name__, url_prefix="/desk/lists/<int:list_id>")

_COLUMNS = ["Voter File ID", "First name", "Last name", "Language", "Calls", "Texts"]


@bp.get("/unreachable")
@member_required
def shown(list_id: int) -> str:
    """How many voters cannot be called, or written to, by reason."""
    with transaction() as session:
        found = unreachable_of(session, current_member().organisation_id, list_id, now())
    return render_template(
        "desk/unreachable.html", shown=found, channels=CHANNELS, sentences=SENTENCES
    )


@bp.get("/unreachable.csv")
@member_required
def taken_home(list_id: int) -> Response:
    """The voters, each with the reasons in the reader's language; blank where nothing bars."""
    owner, at = current_member().organisation_id, now()
    words = {reason: gettext(sentence) for reason, sentence in SENTENCES.items()}

    def line(barred: BarredVoter) -> list[str]:
        voter = barred.voter
        who = [voter.voter_file_id or "", voter.first_name, voter.last_name, voter.language]
        reasons = [barred.reasons.get(channel) for channel in (Channel.CALL, Channel.TEXT)]
        return [*who, *("" if reason is None else words[reason] for reason in reasons)]

    def lines(session: Session) -> Iterator[str]:
        return csv_lines(_COLUMNS, map(line, barred_voters(session, owner, list_id, at)))

    return csv_download(f"who-cannot-be-contacted-{list_id}.csv", lines)
