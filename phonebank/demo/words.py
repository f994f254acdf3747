"""What the made-up campaign says and asks, in its languages.

English is the source. Hmong, Urdu, Vietnamese and Korean await review by native readers.
"""

from typing import Final

from phonebank.domain.script_draft import ChoiceDraft, QuestionDraft, ScriptDraft

LANGUAGES: Final = ("en", "es-US", "vi", "zh-Hans", "ko", "ur", "mww")
SPOKEN: Final = ("en", "es-US", "vi", "cmn", "ko", "ur", "mww", "und")
SENDER: Final = "Sample Neighbors"

OPENING: Final = {
    "en": "Hello! I am a "
    "volunteer with Sample Neighbors. We are calling to make sure everyone can vote safely in "
    "the December 8 run-off. Do you have two minutes?",
    "es-US": "¡Hola! Soy voluntario de "
    "Sample Neighbors. Llamamos para que todos puedan votar con seguridad en la segunda vuelta "
    "del 8 de diciembre. ¿Tiene dos minutos?",
    "vi": "Xin chào quý vị! Tôi là "
    "tình nguyện viên của Sample Neighbors. Chúng tôi gọi để giúp mọi người bỏ "
    "phiếu an toàn trong vòng bầu cử ngày 8 tháng 12. Quý vị có hai phút không?",
    "zh-Hans": "您好！我是 Sample Neighbors 的志愿者。"
    "我们打电话是想确保每个人都能在12月8日的决选中安心投票。您有两分钟吗？",
    "ko": "안녕하세요! 저는 Sample Neighbors 자원봉사자"
    "입니다. 12월 8일 결선 투표에 모두가 안전하게 투표하실 수 있도록 전화드렸습니다. "
    "2분 정도 시간 괜찮으세요?",
    "ur": "السلام علیکم! میں "
    "Sample Neighbors کا رضاکار ہوں۔ ہم اس لیے فون کر رہے ہیں کہ 8 دسمبر کے انتخاب میں سب اطمینان "
    "سے ووٹ دے سکیں۔ کیا آپ کے پاس دو منٹ ہیں؟",
    "mww": "Nyob zoo! "
    "Kuv yog ib tug neeg pab dawb ntawm Sample Neighbors. Peb hu tuaj kom txhua "
    "tus pov npav tau nyab xeeb rau lub Kaum Ob Hli tim 8. Koj puas muaj ob feeb?",
}

FIRST_TEXT: Final = {
    "en": "Hi {voter_first_name|neighbor}, this is {texter_name} with Sample Neighbors. Do you "
    "plan to vote in the December 8 run-off? Reply 1 yes, 2 no, 3 not sure. STOP to end.",
    "es-US": "Hola {voter_first_name|vecino}, soy {texter_name} de Sample Neighbors. ¿Piensa votar "
    "el 8 de diciembre? Responda 1 sí, 2 no, 3 no sé. ALTO para no recibir más.",
    "vi": "Chào {voter_first_name|quý vị}, tôi là {texter_name} từ Sample Neighbors. Quý vị có định "
    "bỏ phiếu ngày 8 tháng 12 không? Trả lời 1 có, 2 không, 3 chưa biết. DỪNG để ngừng nhận.",
    "zh-Hans": "{voter_first_name|邻居}您好，我是 Sample Neighbors 的{texter_name}。您打算参加12月8日"
    "的决选投票吗？回复1是，2否，3不确定。回复“停止”不再接收。",
    "ko": "{voter_first_name|이웃}님 안녕하세요, Sample Neighbors의 {texter_name}입니다. 12월 8일 결선에 "
    "투표하실 건가요? 1 예, 2 아니요, 3 모름. 그만 받으시려면 중지.",
    "ur": "السلام علیکم {voter_first_name|جناب}، میں Sample Neighbors سے {texter_name} ہوں۔ کیا آپ "
    "8 دسمبر کو ووٹ دیں گے؟ 1 ہاں، 2 نہیں، 3 معلوم نہیں۔ بند کرنے کے لیے STOP لکھیں۔",
    "mww": "Nyob zoo {voter_first_name|koj}, kuv yog {texter_name} ntawm Sample Neighbors. Koj puas "
    "npaj pov npav lub Kaum Ob Hli tim 8? Teb 1 yog, 2 tsis yog, 3 tsis paub. STOP kom tsum.",
}

