"""A predictive shift with landlines in Georgia, and volunteers who wait to be put through."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from phonebank.domain.call import Call, CallEvent
from phonebank.domain.caller import Caller
from phonebank.domain.dial_mode import DialMode
from phonebank.services import dialling, line_events, putting_through
from phonebank.services.caller_ids import OwnedNumbers
from phonebank.services.machine_dialling import Pool, ring_for_anyone
from phonebank.telephony.port import CallProgress, VoiceReply, VoterAnswered
from tests.support.call_world import sid_of
from tests.support.world import NOON, World, add_caller, make_world


@dataclass
class Bank:
    """One session's shift; moments are seconds after noon."""

    session: Session
    world: World

    def volunteer(
        self, *languages: str, waits_since: float = 0, mode: DialMode = DialMode.PREDICTIVE
    ) -> Caller:
        """Somebody who has pressed that they take calls."""
        caller = add_caller(self.session, self.world.shift, languages or ("en",))
        dialling.call_next_voter(self.session, caller.id, "ready", at(waits_since))
        return caller

    def ring(self, count: int = 1, language: str = "en", moment: float = 0) -> list[Call]:
        """Calls that the carrier has been asked for, for whoever is free."""
        pool = Pool(self.world.shift, language, DialMode.PREDICTIVE, DialMode.PREDICTIVE)
        numbers = OwnedNumbers.of(self.session, self.world.shift, at(moment))
        orders = ring_for_anyone(self.session, pool, count, numbers, at(moment))
        calls = [self.session.get_one(Call, order.call_id) for order in orders]
        for call in calls:
            call.carrier_sid = sid_of(call.id)
        self.session.flush()
        return calls

    def answer(self, call: Call, moment: float = 8) -> VoiceReply:
        """The carrier asks whom to put the voter through to."""
        event = VoterAnswered(call.id, sid_of(call.id))
        return putting_through.voter_answered(self.session, event, at(moment))

    def tell(self, call: Call, event: CallEvent, moment: float = 60) -> object:
        """The carrier's word for what happened to a line."""
        sid = sid_of(call.id)
        progress = CallProgress(f"{sid}:{event}", call.id, sid, event)
        done = line_events.call_progressed(self.session, progress, at(moment))
        self.session.flush()
        self.session.expire_all()
        return done

    def calls(self) -> Sequence[Call]:
        """Every call of the shift."""
        return self.session.scalars(select(Call).order_by(Call.id)).all()


def at(seconds: float) -> datetime:
    """So many seconds after noon."""
    return NOON + timedelta(seconds=seconds)


def make_bank(
    session: Session, voters: Sequence[str] = ("en",) * 6, landlines_in: str = "GA"
) -> Bank:
    """A running predictive shift with voters of these languages."""
    world = make_world(
        session, languages=voters, mode=DialMode.PREDICTIVE, landlines_in=landlines_in
    )
    return Bank(session, world)
