"""A campaign's texts for translators' tools: XLIFF 1.2 (OASIS, 2008), out and in.

What comes in is read without DTDs, entities or external references, and is bounded in size.
"""

import re
from xml.etree import ElementTree

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from phonebank.domain.errors import BadInput
from phonebank.domain.translation import Standing
from phonebank.services.translating import CampaignTexts, Translated, Unit

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
MOST_BYTES = 8_000_000
_XML = "http://www.w3.org/XML/1998/namespace"
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STATES = {
    Standing.GOOD: "translated",
    Standing.STALE: "needs-review-translation",
    Standing.MISSING: "needs-translation",
}


def to_xliff(texts: CampaignTexts, tag: str) -> bytes:
    """The texts with their translations into one language."""
    ElementTree.register_namespace("", NAMESPACE)
    root = ElementTree.Element(_name("xliff"), {"version": "1.2"})
    file = ElementTree.SubElement(
        root,
        _name("file"),
        {
            "original": f"campaign-{texts.campaign.id}",
            "source-language": texts.campaign.languages[0],
            "target-language": tag,
            "datatype": "plaintext",
        },
    )
    body = ElementTree.SubElement(file, _name("body"))
    source = texts.campaign.languages[0]
    for unit in texts.units:
        if unit.texts.get(source, "").strip():
            _add(body, unit, source, tag)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def from_xliff(file: bytes) -> tuple[str, list[Translated]]:
    """The language translated into, and the translations that have words.

    Raises BadInput for what is no XLIFF 1.2, or could do harm.
    """
    if len(file) > MOST_BYTES:
        raise BadInput("the file is too large for a campaign's texts", "file")
    try:
        root = fromstring(file, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError):
        raise BadInput("the file is no XLIFF that can be read", "file") from None
    files = root.findall(_name("file"))
    if root.tag != _name("xliff") or not files:
        raise BadInput("the file is no XLIFF 1.2: export it anew, and translate that", "file")
    tags = {each.get("target-language", "") for each in files}
    if len(tags) != 1:
        raise BadInput("the file should hold translations into one language", "file")
    units = (unit for each in files for unit in each.iter(_name("trans-unit")))
    found = [work for unit in units if (work := _read(unit)) is not None]
    return tags.pop(), found


def _add(body: ElementTree.Element, unit: Unit, source: str, tag: str) -> None:
    attributes = {"id": unit.key, f"{{{_XML}}}space": "preserve"}
    made = ElementTree.SubElement(body, _name("trans-unit"), attributes)
    ElementTree.SubElement(made, _name("source")).text = _legal(unit.texts[source])
    state = {"state": _STATES[unit.standings[tag]]}
    ElementTree.SubElement(made, _name("target"), state).text = _legal(unit.texts.get(tag, ""))
    ElementTree.SubElement(made, _name("note")).text = _legal(f"{unit.owner}: {unit.spot}")


def _read(unit: ElementTree.Element) -> Translated | None:
    source, target = unit.find(_name("source")), unit.find(_name("target"))
    if source is None or target is None:
        return None
    words = "".join(target.itertext())
    if not words.strip():
        return None
    return Translated(unit.get("id", ""), words, "".join(source.itertext()))


def _legal(text: str) -> str:
    return _NOT_IN_XML.sub("", text)


def _name(tag: str) -> str:
    return f"{{{NAMESPACE}}}{tag}"