_YES: Final = {
    "en": "Yes",
    "es-US": "Sí",
    "vi": "Có",
    "zh-Hans": "是",
    "ko": "예",
    "ur": "ہاں",
    "mww": "Yog",
}
_NO: Final = {
    "en": "No",
    "es-US": "No",
    "vi": "Không",
    "zh-Hans": "否",
    "ko": "아니요",
    "ur": "نہیں",
    "mww": "Tsis yog",
}
_UNSURE: Final = {
    "en": "Not sure",
    "es-US": "No sé",
    "vi": "Chưa biết",
    "zh-Hans": "不确定",
    "ko": "모름",
    "ur": "معلوم نہیں",
    "mww": "Tsis paub",
}

QUESTIONS: Final = (
    QuestionDraft(
        {
            "en": "Do you plan to vote in the run-off on December 8?",
            "es-US": "¿Piensa votar en la segunda vuelta del 8 de diciembre?",
            "vi": "Quý vị có định bỏ phiếu vòng hai ngày 8 tháng 12 không?",
            "zh-Hans": "您打算参加12月8日的决选投票吗？",
            "ko": "12월 8일 결선 투표에 참여하실 계획인가요?",
            "ur": "کیا آپ 8 دسمبر کے انتخاب میں ووٹ دینے کا ارادہ رکھتے ہیں؟",
            "mww": "Koj puas npaj pov npav rau lub Kaum Ob Hli tim 8?",
        },
        (
            ChoiceDraft("yes", _YES),
            ChoiceDraft("no", _NO, goes_to=3),
            ChoiceDraft("unsure", _UNSURE),
        ),
    ),
    QuestionDraft(
        {
            "en": "How will you vote?",
            "es-US": "¿Cómo va a votar?",
            "vi": "Quý vị sẽ bỏ phiếu bằng cách nào?",
            "zh-Hans": "您会怎样投票？",
            "ko": "어떤 방법으로 투표하시겠어요?",
            "ur": "آپ کیسے ووٹ دیں گے؟",
            "mww": "Koj yuav pov npav li cas?",
        },
        (
            ChoiceDraft(
                "election-day",
                {
                    "en": "In person on election day",
                    "es-US": "En persona el día de la elección",
                    "vi": "Trực tiếp vào ngày bầu cử",
                    "zh-Hans": "选举日当天亲自投票",
                    "ko": "선거일에 직접",
                    "ur": "انتخاب کے دن خود جا کر",
                    "mww": "Mus pov npav hnub xaiv tsa",
                },
            ),
            ChoiceDraft(
                "early",
                {
                    "en": "Early, in person",
                    "es-US": "Antes, en persona",
                    "vi": "Trực tiếp, trước ngày bầu cử",
                    "zh-Hans": "提前亲自投票",
                    "ko": "사전에 직접",
                    "ur": "پہلے، خود جا کر",
                    "mww": "Mus pov npav ua ntej",
                },
            ),
            ChoiceDraft(
                "mail",
                {
                    "en": "By mail (absentee ballot)",
                    "es-US": "Por correo",
                    "vi": "Qua thư",
                    "zh-Hans": "邮寄选票",
                    "ko": "우편 투표",
                    "ur": "ڈاک کے ذریعے",
                    "mww": "Xa ntawv hauv xov tooj ntawv",
                },
            ),
        ),
    ),
    QuestionDraft(
        {
            "en": "Would you like a text with your polling place?",
            "es-US": "¿Quiere un mensaje con su lugar de votación?",
            "vi": "Quý vị có muốn nhận tin nhắn về nơi bỏ phiếu không?",
            "zh-Hans": "需要我们发短信告诉您投票地点吗？",
            "ko": "투표소 위치를 문자로 받으시겠어요?",
            "ur": "کیا آپ کو ووٹ ڈالنے کی جگہ کا پیغام بھیج دیں؟",
            "mww": "Koj puas xav kom peb sau ntawv qhia koj qhov chaw pov npav?",
        },
        (ChoiceDraft("yes", _YES), ChoiceDraft("no", _NO)),
    ),
)

SCRIPT: Final = ScriptDraft("Vote safely", OPENING, FIRST_TEXT, QUESTIONS)

