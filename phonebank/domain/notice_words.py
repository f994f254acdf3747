"""What volunteers are told by text, in the languages of the pages. Each says who writes, and how to
be written to no more; all but the English await a native reader."""

from typing import Final

from phonebank.domain.sign_up import NoticeKind

_WORDS: Final[dict[NoticeKind, dict[str, str]]] = {
    NoticeKind.REMINDER: {
        "en": "{sender}: your shift “{shift}” begins {when}. Your link: {link} Reply STOP to get no more texts.",
        "es-US": "{sender}: su turno “{shift}” empieza {when}. Su enlace: {link} Responda ALTO para no recibir más.",
        "vi": "{sender}: ca “{shift}” của quý vị bắt đầu {when}. Liên kết: {link} Trả lời DỪNG để ngừng nhận.",
        "zh-Hans": "{sender}：您的班次“{shift}”{when}开始。您的链接：{link} 回复“停止”不再接收。",
        "ur": "{sender}: آپ کی شفٹ “{shift}” {when} شروع ہو گی۔ آپ کا لنک: {link} بند کرنے کے لیے STOP لکھیں۔",
    },
    NoticeKind.CALLED_OFF: {
        "en": "{sender}: the shift “{shift}” of {when} does not take place. Thank you for signing up. STOP to end.",
        "es-US": "{sender}: el turno “{shift}” del {when} no se hará. Gracias por apuntarse. ALTO para no recibir más.",
        "vi": "{sender}: ca “{shift}” lúc {when} không diễn ra. Cảm ơn quý vị đã đăng ký. DỪNG để ngừng nhận.",
        "zh-Hans": "{sender}：{when}的班次“{shift}”取消了。感谢您的报名。回复“停止”不再接收。",
        "ur": "{sender}: {when} کی شفٹ “{shift}” نہیں ہو گی۔ نام لکھوانے کا شکریہ۔ بند کرنے کے لیے STOP لکھیں۔",
    },
    NoticeKind.SUMMARY: {
        "en": "{sender}: thank you! What “{shift}” has done together: {link} STOP to end.",
        "es-US": "{sender}: ¡gracias! Lo que logró “{shift}”: {link} ALTO para no recibir más.",
        "vi": "{sender}: cảm ơn quý vị! Kết quả chung của “{shift}”: {link} DỪNG để ngừng nhận.",
        "zh-Hans": "{sender}：谢谢您！“{shift}”的共同成果：{link} 回复“停止”不再接收。",
        "ur": "{sender}: شکریہ! “{shift}” کا مل کر کیا ہوا کام: {link} بند کرنے کے لیے STOP لکھیں۔",
    },
}


def notice(kind: NoticeKind, language: str, **values: str) -> str:
    """The text of a notice in a written language, English where there is none."""
    words = _WORDS[kind]
    return words.get(language, words["en"]).format(**values)
