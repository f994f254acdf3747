"""A planned time in which callers call, or texters text, the voters of a list."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from phonebank.domain.base import Base, Owned, belongs_to, enum_column, owned
from phonebank.domain.contact_rules import Channel
from phonebank.domain.dial_mode import DialMode
from phonebank.domain.errors import NotNow


class ShiftState(StrEnum):
    """Where a shift stands."""

    PLANNED = "planned"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


_MOVES: dict[tuple[ShiftState, ShiftState], str] = {
    (ShiftState.PLANNED, ShiftState.RUNNING): "launch",
    (ShiftState.RUNNING, ShiftState.PAUSED): "pause",
    (ShiftState.PAUSED, ShiftState.RUNNING): "resume",
    (ShiftState.RUNNING, ShiftState.ENDED): "end",
    (ShiftState.PAUSED, ShiftState.ENDED): "end",
}


class Shift(Owned, Base):
    """Volunteers at work on one list with one call script, over one channel."""

    __tablename__ = "shift"
    __table_args__ = owned(
        belongs_to("campaign", "campaign_id"),
        belongs_to("voter_list", "voter_list_id"),
        belongs_to("call_script", "call_script_id"),
        belongs_to("message_test", "script_test_id"),
        UniqueConstraint("organisation_id", "request_key"),
    )

    campaign_id: Mapped[int]
    voter_list_id: Mapped[int]
    call_script_id: Mapped[int]
    script_test_id: Mapped[int | None]
    """The test of its call script whose versions it deals: the one that ran when it was launched,
    or that was taken since."""
    name: Mapped[str]
    channel: Mapped[Channel] = mapped_column(enum_column(Channel))
    languages: Mapped[list[str]]
    """Spoken language tags of the voters to be contacted; `und` takes in the unknown."""
    mode: Mapped[DialMode] = mapped_column(
        enum_column(DialMode), default=DialMode.CLICK, server_default=DialMode.CLICK.value
    )
    """How its calls are started; each number in the stricter of this and its own mode."""
    state: Mapped[ShiftState] = mapped_column(enum_column(ShiftState), default=ShiftState.PLANNED)
    callers_wanted: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Spoken language tag -> how many volunteers who speak it are asked for."""
    join_code: Mapped[str] = mapped_column(unique=True)
    sign_up_code: Mapped[str] = mapped_column(unique=True)
    request_key: Mapped[str | None]
    """Made by the page on which the shift was planned: pressed twice, it is planned once."""
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    bulk_since: Mapped[datetime | None]
    """Since when first texts go by themselves to voters whose consent to that is recorded."""
    launched_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    def move(self, to: ShiftState, at: datetime) -> bool:
        """Change the state; False where it stands there already: a second click is harmless.

        Raises NotNow for a move that the shift's state does not allow.
        """
        if self.state is to:
            return False
        if self.state is ShiftState.ENDED:
            raise NotNow("this shift has ended")
        if (self.state, to) not in _MOVES:
            raise NotNow(f"a shift that is {self.state} cannot become {to}")
        self.state = to
        if to is ShiftState.RUNNING:
            self.launched_at = self.launched_at or at
        if to is ShiftState.ENDED:
            self.ended_at = at
        return True
