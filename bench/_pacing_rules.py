"""The rules that a pacer is measured against. Each has the interface of a `Pacing`."""


class PlainRule:
    """Knows who is free and which lines ring; dials nothing."""

    def __init__(self) -> None:
        self.free_volunteers: set[int] = set()
        self.ringing: set[int] = set()

    def joined(self, volunteer: int, at: float) -> None:
        self.free(volunteer, at)

    def left(self, volunteer: int, at: float) -> None:
        self.free_volunteers.discard(volunteer)

    def placed(self, call: int, at: float) -> None:
        self.ringing.add(call)

    def answered(self, call: int, at: float) -> None:
        self.ringing.discard(call)

    def unanswered(self, call: int, at: float) -> None:
        self.ringing.discard(call)

    def connected(self, call: int, volunteer: int, at: float) -> None:
        self.free_volunteers.discard(volunteer)

    def abandoned(self, call: int, at: float) -> None:
        """Takes no notice."""

    def talk_ended(self, volunteer: int, at: float) -> None:
        """Takes no notice."""

    def free(self, volunteer: int, at: float) -> None:
        self.free_volunteers.add(volunteer)

    def lines_to_dial(self, at: float) -> int:
        return 0


class Ratio(PlainRule):
    """So many lines for each free volunteer; one is progressive dialling."""

    def __init__(self, lines: float) -> None:
        super().__init__()
        self._ratio = lines

    def lines_to_dial(self, at: float) -> int:
        return max(int(self._ratio * len(self.free_volunteers)) - len(self.ringing), 0)


class ByHand(PlainRule):
    """Each volunteer starts each line, so many seconds after the one before.

    Whoever waits longest takes the next answer, so that one with a line that rings on takes over
    the place of the one who was connected.
    """

    def __init__(self, pause_seconds: float) -> None:
        super().__init__()
        self._pause = pause_seconds
        self._ready: dict[int, float] = {}
        self._dialler: dict[int, int] = {}

    def left(self, volunteer: int, at: float) -> None:
        super().left(volunteer, at)
        self._ready.pop(volunteer, None)

    def free(self, volunteer: int, at: float) -> None:
        super().free(volunteer, at)
        self._ready[volunteer] = at + self._pause

    def placed(self, call: int, at: float) -> None:
        super().placed(call, at)
        volunteer = min(self._ready, key=lambda one: self._ready[one])
        del self._ready[volunteer]
        self._dialler[call] = volunteer

    def unanswered(self, call: int, at: float) -> None:
        super().unanswered(call, at)
        volunteer = self._dialler.pop(call)
        if volunteer in self.free_volunteers:
            self._ready[volunteer] = at + self._pause

    def connected(self, call: int, volunteer: int, at: float) -> None:
        super().connected(call, volunteer, at)
        dialler = self._dialler.pop(call)
        if dialler == volunteer:
            return
        if volunteer in self._ready:
            self._ready[dialler] = self._ready.pop(volunteer)
        for other, whose in self._dialler.items():
            if whose == volunteer:
                self._dialler[other] = dialler
                return

    def lines_to_dial(self, at: float) -> int:
        return sum(ready <= at for ready in self._ready.values())


class AdditiveIncrease(Ratio):
    """A ratio that rises step by step, and halves when the last answers had too many abandoned."""

    def __init__(self, target: float = 0.03, memory_answers: float = 200) -> None:
        super().__init__(1.0)
        self._target = target
        self._keeping = 1 - 1 / memory_answers
        self._share = 0.0
        self._stepped = 0.0

    def answered(self, call: int, at: float) -> None:
        super().answered(call, at)
        self._share *= self._keeping

    def abandoned(self, call: int, at: float) -> None:
        self._share += 1 - self._keeping
        if self._share > self._target:
            self._ratio = max(self._ratio / 2, 1.0)

    def lines_to_dial(self, at: float) -> int:
        if at - self._stepped >= 10 and self._share <= self._target:
            self._ratio, self._stepped = self._ratio + 0.1, at
        return super().lines_to_dial(at)
