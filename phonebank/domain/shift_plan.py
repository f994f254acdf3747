"""What a coordinator fills in to plan a shift, and what of it makes no sense."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from phonebank.domain.contact_request import Channel
from phonebank.domain.dial_mode import DialMode
from phonebank.domain.errors import BadInput
from phonebank.domain.languages import UNKNOWN, spoken_languages

MOST_WANTED: Final = 1_000


@dataclass(frozen=True)
class ShiftPlan:
    """What a coordinator fills in. `languages` are spoken tags, `und` for the unknown; `mode` is
    about calls alone."""

    name: str
    voter_list_id: int
    call_script_id: int
    channel: Channel
    languages: Sequence[str]
    starts_at: datetime
    ends_at: datetime
    mode: DialMode = DialMode.CLICK
    callers_wanted: Mapping[str, int] = field(default_factory=dict)

    @property
    def wanted(self) -> dict[str, int]:
        """Spoken tag -> volunteers, where any are wanted."""
        return {tag: count for tag, count in self.callers_wanted.items() if count > 0}


def check_plan(plan: ShiftPlan) -> None:
    """Raises BadInput for what makes no sense, naming the field."""
    if not plan.name.strip():
        raise BadInput("please give the shift a name", "name")
    if plan.ends_at <= plan.starts_at:
        raise BadInput("the shift ends before it starts: please correct its times", "ends")
    if not plan.languages:
        raise BadInput("please choose at least one language of the voters", "languages")
    if not set(plan.languages) <= {UNKNOWN, *(each.tag for each in spoken_languages())}:
        raise BadInput("please choose among the languages that are served", "languages")
    if any(not 0 <= count <= MOST_WANTED for count in plan.callers_wanted.values()):
        told = "please ask for between 0 and %(most)s volunteers a language"
        raise BadInput(told, "wanted", most=MOST_WANTED)