PREPARED_REPLIES: Final = {
    "Where do I vote?": {
        "en": "You can look up your polling place with your address at the county's website, or "
        "tell me your address and I will find it for you.",
        "es-US": "Puede buscar su lugar de votación con su dirección en el sitio del condado, o "
        "dígame su dirección y yo lo busco.",
        "vi": "Quý vị có thể tra nơi bỏ phiếu bằng địa chỉ trên trang web của quận, hoặc cho tôi "
        "biết địa chỉ và tôi sẽ tìm giúp.",
        "zh-Hans": "您可以在县政府网站用地址查询投票地点，或者把地址告诉我，我帮您查。",
        "ko": "카운티 웹사이트에서 주소로 투표소를 찾으실 수 있습니다. 주소를 알려 주시면 제가 찾아 드릴게요.",
        "ur": "آپ کاؤنٹی کی ویب سائٹ پر اپنے پتے سے جگہ دیکھ سکتے ہیں، یا مجھے پتہ بتائیں، میں دیکھ دوں گا۔",
        "mww": "Koj nrhiav tau koj qhov chaw pov npav hauv lub nroog lub website, los yog qhia koj "
        "qhov chaw nyob rau kuv thiab kuv mam nrhiav rau koj.",
    },
    "Thank you": {
        "en": "Thank you! Every vote counts. Have a good day.",
        "es-US": "¡Gracias! Cada voto cuenta. Que tenga un buen día.",
        "vi": "Cảm ơn quý vị! Mỗi lá phiếu đều quan trọng. Chúc quý vị một ngày tốt lành.",
        "zh-Hans": "谢谢您！每一票都很重要。祝您愉快。",
        "ko": "감사합니다! 한 표 한 표가 소중합니다. 좋은 하루 되세요.",
        "ur": "شکریہ! ہر ووٹ اہم ہے۔ آپ کا دن اچھا گزرے۔",
        "mww": "Ua tsaug! Txhua lub npav tseem ceeb. Nyob zoo.",
    },
}

TAGS: Final = (
    {
        "en": "Needs a ride",
        "es-US": "Necesita transporte",
        "vi": "Cần xe đưa đón",
        "zh-Hans": "需要接送",
        "ko": "차편 필요",
        "ur": "سواری چاہیے",
    },
    {
        "en": "Wants to help",
        "es-US": "Quiere ayudar",
        "vi": "Muốn giúp",
        "zh-Hans": "想帮忙",
        "ko": "돕고 싶어함",
        "ur": "مدد کرنا چاہتے ہیں",
    },
)
VOTE_ADDRESS: Final = "https://example.org/vote/where-and-when"
"""Shortened in texts, and counted when it is opened."""

FOLLOW_UPS: Final = {
    "Where to vote": (
        {
            "en": "May I text you a link to your polling place?",
            "es-US": "¿Le puedo enviar un enlace con su lugar de votación?",
            "vi": "Tôi gửi cho quý vị liên kết đến địa điểm bỏ phiếu được không?",
            "zh-Hans": "我可以把投票站的链接发短信给您吗？",
            "ko": "투표소 안내 링크를 문자로 보내 드려도 될까요?",
            "ur": "کیا میں آپ کو پولنگ اسٹیشن کا لنک پیغام میں بھیج دوں؟",
            "mww": "Kuv xa qhov chaw pov npav rau koj puas tau?",
        },
        {
            "en": f"Sample Neighbors: where and when to vote: {VOTE_ADDRESS} STOP to end.",
            "es-US": f"Sample Neighbors: dónde y cuándo votar: {VOTE_ADDRESS} ALTO para no recibir más.",
            "vi": f"Sample Neighbors: nơi và giờ bỏ phiếu: {VOTE_ADDRESS} DỪNG để ngừng nhận.",
            "zh-Hans": f"Sample Neighbors：投票地点和时间：{VOTE_ADDRESS} 回复“停止”不再接收。",
            "ko": f"Sample Neighbors: 투표 장소와 시간: {VOTE_ADDRESS} 그만 받으시려면 중지.",
            "ur": f"Sample Neighbors: ووٹ کہاں اور کب: {VOTE_ADDRESS} بند کرنے کے لیے STOP لکھیں۔",
            "mww": f"Sample Neighbors: pov npav qhov twg: {VOTE_ADDRESS} STOP kom tsum.",
        },
    ),
}
"""Title -> what the caller asks, and the text."""
