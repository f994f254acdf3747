"""The one automatic answer to an opt-out, an opt-in and a call for help, in each language.

`{sender}` is the campaign's sender. The answer to STOP confirms and says how to come back; it
carries nothing else (47 CFR 64.1200(a)(12)). Spanish, Chinese and English were written by fluent
writers; the others await review by a native reader.
"""

from enum import StrEnum
from typing import Final

from phonebank.domain.languages import find


class Keyword(StrEnum):
    """What a voter's keyword asked for."""

    STOP = "stop"
    START = "start"
    HELP = "help"


_REPLIES: Final[dict[Keyword, dict[str, str]]] = {
    Keyword.STOP: {
        "en": "{sender}: you will get no more calls or texts from us. Reply START to undo.",
        "es-US": "{sender}: ya no recibirá llamadas ni mensajes nuestros. Responda START para "
        "volver a recibirlos.",
        "zh-Hans": "{sender}：我们不会再给您打电话或发短信。回复 START 可恢复。",
        "zh-Hant": "{sender}：我們不會再給您打電話或傳簡訊。回覆 START 可恢復。",
        "ko": "{sender}: 더 이상 전화나 문자를 드리지 않겠습니다. "
        "다시 받으시려면 START라고 답장해 주세요.",
        "vi": "{sender}: quý vị sẽ không nhận cuộc gọi hay tin nhắn nào nữa. Trả lời START để "
        "nhận lại.",
        "hi": "{sender}: अब आपको हमसे कोई कॉल या संदेश नहीं आएगा। फिर से पाने के लिए START लिखें।",
        "ur": "{sender}: اب ہم آپ کو کال یا پیغام نہیں کریں گے۔ "
        "دوبارہ شروع کرنے کے لیے START لکھیں۔",
        "fil": "{sender}: hindi ka na namin tatawagan o ite-text. Mag-reply ng START para bumalik.",
        "mww": "{sender}: peb yuav tsis hu lossis sau ntawv tuaj rau koj lawm. Teb START yog xav "
        "rov qab tau.",
        "so": "{sender}: mar dambe kuma soo wici doonno mana kuu soo qori doonno. Ku jawaab START "
        "si aad ugu noqoto.",
    },
    Keyword.START: {
        "en": "{sender}: welcome back. Reply STOP at any time to get no more calls or texts.",
        "es-US": "{sender}: gracias por volver. Responda ALTO para no recibir más llamadas ni "
        "mensajes.",
        "zh-Hans": "{sender}：欢迎回来。回复“停止”即可不再收到电话或短信。",
        "zh-Hant": "{sender}：歡迎回來。回覆「停止」即可不再收到電話或簡訊。",
        "vi": "{sender}: chào mừng quý vị trở lại. Trả lời DỪNG để không nhận nữa.",
    },
    Keyword.HELP: {
        "en": "{sender}: a volunteer reads your texts and will answer. Reply STOP to get no more.",
        "es-US": "{sender}: un voluntario lee sus mensajes y le responderá. Responda ALTO para no "
        "recibir más.",
        "zh-Hans": "{sender}：志愿者会阅读并回复您的短信。回复“停止”即可不再收到。",
        "zh-Hant": "{sender}：志工會閱讀並回覆您的簡訊。回覆「停止」即可不再收到。",
        "vi": "{sender}: tình nguyện viên sẽ đọc và trả lời quý vị. Trả lời DỪNG để "
        "không nhận nữa.",
    },
}

CARRIER_ANSWERS: Final = frozenset(
    {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"}
)
"""Words that the carrier itself answers and blocks (twilio.com/docs, "Support for opt-out
keywords"); an answer of ours would be refused, and would be a second one."""


def keyword_reply(keyword: Keyword, sender: str, language: str) -> str:
    """The automatic answer in a written language, in English where it is not translated."""
    texts = _REPLIES[keyword]
    return texts.get(find(language).tag, texts["en"]).format(sender=sender)
