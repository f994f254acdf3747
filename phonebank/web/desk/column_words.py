"""Columns, imports and kinds of line, said in words."""

from typing import Final

from phonebank.domain.contact_request import LineType
from phonebank.domain.voter_columns import Column
from phonebank.domain.voter_list import ImportState
from phonebank.services.importing.matching import Confidence
from phonebank.web.marking import mark as _

COLUMNS: Final[dict[Column, str]] = {
    Column.VOTER_FILE_ID: _("Voter file id"),
    Column.FIRST_NAME: _("First name"),
    Column.LAST_NAME: _("Last name"),
    Column.FULL_NAME: _("Full name"),
    Column.ROMANISED_NAME: _("Name in Latin letters"),
    Column.PREFERRED_PHONE: _("Preferred phone"),
    Column.CELL_PHONE: _("Cell phone"),
    Column.PHONE: _("Phone"),
    Column.HOME_PHONE: _("Home phone"),
    Column.WORK_PHONE: _("Work phone"),
    Column.LANGUAGE: _("Language spoken"),
    Column.ADDRESS: _("Address"),
    Column.CITY: _("City"),
    Column.STATE: _("State"),
    Column.ZIP_CODE: _("ZIP code"),
    Column.COUNTY: _("County"),
    Column.PARTY: _("Party"),
    Column.POLLING_PLACE: _("Polling place"),
    Column.DO_NOT_CONTACT: _("Asked not to be contacted"),
}
CONFIDENCES: Final[dict[Confidence, tuple[str, str, str]]] = {
    Confidence.REMEMBERED: ("✓", "good", _("As last time")),
    Confidence.SURE: ("✓", "good", _("Recognised")),
    Confidence.DOUBTFUL: ("!", "warn", _("Please check")),
    Confidence.KEPT: ("·", "", _("Kept beside")),
}
IMPORT_STATES: Final[dict[ImportState, tuple[str, str, str]]] = {
    ImportState.WAITING: ("…", "", _("Waiting its turn")),
    ImportState.RUNNING: ("▶", "good", _("Coming in")),
    ImportState.FINISHED: ("✓", "good", _("All in")),
    ImportState.FAILED: ("✕", "bad", _("Failed: nothing of it was kept")),
    ImportState.CANCELLED: ("■", "warn", _("Cancelled: nothing of it was kept")),
    ImportState.TAKING_BACK: ("…", "warn", _("Being taken back")),
    ImportState.TAKEN_BACK: ("■", "warn", _("Taken back")),
}
KINDS_OF_LINE: Final[dict[LineType, str]] = {
    LineType.MOBILE: _("Mobile"),
    LineType.LANDLINE: _("Landline"),
    LineType.VOIP: _("Internet telephone"),
    LineType.UNKNOWN: _("Not known"),
}
