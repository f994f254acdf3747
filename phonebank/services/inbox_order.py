"""The order of a texter's inbox, page by page, and who is next in it.

The order is read from one index, each page from the place at which the one before it ended:
a page costs the same however long the list is, and wherever in it it begins.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.orm import Session

from phonebank.domain.errors import BadInput
from phonebank.domain.tag import ConversationTag
from phonebank.domain.text_message import Attention, Conversation
from phonebank.domain.voter import Voter

ORDER_PAGE = 2_000
"""How many ids are told at once: of most texters, all."""
MOST_WAITING = 300


@dataclass(frozen=True)
class Place:
    """A conversation's place in an inbox, as a page's address tells it."""

    attention: int
    key: int
    id: int

    def __str__(self) -> str:
        return f"{self.attention}.{self.key}.{self.id}"

    @classmethod
    def read(cls, told: str) -> "Place":
        """The place that an address tells. Raises BadInput for anything else."""
        parts = told.split(".")
        try:
            attention, key, id_ = map(int, parts)
        except ValueError as problem:
            raise BadInput("there is no such place in a list") from problem
        return cls(attention, key, id_)


@dataclass(frozen=True)
class Sought:
    """Which of the texter's conversations: those whose voters' names hold each of the words, in
    any case, and that have a tag, where one is asked for."""

    words: str = ""
    tag_id: int | None = None


@dataclass(frozen=True)
class OrderPage:
    """Conversations in their order; `after` is where the next page begins, if there is one."""

    ids: tuple[int, ...]
    after: Place | None = None


def order_page(
    session: Session,
    caller_id: int,
    sought: Sought | None = None,
    after: Place | None = None,
    size: int = ORDER_PAGE,
) -> OrderPage:
    """The next conversations of a texter in the order in which they want attention."""
    page = _in_order(caller_id).where(*_conditions(sought or Sought()))
    if after is not None:
        page = page.where(tuple_(after.attention, after.key, after.id) < _PLACE)
    found = [Place(*row) for row in session.execute(page.limit(size + 1))]
    more = found[size - 1] if len(found) > size else None
    return OrderPage(tuple(each.id for each in found[:size]), more)


def waiting_now(session: Session, caller_id: int) -> list[int]:
    """Who waits with something unread, the latest first."""
    latest = (
        select(Conversation.id)
        .where(Conversation.caller_id == caller_id, _is(Attention.WAITING))
        .order_by(Conversation.attention_key.desc())
    )
    return list(session.scalars(latest.limit(MOST_WAITING)))


def next_waiting(session: Session, caller_id: int, than: int | None) -> int | None:
    """Whoever waits for an answer next: the longest unread, then in turn those read and not yet
    answered. `than` is the conversation that is open."""
    unread = _in_order(caller_id).where(_is(Attention.WAITING), Conversation.id != (than or 0))
    found = session.execute(unread.limit(1)).first()
    return found.id if found else _next_in_turn(session, caller_id, Attention.READ, than)


def next_unsent(session: Session, caller_id: int, than: int | None) -> int | None:
    """Whoever is to be written to next, in turn."""
    return _next_in_turn(session, caller_id, Attention.UNSENT, than)


def _next_in_turn(
    session: Session, caller_id: int, attention: Attention, than: int | None
) -> int | None:
    """The one after it, or the first where it is the last or none of them."""
    turn = _in_order(caller_id).where(_is(attention), Conversation.id != (than or 0)).limit(1)
    here = select(Conversation.attention_key, Conversation.id).where(
        Conversation.id == than, Conversation.caller_id == caller_id, _is(attention)
    )
    if place := session.execute(here).first():
        following = turn.where(
            tuple_(Conversation.attention_key, Conversation.id) > tuple_(place[0], place[1])
        )
        if found := session.execute(following).first():
            return int(found.id)
    found = session.execute(turn).first()
    return None if found is None else int(found.id)


_PLACE = tuple_(Conversation.attention, Conversation.attention_key, Conversation.id)


def _in_order(caller_id: int) -> Select[int, int, int]:
    return (
        select(Conversation.attention, Conversation.attention_key, Conversation.id)
        .where(Conversation.caller_id == caller_id)
        .order_by(Conversation.attention, Conversation.attention_key, Conversation.id)
    )


def _is(attention: Attention) -> ColumnElement[bool]:
    return Conversation.attention == attention.value


def _conditions(sought: Sought) -> Iterable[ColumnElement[bool]]:
    if sought.tag_id is not None:
        tagged = select(ConversationTag.conversation_id)
        yield Conversation.id.in_(tagged.where(ConversationTag.tag_id == sought.tag_id))
    if words := sought.words.split():
        names = func.concat_ws(" ", Voter.first_name, Voter.last_name, Voter.romanised_name)
        named = [names.icontains(word, autoescape=True) for word in words]
        yield Conversation.voter_id.in_(
            select(Voter.id).where(Voter.id == Conversation.voter_id, *named)
        )
