"""Where things are in a checkout."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
REQUIREMENTS = ROOT / "requirements"
NODE_MODULES = ROOT / "node_modules"
VENDOR = ROOT / "phonebank" / "web" / "static" / "vendor"
