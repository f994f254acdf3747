"""The owned numbers that voters of a shift may see, and how much each has been used."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from phonebank.domain.call import Call
from phonebank.domain.caller_ids import NumberAtHand, caller_id_for
from phonebank.domain.errors import NotNow
from phonebank.domain.organisation import OwnedNumber
from phonebank.domain.shift import Shift

USED_IN = timedelta(hours=24)


@dataclass
class OwnedNumbers:
    """The numbers of a shift's campaign and of its organisation; each choice counts as one use."""

    at_hand: dict[str, NumberAtHand]

    @classmethod
    def of(cls, session: Session, shift: Shift, at: datetime) -> "OwnedNumbers":
        """Read them, with the calls of the last 24 hours."""
        used = (
            select(OwnedNumber, func.count(Call.id))
            .outerjoin(
                Call, and_(Call.from_number == OwnedNumber.e164, Call.queued_at > at - USED_IN)
            )
            .where(
                OwnedNumber.organisation_id == shift.organisation_id,
                or_(
                    OwnedNumber.campaign_id.is_(None),
                    OwnedNumber.campaign_id == shift.campaign_id,
                ),
            )
            .group_by(OwnedNumber.id)
        )
        return cls(
            {
                number.e164: NumberAtHand(
                    number.e164,
                    number.campaign_id is not None,
                    number.rests_until is not None and number.rests_until > at,
                    calls,
                )
                for number, calls in session.execute(used)
            }
        )

    def for_voter(self, voter_number: str) -> str:
        """The number that a voter sees. Raises NotNow where none is owned."""
        chosen = caller_id_for(voter_number, list(self.at_hand.values()))
        if chosen is None:
            raise NotNow("your organisation has no phone number to contact voters from")
        used = self.at_hand[chosen]
        self.at_hand[chosen] = replace(used, calls=used.calls + 1)
        return chosen
