"""Which calls hold their number's phone: nobody else at it is rung meanwhile."""

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import aliased
from sqlalchemy.orm.util import AliasedClass

from phonebank.domain.call import Call, ContactResult


def under_way(call: type[Call] | AliasedClass[Call] = Call) -> ColumnElement[bool]:
    """Of calls: those that are open, those that were given up and may ring on for a moment, and
    those whose line waits alone for the beep or has our message."""
    given_up = and_(call.result == ContactResult.NOT_PLACED, call.placed_at.is_not(None))
    alone = or_(call.apart_at.is_not(None), call.message_at.is_not(None))
    return and_(call.ended_at.is_(None), or_(call.closed_at.is_(None), given_up, alone))


def under_way_sql(alias: str) -> str:
    """The same of a call by this alias, for the driver's own SQL."""
    rule = under_way(aliased(Call, name=alias))
    return str(rule.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}))  # type: ignore[no-untyped-call]
