"""One style sheet a writing system, so that a page loads only the fonts of the scripts it shows."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from scripts.environment.places import NODE_MODULES

REGULAR, BOLD = 400, 700


@dataclass(frozen=True)
class Script:
    """A writing system and the font package that has its letters.

    `subsets` are the package's names for parts of the font; none named means the numbered parts
    into which fonts of Chinese and Korean are cut.
    """

    name: str
    package: str
    subsets: tuple[str, ...] = ()
    weights: tuple[int, ...] = (REGULAR, BOLD)


SCRIPTS = [
    Script("latin", "noto-sans", ("latin-ext", "vietnamese", "latin")),
    Script("devanagari", "noto-sans-devanagari", ("devanagari",)),
    Script("bengali", "noto-sans-bengali", ("bengali",)),
    Script("gujarati", "noto-sans-gujarati", ("gujarati",)),
    Script("gurmukhi", "noto-sans-gurmukhi", ("gurmukhi",)),
    Script("khmer", "noto-sans-khmer", ("khmer",)),
    Script("lao", "noto-sans-lao", ("lao",)),
    Script("myanmar", "padauk", ("myanmar",)),
    Script("nastaliq", "noto-nastaliq-urdu", ("arabic",), (REGULAR,)),
    Script("hans", "noto-sans-sc", weights=(REGULAR,)),
    Script("hant", "noto-sans-tc", weights=(REGULAR,)),
    Script("korean", "noto-sans-kr", weights=(REGULAR,)),
]


def write_script(script: Script, folder: Path) -> None:
    """Write NAME.css, the font files that it names, and the font's licence into `folder`."""
    package = NODE_MODULES / "@fontsource" / script.package
    family = json.loads((package / "metadata.json").read_text())["family"]
    ranges = json.loads((package / "unicode.json").read_text())
    subsets = script.subsets or tuple(name for name in ranges if name.startswith("["))
    folder.mkdir(exist_ok=True)
    rules = []
    for subset in subsets:
        for weight in script.weights:
            file = f"{script.package}-{subset.strip('[]')}-{weight}-normal.woff2"
            shutil.copyfile(package / "files" / file, folder / file)
            rules.append(_rule(family, weight, file, ranges[subset]))
    (folder / f"{script.name}.css").write_text("\n".join(rules))
    shutil.copyfile(package / "LICENSE", folder / f"{script.package}.LICENSE.txt")


def _rule(family: str, weight: int, file: str, unicode_range: str) -> str:
    return (
        f"@font-face{{font-family:'{family}';font-style:normal;font-weight:{weight};"
        f"font-display:swap;src:url({file}) format('woff2');unicode-range:{unicode_range}}}"
    )
