"""Takes addresses out of package-lock.json, which npm puts in for those who ask for donations.

A lock names packages, versions and hashes; where they are fetched from is the machine's business.
"""

import json
import sys
from pathlib import Path


def strip(lock: Path) -> None:
    """Remove every package's `funding` and `resolved` from the lock file."""
    content = json.loads(lock.read_text())
    for package in content["packages"].values():
        package.pop("funding", None)
        package.pop("resolved", None)
    lock.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    strip(Path(sys.argv[1]))
