"""Addresses of other programs that are told what happens, and what each is still to be told."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from phonebank.domain.base import Base, Owned, belongs_to, enum_column, owned
from phonebank.domain.outlet import Outlet


class EventKind(StrEnum):
    """What other programs are told of."""

    CONVERSATION_FINISHED = "conversation.finished"
    TEXT_RECEIVED = "text.received"
    OPTED_OUT = "voter.opted_out"
    OPTED_IN = "voter.opted_in"


class DeliveryState(StrEnum):
    """Where an event stands on its way to an address. GIVEN_UP: the address would not have it."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given up"


class EventHook(Outlet, Owned, Base):
    """An address that is told of everything from `created_at` on.

    `secret` signs what is sent, so it is kept as it is. While nothing gets through, `failing_since`
    stands; after long it is paused, and its events wait.
    """

    __tablename__ = "event_hook"
    __table_args__ = owned(
        Index(None, "organisation_id", postgresql_where=text("removed_at IS NULL"))
    )

    url: Mapped[str]
    secret: Mapped[str]
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    failing_since: Mapped[datetime | None]


class HookDelivery(Owned, Base):
    """One event on its way to one address, written in the transaction in which it happened.

    `voter_key` names whom it is about: what is about the same voter arrives in the order of `id`.
    """

    __tablename__ = "hook_delivery"
    __table_args__ = owned(
        belongs_to("event_hook", "event_hook_id", ondelete="CASCADE"),
        Index(
            "ix_hook_delivery_waiting",
            "event_hook_id",
            "voter_key",
            "id",
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(None, "event_hook_id", "id"),
    )

    event_hook_id: Mapped[int]
    event_key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[EventKind] = mapped_column(enum_column(EventKind))
    voter_key: Mapped[str]
    data: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    state: Mapped[DeliveryState] = mapped_column(
        enum_column(DeliveryState), default=DeliveryState.WAITING
    )
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(default="")
