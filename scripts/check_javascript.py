"""Whether Node.js can parse every JavaScript file of ours that git knows or would take in."""

import subprocess
import sys

from scripts.environment.errors import SetupError
from scripts.environment.node import find_node
from scripts.environment.places import ROOT


def main() -> int:
    """Print what cannot be parsed; 1 if anything cannot."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.js", "*.mjs"]
    files = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True)
    try:
        node = find_node().node
    except SetupError as problem:
        print(problem, file=sys.stderr)
        return 1
    checks = [
        subprocess.run([*node, "--check", file], cwd=ROOT, check=False).returncode
        for file in files.stdout.splitlines()
        if (ROOT / file).exists()
    ]
    return int(any(checks))


if __name__ == "__main__":
    sys.exit(main())
