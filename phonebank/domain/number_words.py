"""The numbers of a question's answers, as voters spell them out.

Read only in the language of the conversation and in English: "dos" is two in Spanish and a system
of commands elsewhere. All but the English list need a native speaker's review.
"""

from typing import Final

from phonebank.domain.text_folding import fold, without_accents

_WORDS: Final[dict[str, str]] = {
    "en": "one two three four five six seven eight",
    "es-US": "uno/una dos tres cuatro cinco seis siete ocho",
    "zh-Hans": "一 二/两 三 四 五 六 七 八",
    "zh-Hant": "一 二/兩 三 四 五 六 七 八",
    "ko": "하나/일번 둘/이번 셋/삼번 넷/사번 다섯 여섯 일곱 여덟",
    "vi": "một hai ba bốn năm sáu bảy tám",
    "hi": "एक दो तीन चार पाँच/पांच छह/छः/छे सात आठ",
    "ur": "ایک دو تین چار پانچ چھ/چھے سات آٹھ",
    "bn": "এক দুই তিন চার পাঁচ ছয় সাত আট",
    "gu": "એક બે ત્રણ ચાર પાંચ/પાંચ છ સાત આઠ",
    "pa-Guru": "ਇੱਕ/ਇਕ ਦੋ ਤਿੰਨ ਚਾਰ ਪੰਜ ਛੇ ਸੱਤ ਅੱਠ",
    "fil": "isa dalawa tatlo apat lima anim pito walo",
    "mww": "ib ob peb plaub tsib rau xya yim",
    "ksw": "တၢ/တစ် ခံ/နှစ် သၢ/သုံး လွံၢ်/လေး ယဲၢ်/ငါး ဃု/ခြောက် နွံ/ခုနစ် ဃိး/ရှစ်",
    "km": "មួយ ពីរ បី បួន ប្រាំ ប្រាំមួយ ប្រាំពីរ ប្រាំបី",
    "lo": "ໜຶ່ງ/ຫນຶ່ງ/ນຶ່ງ ສອງ ສາມ ສີ່ ຫ້າ ຫົກ ເຈັດ ແປດ",
    "so": "kow/hal/mid laba saddex afar shan lix toddoba siddeed",
}


def _read(words: str) -> dict[str, int]:
    return {
        _plain(each): number
        for number, spellings in enumerate(words.split(), 1)
        for each in spellings.split("/")
    }


def _plain(words: str) -> str:
    return without_accents(fold(words))


_NUMBERS: Final = {tag: _read(words) for tag, words in _WORDS.items()}


def number_spelt(words: str, language: str) -> int | None:
    """The number that the whole text spells in a written language or in English, if it does."""
    plain = _plain(words)
    return _NUMBERS.get(language, {}).get(plain) or _NUMBERS["en"].get(plain)
