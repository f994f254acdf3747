"""What places that we write to have in common: they fail, rest, are paused, and are leased."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Mapped, mapped_column

from phonebank.domain import redelivery


class Outlet:
    """A place outside that takes what waits for it.

    While it fails, `problem` says why, and nothing is tried before `retry_at`. One that is
    `paused_at` is given nothing. `leased_until` is until when one worker alone writes to it.
    """

    paused_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(default="")
    failures: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[datetime | None]
    leased_until: Mapped[datetime | None]

    def lease(self, at: datetime, span: timedelta) -> None:
        """Keep other workers away."""
        self.leased_until = at + span

    def failed(self, problem: str, at: datetime) -> None:
        """Nothing gets through: rest for a while, each time longer."""
        self.failures += 1
        self.problem = problem
        self.retry_at = at + redelivery.wait_after(self.failures)

    def works(self) -> None:
        """Something got through, or a person says that it is to go on."""
        self.failures, self.problem, self.retry_at = 0, "", None
