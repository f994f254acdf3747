"""An organisation's place in VAN, and the contacts that are written back to it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from phonebank.domain.base import Base, Owned, belongs_to, enum_column, owned
from phonebank.domain.outlet import Outlet


class VanDatabase(StrEnum):
    """Which of VAN's two sides a key is used on; the value is what stands behind the key."""

    MY_VOTERS = "0"
    MY_CAMPAIGN = "1"


class VanContactState(StrEnum):
    """Where a contact stands on its way to VAN.

    UNMAPPED: nobody has said which code it is. REFUSED: VAN would not have it. UNCERTAIN: VAN was
    asked, and nobody knows what it did; a person decides.
    """

    WAITING = "waiting"
    WRITTEN = "written"
    UNMAPPED = "unmapped"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"


class VanAccount(Outlet, Owned, Base):
    """The key of an organisation, the codes that VAN told, and what is written with which.

    `codes` are VAN's own, by kind: lists of `{"id", "name"}`, those of `surveyQuestions` with
    `responses` of the same form. `result_map` is our outcome -> result code, `answer_map` origin
    of a question -> `{"question": id, "choices": {code: response id}}`. The key is kept as it is,
    because VAN asks for it each time.
    """

    __tablename__ = "van_account"
    __table_args__ = owned(UniqueConstraint("organisation_id"))

    app_name: Mapped[str]
    api_key: Mapped[str]
    database: Mapped[VanDatabase] = mapped_column(enum_column(VanDatabase))
    base_url: Mapped[str]
    codes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    fetched_at: Mapped[datetime | None]
    call_type_id: Mapped[int | None]
    text_type_id: Mapped[int | None]
    input_type_id: Mapped[int | None]
    result_map: Mapped[dict[str, Any]] = mapped_column(default=dict)
    answer_map: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]


class VanContact(Owned, Base):
    """A call or a conversation by text that is to stand in VAN, once. `outcome` is what was told
    of it last."""

    __tablename__ = "van_contact"
    __table_args__ = owned(
        belongs_to("van_account", "van_account_id", ondelete="CASCADE"),
        belongs_to("voter", "voter_id"),
        belongs_to("call", "call_id"),
        belongs_to("conversation", "conversation_id"),
        UniqueConstraint("call_id"),
        UniqueConstraint("conversation_id"),
        CheckConstraint("num_nonnulls(call_id, conversation_id) = 1", name="one_contact"),
        Index(
            "ix_van_contact_waiting",
            "van_account_id",
            "due_at",
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(
            "ix_van_contact_open",
            "van_account_id",
            "id",
            postgresql_where=text("state IN ('unmapped', 'refused', 'uncertain')"),
        ),
        Index(None, "voter_id"),
    )

    van_account_id: Mapped[int]
    voter_id: Mapped[int]
    call_id: Mapped[int | None]
    conversation_id: Mapped[int | None]
    state: Mapped[VanContactState] = mapped_column(
        enum_column(VanContactState), default=VanContactState.WAITING
    )
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str] = mapped_column(default="")
    written_at: Mapped[datetime | None]
