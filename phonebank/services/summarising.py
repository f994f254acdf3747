"""What a shift has done together, in figures that anybody may see."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from phonebank.domain.call import Call, ContactResult
from phonebank.domain.caller import Caller
from phonebank.domain.contact_rules import Channel
from phonebank.domain.errors import NotFound
from phonebank.domain.shift import Shift, ShiftState
from phonebank.domain.survey import WITH_CHOICES
from phonebank.domain.text_message import Conversation
from phonebank.domain.voter import Voter
from phonebank.services.reporting import Figures, QuestionTally, figures, tallies


@dataclass(frozen=True)
class Summary:
    """A shift's results without a voter in them: no words that anybody said, no name, no number.

    `languages` are those in which there were conversations (spoken tags), the most frequent first.
    """

    volunteers: int
    figures: Figures
    languages: list[tuple[str, int]]
    tallies: list[QuestionTally]


def summary_of(session: Session, shift: Shift) -> Summary:
    """The summary of a shift that has ended. Raises NotFound before that."""
    if shift.state is not ShiftState.ENDED:
        raise NotFound("this shift has not ended yet")
    volunteers = select(func.count(Caller.id)).where(Caller.shift_id == shift.id)
    shown = [each for each in tallies(session, shift) if each.question.kind in WITH_CHOICES]
    return Summary(
        volunteers=session.scalar(volunteers) or 0,
        figures=figures(session, shift),
        languages=_languages(session, shift),
        tallies=shown,
    )


def _languages(session: Session, shift: Shift) -> list[tuple[str, int]]:
    counted = select(Voter.language, func.count())
    if shift.channel is Channel.TEXT:
        counted = counted.join(Conversation, Conversation.voter_id == Voter.id).where(
            Conversation.shift_id == shift.id, Conversation.last_inbound_at.is_not(None)
        )
    else:
        counted = counted.join(Call, Call.voter_id == Voter.id).where(
            Call.shift_id == shift.id, Call.result == ContactResult.REACHED
        )
    by_language = counted.group_by(Voter.language).order_by(func.count().desc())
    return [(language, count) for language, count in session.execute(by_language)]
