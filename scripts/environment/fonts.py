"""One style sheet a writing system, so that a page loads only the fonts of the scripts it shows."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scripts.environment.cut_font import ALL_FEATURES, LATIN_FEATURES, cut_font
from scripts.environment.places import NODE_MODULES

REGULAR, BOLD = 400, 700
# Urdu's letters, the Arabic forms that some keyboards write for four of them, the marks and stops
# of plain prose. The whole of the Nastaliq font is too heavy for a page on a slow line.
URDU = "ءآأابپتٹثجچحخدڈذرڑزژسشصضطظعغفقکگلمنںوؤہھۂۃیئےۓةهيكًَُِّٰٔ،؛؟۔ "


@dataclass(frozen=True)
class Script:
    """A writing system and the font package that has its letters.

    `subsets` are the package's names for parts of the font; none named means the numbered parts
    into which fonts of Chinese and Korean are cut. `often` are the letters that nearly every text
    needs: a file of their own, beside which the whole is loaded only where a text needs more.
    """

    name: str
    package: str
    subsets: tuple[str, ...] = ()
    weights: tuple[int, ...] = (REGULAR, BOLD)
    often: str = ""


SCRIPTS = [
    Script("latin", "noto-sans", ("latin-ext", "vietnamese", "latin")),
    Script("devanagari", "noto-sans-devanagari", ("devanagari",)),
    Script("bengali", "noto-sans-bengali", ("bengali",)),
    Script("gujarati", "noto-sans-gujarati", ("gujarati",)),
    Script("gurmukhi", "noto-sans-gurmukhi", ("gurmukhi",)),
    Script("khmer", "noto-sans-khmer", ("khmer",)),
    Script("lao", "noto-sans-lao", ("lao",)),
    Script("myanmar", "padauk", ("myanmar",)),
    Script("nastaliq", "noto-nastaliq-urdu", ("arabic",), (REGULAR,), often=URDU),
    Script("hans", "noto-sans-sc", weights=(REGULAR,)),
    Script("hant", "noto-sans-tc", weights=(REGULAR,)),
    Script("korean", "noto-sans-kr", weights=(REGULAR,)),
]


def write_script(script: Script, folder: Path) -> None:
    """Write NAME.css, the font files that it names, and the font's licence into `folder`."""
    package = NODE_MODULES / "@fontsource" / script.package
    family = json.loads((package / "metadata.json").read_text())["family"]
    folder.mkdir(exist_ok=True)
    faces = [face for weight in script.weights for face in _faces(script, package, weight)]
    for face in faces:
        face.write(package / "files", folder)
    (folder / f"{script.name}.css").write_text("\n".join(face.rule(family) for face in faces))
    shutil.copyfile(package / "LICENSE", folder / f"{script.package}.LICENSE.txt")


@dataclass(frozen=True)
class Face:
    """One font file of a style sheet: some letters in one weight, whole or cut from the package's.

    `features` says what a cut file keeps of the font's rules, `letters` of its letters.
    """

    weight: int
    source: str
    file: str
    unicode_range: str
    features: str = ""
    letters: str = ""

    def write(self, package: Path, folder: Path) -> None:
        """Put the file beside the style sheet."""
        if self.features:
            source, target = package / self.source, folder / self.file
            cut_font(source, target, letters=self.letters, features=self.features)
        else:
            shutil.copyfile(package / self.source, folder / self.file)

    def rule(self, family: str) -> str:
        """What the style sheet says of it."""
        return (
            f"@font-face{{font-family:'{family}';font-style:normal;font-weight:{self.weight};"
            f"font-display:swap;src:url({self.file}) format('woff2');"
            f"unicode-range:{self.unicode_range}}}"
        )


def _faces(script: Script, package: Path, weight: int) -> Iterator[Face]:
    ranges = json.loads((package / "unicode.json").read_text())
    numbered = tuple(name for name in ranges if name.startswith("["))
    for subset in script.subsets or numbered:
        file = f"{script.package}-{subset.strip('[]')}-{weight}-normal.woff2"
        # every page loads the Latin letters: they come without what none of them uses
        features = LATIN_FEATURES if subset == "latin" else ""
        yield Face(weight, file, file, ranges[subset], features)
        if script.often:
            # the later of two rules that have a letter is the one that counts
            often = f"{script.package}-often-{weight}.woff2"
            yield Face(weight, file, often, _range(script.often), ALL_FEATURES, script.often)


def _range(letters: str) -> str:
    return ",".join(f"U+{ord(letter):04X}" for letter in sorted(letters))
