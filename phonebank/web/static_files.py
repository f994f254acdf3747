"""Static files: under an address that changes with them, so that browsers keep them for ever.

All of them share one version, the digest of their contents: a module that imports its neighbour
by a relative path stays within the version it was loaded from.
"""

import gzip
import hashlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise

STATIC = Path(__file__).parent / "static"
VENDOR = STATIC / "vendor"
COMPRESSIBLE = {".css", ".mjs", ".svg"}


def install(flask: Flask) -> None:
    """Serve the folder `static`; templates name a file by `{{ asset('css/phonebank.css') }}`."""
    version = version_of(STATIC)
    prefix = f"static/{version}"
    packed = _packed_copies()
    served = WhiteNoise(
        flask.wsgi_app,
        allow_all_origins=False,
        immutable_file_test=lambda _path, _url: True,
    )
    served.add_files(str(STATIC), prefix=prefix)
    served.add_files(packed.name, prefix=prefix)
    flask.wsgi_app = served  # type: ignore[method-assign]
    flask.extensions["packed static files"] = packed
    flask.jinja_env.globals["asset"] = lambda name: f"/{prefix}/{name}"


def version_of(folder: Path) -> str:
    """A short digest of every file below a folder; vendored files count by name and size."""
    digest = hashlib.sha256()
    for path in _files(folder):
        digest.update(path.relative_to(folder).as_posix().encode())
        vendored = path.is_relative_to(VENDOR)
        digest.update(str(path.stat().st_size).encode() if vendored else path.read_bytes())
    return digest.hexdigest()[:12]


def _packed_copies() -> "tempfile.TemporaryDirectory[str]":
    """Our own few files, each with its .gz beside it, made at the start: no build step."""
    folder = tempfile.TemporaryDirectory(prefix="phonebank-static-")
    for path in _files(STATIC):
        if path.suffix in COMPRESSIBLE and not path.is_relative_to(VENDOR):
            copy = Path(folder.name) / path.relative_to(STATIC)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
            copy.with_name(f"{copy.name}.gz").write_bytes(gzip.compress(path.read_bytes()))
    return folder


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())
