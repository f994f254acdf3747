"""What a simulated voter writes, in their language.

The words are common ones a phone's owner would use; languages without a row are answered in
English, as bilingual voters often do.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """One language's replies."""

    yes: str
    no: str
    stop: str
    remark: str
    """A sentence that answers nothing in particular."""


ENGLISH = Words("yes", "no", "STOP", "Who is this? My mother handles these things.")

WORDS: dict[str, Words] = {
    "en": ENGLISH,
    "es": Words("sí", "no", "ALTO", "¿Quién es? Ahora estoy en el trabajo."),
    "vi": Words("có", "không", "DỪNG", "Ai vậy? Tôi đang đi làm."),
    "zh": Words("是", "不是", "停止", "你是谁？我现在在上班。"),
    "ko": Words("네", "아니요", "중지", "누구세요? 지금 일하는 중이에요."),
    "hi": Words("हाँ", "नहीं", "रोकें", "आप कौन हैं? मैं अभी काम पर हूँ।"),
    "ur": Words("ہاں", "نہیں", "بند کریں", "آپ کون ہیں؟ میں ابھی کام پر ہوں۔"),
    "tl": Words("oo", "hindi", "ITIGIL", "Sino po ito? Nasa trabaho ako ngayon."),
    "hmn": Words("yog", "tsis yog", "TXWV", "Koj yog leej twg? Kuv tab tom ua hauj lwm."),
    "so": Words("haa", "maya", "JOOJI", "Waa kuma? Hadda shaqada ayaan joogaa."),
    "km": Words("បាទ", "ទេ", "ឈប់", "អ្នកណាហ្នឹង? ខ្ញុំកំពុងធ្វើការ។"),
    "lo": Words("ແມ່ນ", "ບໍ່", "ຢຸດ", "ໃຜນີ້? ຂ້ອຍກຳລັງເຮັດວຽກຢູ່."),
}

AMBIGUOUS = (
    "We have got to STOP this bill!",
    "maybe",
    "yes and no",
    "?",
    "I can't stop thinking about it",
)

# Other names under which these languages are known.
_SAME_AS = {
    "fil": "tl",
    "mww": "hmn",
    "hnj": "hmn",
    "cmn": "zh",
    "yue": "zh",
}


def words_for(language: str) -> Words:
    """The words of a language tag such as "es-US", "zh-Hant" or "hmn"."""
    primary = language.split("-")[0].lower()
    return WORDS.get(_SAME_AS.get(primary, primary), ENGLISH)
