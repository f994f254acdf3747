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
from phonebank.domain.line_risk import HORIZONS_SECONDS, LineRisk
from phonebank.domain.pool_volunteers import Activity, PoolVolunteers
from phonebank.domain.ringing import Ringing

_LEARNING_OUTCOMES: Final = 40
"""The outcomes seen that each line a volunteer beyond the first must rest on: the first seconds of
a shift show the early outcomes alone."""

_SLOW_TO_CONNECT_SECONDS: Final = 10
_LONGEST_TALK_SECONDS: Final = 1800


@dataclass(frozen=True)
class Explanation:
    """Why so many lines are dialled: everything that the decision was made of.

    `lines` is the decision. Of the `volunteers` some are `free`, and `soon_free` are expected to
    be by the time a line is answered. Of the `in_flight` lines `expected_answers` are expected;
    `answer_rate` is the share of lines that a person answers. `risk` is how likely the last line
    dialled meets nobody who is free, `risk_limit` how likely it may. `answers` and `abandoned`
    are those of the shift, `abandoned_share` their ratio, and `affordable` how many abandoned
    calls more the answers bear. `guarded` says that they bear none: no more lines than free
    volunteers.
    """

    lines: int
    volunteers: int
    free: int
    soon_free: float
    in_flight: int
    expected_answers: float
    answer_rate: float
    risk: float
    risk_limit: float
    answers: int
    abandoned: int
    abandoned_share: float
    affordable: int
    guarded: bool


class Pacer:
    """Decides how many lines to dial for one pool of volunteers; see the module."""

    def __init__(self, target_abandoned: float = 0.03) -> None:
        self._volunteers = PoolVolunteers()
        self._ringing = Ringing()
        self._abandonment = Abandonment(target_abandoned)
        self._unconnected: dict[Hashable, float] = {}

    def joined(self, volunteer: Hashable, at: float) -> None:
        """A volunteer is here, and free. One who is here already stays as they are."""
        if math.isfinite(at) and volunteer not in self._volunteers:
            self._abandonment.began(at)
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
            self._take_for_connected(volunteer, at)
            self._volunteers.turns_to(volunteer, Activity.WRAPPING_UP, at)

    def free(self, volunteer: Hashable, at: float) -> None:
        """The wrap-up is over. Without `talk_ended` before, there was none."""
        if math.isfinite(at) and volunteer in self._volunteers:
            self._take_for_connected(volunteer, at)
            self._volunteers.turns_to(volunteer, Activity.FREE, at)

    def lines_to_dial(self, at: float) -> int:
        """How many lines to dial now, on top of those in flight; never negative."""
        return self.explanation(at).lines if math.isfinite(at) else 0

    def explanation(self, at: float) -> Explanation:
        """The decision at a time, with the numbers it was made of."""
        here = len(self._volunteers)
        budget = self._abandonment.budget(here, at)
        free = self._free(at)
        outlook = self._ringing.outlook(at, HORIZONS_SECONDS)
        soon = self._volunteers.free_within(at, HORIZONS_SECONDS)
        risk = LineRisk(outlook, free, soon)
        known = (free + risk.soon_free) * (1 + outlook.outcomes / _LEARNING_OUTCOMES)
        risked = min(risk.most_lines(budget), int(known) - outlook.lines)
        lines = max(risked, free - outlook.lines, 0)
        return Explanation(
            lines=lines,
            volunteers=here,
            free=free,
            soon_free=risk.soon_free,
            in_flight=outlook.lines,
            expected_answers=outlook.expected,
            answer_rate=outlook.answer_rate,
            risk=risk.of(lines),
            risk_limit=budget.risk,
            answers=self._abandonment.answers,
            abandoned=self._abandonment.abandoned,
            abandoned_share=self._abandonment.share,
            affordable=budget.affordable,
            guarded=budget.guarded,
        )

    def _free(self, at: float) -> int:
        """Who is free, less one for each person who has answered and is not connected yet."""
        waiting = sum(at - since < _LONGEST_TALK_SECONDS for since in self._unconnected.values())
        return max(self._volunteers.count(Activity.FREE) - waiting, 0)

    def _take_for_connected(self, volunteer: Hashable, at: float) -> None:
        """One who was free, as far as we know, has talked: it was with who waits longest."""
        if self._volunteers.activity(volunteer) is Activity.FREE and self._unconnected:
            call, since = next(iter(self._unconnected.items()))
            if at - since > _SLOW_TO_CONNECT_SECONDS:
                self.connected(call, volunteer, since)
