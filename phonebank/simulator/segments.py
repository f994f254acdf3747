"""How many segments a text is billed as (GSM 03.38 and UCS-2)."""

_BASIC = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = set("^{}\\[~]|€\f")


def segment_count(body: str) -> int:
    """Segments of a text: 160 GSM-7 or 70 UCS-2 units alone, 153 or 67 when joined."""
    if all(letter in _BASIC or letter in _EXTENDED for letter in body):
        units = sum(2 if letter in _EXTENDED else 1 for letter in body)
        alone, joined = 160, 153
    else:
        units = len(body.encode("utf-16-be")) // 2
        alone, joined = 70, 67
    return 1 if units <= alone else -(-units // joined)
