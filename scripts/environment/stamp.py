"""Proof that a step of the setup was finished, and for which inputs."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from scripts.environment.places import ROOT, VENV


class Stamp:
    """Written only after a step was done whole; removed before the step is begun again.

    A step that failed or was killed therefore has no stamp and is never believed done.
    """

    def __init__(self, name: str) -> None:
        self.path = VENV / f"phonebank-{name}.json"

    def read(self) -> dict[str, str]:
        """The inputs of the finished step: empty when it was not finished in this checkout."""
        try:
            inputs = dict(json.loads(self.path.read_text()))
        except (OSError, ValueError):
            return {}
        return inputs if inputs.get("root") == str(ROOT) else {}

    def is_for(self, **inputs: str) -> bool:
        """Whether the step was finished with exactly these inputs."""
        return self.read() == inputs | {"root": str(ROOT)}

    def clear(self) -> None:
        """The step begins: it is not done any more."""
        self.path.unlink(missing_ok=True)

    def write(self, **inputs: str) -> None:
        """The step is done."""
        self.path.write_text(json.dumps(inputs | {"root": str(ROOT)}))


def digest(files: Iterable[Path]) -> str:
    """A fingerprint of the contents of files."""
    total = hashlib.sha256()
    for file in files:
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()
