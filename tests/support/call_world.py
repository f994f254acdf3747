"""A shift with volunteers whose lines are up, and a call each that the carrier is ringing."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from phonebank.db import Database
from phonebank.domain.call import Call, CallEvent
from phonebank.services.dialling import call_next_voter
from tests.support.world import NOON, World, add_caller, make_world


def sid_of(call_id: int) -> str:
    """A made-up id of the carrier's for a call."""
    return f"CA{call_id:032x}"


@dataclass(frozen=True)
class CallWorld:
    """A call that has been asked for, and whose events are awaited."""

    database: Database
    world: World
    caller_id: int
    call_id: int

    @property
    def sid(self) -> str:
        """The carrier's id of the call."""
        return sid_of(self.call_id)

    def call(self) -> Call:
        """The call as it is now."""
        with self.database.transaction() as session:
            return session.get_one(Call, self.call_id)


def make_call_world(database: Database) -> CallWorld:
    """One volunteer, and a call that the carrier was asked to place and has not spoken of."""
    with database.transaction() as session:
        world = make_world(session)
        caller = add_caller(session, world.shift)
        call_id = place_next_call(session, caller.id)
        return CallWorld(database, world, caller.id, call_id)


def place_next_call(session: Session, caller_id: int, key: str = "key-1") -> int:
    """The caller's key, and the carrier asked."""
    call = call_next_voter(session, caller_id, key, NOON).call
    assert call is not None
    call.apply(CallEvent.PLACE, NOON)
    return call.id
