"""What a check finds."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: whether it is right, and if not, what mends it."""

    name: str
    ok: bool
    sentence: str
    remedy: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The finding for a program to read."""
        return asdict(self)
