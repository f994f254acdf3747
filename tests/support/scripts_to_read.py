"""A call script in five languages, as a real one is: an opening and three questions that branch."""

from phonebank.domain.script_draft import ChoiceDraft, QuestionDraft, ScriptDraft

VOTE_LANGUAGES = ["en", "es-US", "vi", "zh-Hans", "ur"]

_YES = {"en": "Yes", "es-US": "Sí", "vi": "Có", "zh-Hans": "会", "ur": "جی ہاں"}
_NO = {"en": "No", "es-US": "No", "vi": "Không", "zh-Hans": "不会", "ur": "نہیں"}
_UNSURE = {
    "en": "Not sure yet",
    "es-US": "Todavía no sabe",
    "vi": "Chưa chắc",
    "zh-Hans": "还不确定",
    "ur": "ابھی یقین نہیں",
}

VOTE_SCRIPT = ScriptDraft(
    name="Your vote, your voice",
    opening={
        "en": "Hello {voter_first_name|neighbor}, my name is {texter_name} and I am a volunteer "
        "with {organisation}. We call to make sure that everybody knows where and when to vote. "
        "Do you have a minute?",
        "es-US": "Hola {voter_first_name|vecino}, me llamo {texter_name} y soy voluntario de "
        "{organisation}. Llamamos para que todos sepan dónde y cuándo votar. ¿Tiene un minuto?",
        "vi": "Xin chào {voter_first_name|bạn}, tôi là {texter_name}, tình nguyện viên của "
        "{organisation}. Chúng tôi gọi để bảo đảm mọi người đều biết bầu cử ở đâu và khi nào. "
        "Quý vị có một phút không?",
        "zh-Hans": "您好{voter_first_name|邻居}，我叫{texter_name}，是{organisation}的志愿者。"
        "我们打电话是想让大家都知道在哪里、什么时候投票。您有一分钟时间吗？",
        "ur": "السلام علیکم {voter_first_name|جناب}، میرا نام {texter_name} ہے اور میں "
        "{organisation} کا رضاکار ہوں۔ ہم اس لیے فون کر رہے ہیں کہ سب کو معلوم ہو کہ ووٹ کہاں اور "
        "کب ڈالنا ہے۔ کیا آپ کے پاس ایک منٹ ہے؟",
    },
    first_text={
        "en": "Hi {voter_first_name|neighbor}, this is {texter_name} of {organisation}. Will you "
        "vote this year? 1 yes, 2 no. Reply STOP to end.",
        "es-US": "Hola {voter_first_name|vecino}, soy {texter_name} de {organisation}. "
        "¿Va a votar este año? 1 sí, 2 no. Responda ALTO para terminar.",
        "vi": "Chào {voter_first_name|bạn}, tôi là {texter_name} của {organisation}. Quý vị có "
        "đi bầu năm nay không? 1 có, 2 không. Trả lời STOP để dừng.",
        "zh-Hans": "{voter_first_name|邻居}您好，我是{organisation}的{texter_name}。"
        "您今年会投票吗？1 会，2 不会。回复 STOP 退订。",
        "ur": "السلام علیکم {voter_first_name|جناب}، میں {organisation} سے {texter_name} ہوں۔ کیا "
        "آپ اس سال ووٹ ڈالیں گے؟ 1 جی ہاں، 2 نہیں۔ بند کرنے کے لیے STOP لکھیں۔",
    },
    questions=(
        QuestionDraft(
            {
                "en": "Do you plan to vote this year?",
                "es-US": "¿Piensa votar este año?",
                "vi": "Quý vị có định đi bầu năm nay không?",
                "zh-Hans": "您今年打算投票吗？",
                "ur": "کیا آپ اس سال ووٹ ڈالنے کا ارادہ رکھتے ہیں؟",
            },
            (
                ChoiceDraft("yes", _YES),
                ChoiceDraft("unsure", _UNSURE),
                ChoiceDraft("no", _NO, goes_to=3),
            ),
        ),
        QuestionDraft(
            {
                "en": "How do you want to vote?",
                "es-US": "¿Cómo quiere votar?",
                "vi": "Quý vị muốn bầu bằng cách nào?",
                "zh-Hans": "您想用什么方式投票？",
                "ur": "آپ ووٹ کس طرح ڈالنا چاہتے ہیں؟",
            },
            (
                ChoiceDraft(
                    "mail",
                    {
                        "en": "By mail",
                        "es-US": "Por correo",
                        "vi": "Qua thư",
                        "zh-Hans": "邮寄",
                        "ur": "ڈاک کے ذریعے",
                    },
                ),
                ChoiceDraft(
                    "early",
                    {
                        "en": "Early, in person",
                        "es-US": "Anticipado, en persona",
                        "vi": "Bầu sớm, trực tiếp",
                        "zh-Hans": "提前到场",
                        "ur": "پہلے سے، خود جا کر",
                    },
                ),
                ChoiceDraft(
                    "election-day",
                    {
                        "en": "On election day",
                        "es-US": "El día de la elección",
                        "vi": "Vào ngày bầu cử",
                        "zh-Hans": "选举日当天",
                        "ur": "الیکشن کے دن",
                    },
                ),
            ),
        ),
        QuestionDraft(
            {
                "en": "May we send you the address of your polling place?",
                "es-US": "¿Podemos enviarle la dirección de su centro de votación?",
                "vi": "Chúng tôi có thể gửi quý vị địa chỉ phòng phiếu không?",
                "zh-Hans": "我们可以把投票站的地址发给您吗？",
                "ur": "کیا ہم آپ کو آپ کے پولنگ اسٹیشن کا پتہ بھیج سکتے ہیں؟",
            },
            (ChoiceDraft("yes", _YES), ChoiceDraft("no", _NO)),
        ),
    ),
)
