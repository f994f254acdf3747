"""How many lines to dial now, so that volunteers wait little and almost nobody is abandoned.

`Pacer` is pure arithmetic on the events of one pool (the volunteers of a shift who share its
voters). It reads no clock: `at` is in seconds, of any origin that the caller keeps. Ids of
volunteers and calls are anything hashable.

    pacer = Pacer()
    pacer.joined("Ada", at=0)               # a volunteer who joined is free at once
    for line in range(pacer.lines_to_dial(at=0)):
        pacer.placed(f"call {line}", at=0)  # as soon as the carrier is asked, before it answers
    pacer.unanswered("call 0", at=25)       # busy, no answer, machine, failed, cancelled
    pacer.answered("call 1", at=9)          # a live person
    pacer.connected("call 1", "Ada", at=10)
    pacer.talk_ended("Ada", at=95)          # Ada writes down what she heard: wrap-up
    pacer.free("Ada", at=110)               # the wrap-up is over
    pacer.abandoned("call 2", at=12)        # answered, and nobody was free within two seconds
    pacer.left("Ada", at=120)               # gone, or on a break

Decisions depend on the events alone: who replays them, in order, into a new `Pacer` gets the same
decisions. What is unknown, repeated or makes no sense is passed over.
"""

import math
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final

from phonebank.domain.abandonment import Abandonment
from phonebank.domain.crowding import most_expected, sum_of_chances
from phonebank.domain.pacing_volunteers import Activity, Volunteers
from phonebank.domain.ringing import Ringing

HORIZON_SECONDS: Final = 12.0
"""How far ahead a line looks for a volunteer: the mean time to an answer, and the two seconds in
which a voter must be connected."""

_SURPRISE: Final = 0.0005


@dataclass(frozen=True)
class Explanation:
    """Why so many lines are dialled: everything that the decision was made of.

    `lines` is the decision. `free` volunteers wait, `soon_free` are expected to be free in
    `HORIZON_SECONDS`. Of the `in_flight` lines `expected_answers` are expected, at an `answer_rate` of
    each new line; up to `most_answers` may be expected with the risk that is taken. `answers` and
    `abandoned` are those of the shift, `abandoned_share` their ratio, `affordable` how many more
    abandoned calls they bear. `guarded` says that nothing is risked now: no more lines than free
    volunteers.
    """

    lines: int
    volunteers: int
    free: int
    soon_free: float
    in_flight: int
    expected_answers: float
    most_answers: float
    answer_rate: float
    answers: int
    abandoned: int
    abandoned_share: float
    affordable: int
    guarded: bool


class Pacer:
    """Decides how many lines to dial for one pool of volunteers; see the module."""

    def __init__(self, target_abandoned: float = 0.03) -> None:
        self._volunteers = Volunteers()
        self._ringing = Ringing()
        self._abandonment = Abandonment(target_abandoned)
        self._unconnected: dict[Hashable, float] = {}

    def joined(self, volunteer: Hashable, at: float) -> None:
        """A volunteer is here, and free. One who is here already stays as they are."""
        if math.isfinite(at) and volunteer not in self._volunteers:
            self._volunteers.turns_to(volunteer, Activity.FREE, at)

    def left(self, volunteer: Hashable, at: float) -> None:
        """A volunteer is gone, or takes a break: no line is dialled for them until they join."""
        self._volunteers.left(volunteer)

    def placed(self, call: Hashable, at: float) -> None:
        """A line is dialled: the carrier has been, or is being, asked."""
        if math.isfinite(at) and call not in self._ringing:
            self._ringing.placed(call, at)

    def answered(self, call: Hashable, at: float) -> None:
        """A live person answered. Until `connected` or `abandoned` one free volunteer is theirs."""
        if math.isfinite(at) and call in self._ringing:
            self._ringing.answered(call, at)
            self._abandonment.answer(len(self._volunteers))
            self._unconnected[call] = at

    def unanswered(self, call: Hashable, at: float) -> None:
        """The line ended without a person: busy, no answer, machine, failed or cancelled."""
        if math.isfinite(at) and call in self._ringing:
            self._ringing.unanswered(call, at)

    def connected(self, call: Hashable, volunteer: Hashable, at: float) -> None:
        """The person is with a volunteer. A call that was not told of as answered is now."""
        self.answered(call, at)
        if self._unconnected.pop(call, None) is not None and volunteer in self._volunteers:
            self._volunteers.turns_to(volunteer, Activity.TALKING, at)

    def abandoned(self, call: Hashable, at: float) -> None:
        """Nobody was free for the person who answered."""
        self.answered(call, at)
        if self._unconnected.pop(call, None) is not None:
            self._abandonment.abandon(len(self._volunteers))

    def talk_ended(self, volunteer: Hashable, at: float) -> None:
        """The conversation is over, the wrap-up begins."""
        if math.isfinite(at) and volunteer in self._volunteers:
            self._volunteers.turns_to(volunteer, Activity.WRAPPING_UP, at)

    def free(self, volunteer: Hashable, at: float) -> None:
        """The wrap-up is over. Without `talk_ended` before, there was none."""
        if math.isfinite(at) and volunteer in self._volunteers:
            self._volunteers.turns_to(volunteer, Activity.FREE, at)

    def lines_to_dial(self, at: float) -> int:
        """How many lines to dial now, on top of those in flight; never negative."""
        return self.explanation(at).lines

    def explanation(self, at: float) -> Explanation:
        """The decision at a time, with the numbers it was made of."""
        ringing = self._ringing.view(at)
        free = max(self._volunteers.count(Activity.FREE) - len(self._unconnected), 0)
        soon = self._volunteers.chances_to_be_free(at, HORIZON_SECONDS)
        more = sum_of_chances(soon)
        affordable = max(self._abandonment.affordable, 0)
        most = min(
            most_expected(self._abandonment.risk, free, more),
            most_expected(_SURPRISE, free + affordable + 1, more),
        )
        lines = math.floor((most - ringing.expected) / ringing.answer_rate + 1e-9)
        return Explanation(
            lines=max(lines, free - ringing.lines, 0),
            volunteers=len(self._volunteers),
            free=free,
            soon_free=sum(soon),
            in_flight=ringing.lines,
            expected_answers=ringing.expected,
            most_answers=most,
            answer_rate=ringing.answer_rate,
            answers=self._abandonment.answers,
            abandoned=self._abandonment.abandoned,
            abandoned_share=self._abandonment.share,
            affordable=self._abandonment.affordable,
            guarded=self._abandonment.affordable < 1,
        )
