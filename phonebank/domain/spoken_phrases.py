"""What our number says to a voter who rings it, whose volunteer is gone, or on their machine.

Keys are spoken language tags that the carrier has a voice for. A voter whose language is not
here hears English.
"""

from enum import StrEnum
from typing import Final

from phonebank.domain.languages import LANGUAGES


class Phrase(StrEnum):
    """One thing to say. `{sender}`, `{digit}`, `{answer}` and `{number}` are filled in."""

    GREETING = "greeting"
    CHOICE = "choice"
    STOP_KEY = "stop key"
    THANKS = "thanks"
    OPTED_OUT = "opted out"
    VOLUNTEER_GONE = "volunteer gone"
    NOBODY_FREE = "nobody free"
    VOICEMAIL = "voicemail"
    OUR_NUMBER = "our number"


OPT_OUT_KEY: Final = "9"
"""The key that means "do not contact me again"; choices therefore go up to 8."""

_WORDS: Final[dict[Phrase, dict[str, str]]] = {
    Phrase.GREETING: {
        "en": "Thank you for calling back. This is {sender}.",
        "es-US": "Gracias por devolver la llamada. Le habla {sender}.",
        "cmn": "谢谢您的回电。这里是{sender}。",
        "yue": "多謝你覆電。呢度係{sender}。",
        "ko": "전화 주셔서 감사합니다. {sender}입니다.",
        "vi": "Cảm ơn quý vị đã gọi lại. Đây là {sender}.",
        "hi": "वापस फ़ोन करने के लिए धन्यवाद। यह {sender} है।",
        "fil": "Salamat sa pagtawag muli. Ito ang {sender}.",
    },
    Phrase.CHOICE: {
        "en": "Press {digit} for: {answer}.",
        "es-US": "Oprima {digit} para: {answer}.",
        "cmn": "{answer}，请按{digit}。",
        "yue": "{answer}，請撳{digit}。",
        "ko": "{answer}은 {digit}번을 누르세요.",
        "vi": "Bấm {digit} nếu: {answer}.",
        "hi": "{answer} के लिए {digit} दबाएँ।",
        "fil": "Pindutin ang {digit} para sa: {answer}.",
    },
    Phrase.STOP_KEY: {
        "en": "To get no more calls or texts from us, press 9.",
        "es-US": "Para no recibir más llamadas ni mensajes, oprima 9.",
        "cmn": "如果不想再接到我们的电话或短信，请按9。",
        "yue": "如果唔想再收到我哋嘅電話或短訊，請撳9。",
        "ko": "더 이상 전화나 문자를 원하지 않으시면 9번을 누르세요.",
        "vi": "Để không nhận cuộc gọi hay tin nhắn nữa, bấm 9.",
        "hi": "अगर आप और कॉल या संदेश नहीं चाहते, तो 9 दबाएँ।",
        "fil": "Para hindi na makatanggap ng tawag o text, pindutin ang 9.",
    },
    Phrase.THANKS: {
        "en": "Thank you. Goodbye.",
        "es-US": "Gracias. Adiós.",
        "cmn": "谢谢。再见。",
        "yue": "多謝。再見。",
        "ko": "감사합니다. 안녕히 계세요.",
        "vi": "Cảm ơn quý vị. Xin chào.",
        "hi": "धन्यवाद। नमस्ते।",
        "fil": "Salamat. Paalam.",
    },
    Phrase.OPTED_OUT: {
        "en": "You will get no more calls or texts from us. Goodbye.",
        "es-US": "No recibirá más llamadas ni mensajes nuestros. Adiós.",
        "cmn": "我们不会再给您打电话或发短信。再见。",
        "yue": "我哋唔會再打電話或傳短訊俾你。再見。",
        "ko": "더 이상 전화나 문자를 드리지 않겠습니다. 안녕히 계세요.",
        "vi": "Quý vị sẽ không nhận cuộc gọi hay tin nhắn nào nữa. Xin chào.",
        "hi": "अब आपको हमसे कोई कॉल या संदेश नहीं आएगा। नमस्ते।",
        "fil": "Hindi ka na makakatanggap ng tawag o text mula sa amin. Paalam.",
    },
    Phrase.VOLUNTEER_GONE: {
        "en": "Sorry, our volunteer lost the connection. Thank you for your time. Goodbye.",
        "es-US": "Disculpe, nuestro voluntario perdió la conexión. Gracias por su tiempo. Adiós.",
        "cmn": "对不起，我们的志愿者掉线了。谢谢您的时间，再见。",
        "yue": "對唔住，我哋嘅義工斷咗線。多謝你嘅時間，再見。",
        "ko": "죄송합니다. 자원봉사자의 연결이 끊겼습니다. 시간 내주셔서 감사합니다.",
        "vi": "Xin lỗi, tình nguyện viên của chúng tôi bị mất kết nối. Cảm ơn quý vị. Xin chào.",
        "hi": "क्षमा कीजिए, हमारे स्वयंसेवक का संपर्क टूट गया। आपके समय के लिए धन्यवाद।",
        "fil": "Paumanhin, naputol ang linya ng aming boluntaryo. Salamat sa iyong oras. Paalam.",
    },
    Phrase.NOBODY_FREE: {
        "en": "Hello, this is {sender}. We called to talk with you, and all of our volunteers are "
        "talking just now. You can call us back at {number}.",
        "es-US": "Hola, le habla {sender}. Le llamamos para conversar, pero todos nuestros "
        "voluntarios están ocupados. Puede devolvernos la llamada al {number}.",
        "cmn": "您好，这里是{sender}。我们想和您谈谈，但志愿者现在都在通话。您可以回电{number}。",
        "yue": "你好，呢度係{sender}。我哋想同你傾下，但係義工而家都喺度傾緊。你可以打返{number}。",
        "ko": "안녕하세요, {sender}입니다. 말씀을 나누고자 전화드렸으나 지금 모든 자원봉사자가 "
        "통화 중입니다. {number}번으로 다시 전화해 주세요.",
        "vi": "Xin chào, đây là {sender}. Chúng tôi gọi để trò chuyện, nhưng các tình nguyện viên "
        "đang bận. Quý vị có thể gọi lại số {number}.",
        "hi": "नमस्ते, यह {sender} है। हम आपसे बात करना चाहते थे, पर हमारे सभी स्वयंसेवक अभी "
        "व्यस्त हैं। आप हमें {number} पर वापस फ़ोन कर सकते हैं।",
        "fil": "Kumusta, ito ang {sender}. Tumawag kami para makausap ka, pero may kausap ang "
        "lahat ng aming boluntaryo. Maaari kang tumawag sa {number}.",
    },
    Phrase.VOICEMAIL: {
        "en": "Hello, this is {sender}. We called to talk with you, and are sorry to have missed "
        "you. Please call us back. To get no more calls or texts from us, call back and press 9.",
        "es-US": "Hola, le habla {sender}. Le llamamos para conversar y sentimos no encontrarle. "
        "Devuélvanos la llamada. Para no recibir más llamadas ni mensajes, llame y oprima 9.",
        "cmn": "您好，这里是{sender}。我们想和您谈谈，很遗憾没找到您。请给我们回电。"
        "如果不想再接到我们的电话或短信，请回电并按9。",
        "yue": "你好，呢度係{sender}。我哋想同你傾下，可惜搵唔到你。請打返俾我哋。"
        "如果唔想再收到我哋嘅電話或短訊，請打返嚟撳9。",
        "ko": "안녕하세요, {sender}입니다. 말씀을 나누고자 전화드렸는데 받지 않으셔서 아쉽습니다. "
        "다시 전화해 주세요. 전화나 문자를 더 원하지 않으시면 전화하여 9번을 누르세요.",
        "vi": "Xin chào, đây là {sender}. Chúng tôi gọi để trò chuyện và rất tiếc không gặp được "
        "quý vị. Xin gọi lại cho chúng tôi. Để không nhận cuộc gọi hay tin nhắn nữa, gọi và bấm 9.",
        "hi": "नमस्ते, यह {sender} है। हम आपसे बात करना चाहते थे, पर आप नहीं मिले। कृपया हमें वापस फ़ोन "
        "कीजिए। अगर आप और कॉल या संदेश नहीं चाहते, तो फ़ोन करके 9 दबाएँ।",
        "fil": "Kumusta, ito ang {sender}. Tumawag kami para makausap ka, sayang at hindi ka "
        "naabutan. Pakitawagan kami. Para wala nang tawag o text, tumawag at pindutin ang 9.",
    },
    Phrase.OUR_NUMBER: {
        "en": "Our number is {number}.",
        "es-US": "Nuestro número es {number}.",
        "cmn": "我们的电话是{number}。",
        "yue": "我哋嘅電話係{number}。",
        "ko": "저희 번호는 {number}입니다.",
        "vi": "Số điện thoại của chúng tôi là {number}.",
        "hi": "हमारा नंबर {number} है।",
        "fil": "Ang aming numero ay {number}.",
    },
}


def language_to_speak(spoken: str) -> str:
    """The tag itself where the carrier has a voice and we have the words, else English."""
    has_voice = spoken in LANGUAGES and LANGUAGES[spoken].say_voice is not None
    return spoken if has_voice and spoken in _WORDS[Phrase.GREETING] else "en"


def phrase(which: Phrase, spoken: str, **values: str) -> str:
    """The phrase in a language that `language_to_speak` gave."""
    return _WORDS[which][spoken].format(**values)
