"""Scripts to start from: what coalitions call about most often, in several languages.

They are words to be changed, not facts: dates and places are to be filled in by whoever knows
them. All but the English await a native reader.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from phonebank.domain.call import ContactResult
from phonebank.domain.script_draft import ChoiceDraft, QuestionDraft, ScriptDraft
from phonebank.domain.survey import QuestionKind

LANGUAGES: Final = ("en", "es-US", "vi", "zh-Hans", "ko")


def _t(*texts: str) -> dict[str, str]:
    return dict(zip(LANGUAGES, texts, strict=True))


_YES = _t("Yes", "Sí", "Có", "是", "예")
_NO = _t("No", "No", "Không", "否", "아니요")
_UNSURE = _t("Not sure", "No sé", "Chưa biết", "不确定", "잘 모르겠어요")
_REFUSED = _t(
    "Does not want to talk",
    "No quiere hablar",
    "Không muốn nói chuyện",
    "不想交谈",
    "대화를 원하지 않음",
)
_WRONG = _t("Wrong number", "Número equivocado", "Sai số", "打错了", "잘못된 번호")
_WHO = QuestionDraft(
    _t(
        "Am I speaking with {first_name|the voter}?",
        "¿Hablo con {first_name|el votante}?",
        "Tôi có đang nói chuyện với {first_name|cử tri} không?",
        "请问是{first_name|您}本人吗？",
        "{first_name|유권자}님이신가요?",
    ),
    (
        ChoiceDraft("yes", _YES),
        ChoiceDraft("wrong-number", _WRONG, ends_with=ContactResult.WRONG_NUMBER),
        ChoiceDraft("refused", _REFUSED, ends_with=ContactResult.REFUSED),
    ),
    note=_t(
        "If they are busy, ask when to call again.",
        "Si no puede hablar, pregunte cuándo volver a llamar.",
        "Nếu họ bận, hãy hỏi khi nào gọi lại.",
        "如果对方没空，请问何时再打来方便。",
        "바쁘시다면 언제 다시 전화하면 좋을지 여쭤보세요.",
    ),
)
_HELLO = _t(
    "Hello! My name is {caller_name}, and I am a volunteer with {organisation}.",
    "¡Hola! Me llamo {caller_name} y soy voluntario de {organisation}.",
    "Xin chào! Tôi tên là {caller_name}, tình nguyện viên của {organisation}.",
    "您好！我叫{caller_name}，是{organisation}的志愿者。",
    "안녕하세요! 저는 {organisation} 자원봉사자 {caller_name}입니다.",
)


def _first_text(*questions: str) -> dict[str, str]:
    """A first text that names the sender, asks, and says how to opt out."""
    greetings = (
        "Hi {voter_first_name|neighbor}, this is {texter_name} with {organisation}. %s 1 yes, 2 no, 3 not sure. Reply STOP to end.",
        "Hola {voter_first_name|vecino}, soy {texter_name} de {organisation}. %s 1 sí, 2 no, 3 no sé. ALTO para no recibir más.",
        "Chào {voter_first_name|quý vị}, tôi là {texter_name} từ {organisation}. %s 1 có, 2 không, 3 chưa biết. DỪNG để ngừng nhận.",
        "{voter_first_name|邻居}您好，我是{organisation}的{texter_name}。%s 1是，2否，3不确定。回复“停止”不再接收。",
        "{voter_first_name|이웃}님, {organisation}의 {texter_name}입니다. %s 1 예, 2 아니요, 3 모름. 그만 받으시려면 중지.",
    )
    return _t(*(text % asked for text, asked in zip(greetings, questions, strict=True)))


def _yes_no_unsure() -> tuple[ChoiceDraft, ...]:
    return (ChoiceDraft("yes", _YES), ChoiceDraft("no", _NO), ChoiceDraft("unsure", _UNSURE))


_TURN_OUT = ScriptDraft(
    "Turn-out",
    _HELLO,
    _first_text(
        "Do you plan to vote?",
        "¿Piensa votar?",
        "Quý vị có định đi bầu không?",
        "您打算投票吗？",
        "투표하실 계획인가요?",
    ),
    (
        _WHO,
        QuestionDraft(
            _t(
                "Do you plan to vote in this election?",
                "¿Piensa votar en esta elección?",
                "Quý vị có định bỏ phiếu trong kỳ bầu cử này không?",
                "您打算参加这次选举的投票吗？",
                "이번 선거에 투표하실 계획인가요?",
            ),
            (
                ChoiceDraft("yes", _YES),
                ChoiceDraft("no", _NO, ends_survey=True),
                ChoiceDraft("unsure", _UNSURE),
            ),
        ),
        QuestionDraft(
            _t(
                "When will you go?",
                "¿Cuándo irá?",
                "Quý vị sẽ đi lúc nào?",
                "您打算什么时候去？",
                "언제 가실 건가요?",
            ),
            (
                ChoiceDraft(
                    "morning", _t("In the morning", "Por la mañana", "Buổi sáng", "上午", "오전")
                ),
                ChoiceDraft(
                    "midday", _t("At midday", "Al mediodía", "Buổi trưa", "中午", "점심때")
                ),
                ChoiceDraft(
                    "evening", _t("In the evening", "Por la tarde", "Buổi chiều", "傍晚", "저녁")
                ),
            ),
        ),
        QuestionDraft(
            _t(
                "What do you need to get there?",
                "¿Qué necesita para llegar?",
                "Quý vị cần gì để đến đó?",
                "您去投票需要什么帮助？",
                "투표소에 가시려면 무엇이 필요하세요?",
            ),
            (
                ChoiceDraft(
                    "ride", _t("A ride", "Transporte", "Phương tiện đi lại", "交通工具", "차편")
                ),
                ChoiceDraft(
                    "interpreter",
                    _t("An interpreter", "Un intérprete", "Thông dịch viên", "翻译", "통역"),
                ),
                ChoiceDraft(
                    "polling-place",
                    _t(
                        "The polling place",
                        "El lugar de votación",
                        "Địa điểm bỏ phiếu",
                        "投票地点",
                        "투표소 위치",
                    ),
                ),
            ),
            kind=QuestionKind.SEVERAL,
            required=False,
        ),
        QuestionDraft(
            _t(
                "How many voters live in your household?",
                "¿Cuántos votantes viven en su casa?",
                "Nhà quý vị có bao nhiêu cử tri?",
                "您家里有几位选民？",
                "댁에 유권자가 몇 분 계신가요?",
            ),
            kind=QuestionKind.NUMBER,
            required=False,
            lowest=1,
            highest=20,
        ),
    ),
)

_ABSENTEE = ScriptDraft(
    "Absentee ballots",
    _HELLO,
    _first_text(
        "Have you asked for an absentee ballot?",
        "¿Ya pidió su boleta por correo?",
        "Quý vị đã yêu cầu phiếu bầu qua thư chưa?",
        "您申请邮寄选票了吗？",
        "부재자 투표용지를 신청하셨나요?",
    ),
    (
        _WHO,
        QuestionDraft(
            _t(
                "Have you asked for an absentee ballot?",
                "¿Ya pidió su boleta por correo?",
                "Quý vị đã yêu cầu phiếu bầu qua thư chưa?",
                "您申请邮寄选票了吗？",
                "부재자 투표용지를 신청하셨나요?",
            ),
            (
                ChoiceDraft("yes", _YES),
                ChoiceDraft("no", _NO, goes_to=4),
                ChoiceDraft("unsure", _UNSURE, goes_to=4),
            ),
        ),
        QuestionDraft(
            _t(
                "Have you sent it back, signed?",
                "¿Ya la devolvió, firmada?",
                "Quý vị đã ký và gửi lại chưa?",
                "您签名寄回了吗？",
                "서명해서 돌려보내셨나요?",
            ),
            (
                ChoiceDraft("yes", _YES, ends_survey=True),
                ChoiceDraft("no", _NO),
                ChoiceDraft(
                    "never-came",
                    _t("It never came", "No llegó", "Chưa nhận được", "没有收到", "받지 못했어요"),
                ),
            ),
        ),
        QuestionDraft(
            _t(
                "Would you like help with it?",
                "¿Quiere ayuda?",
                "Quý vị có cần giúp đỡ không?",
                "需要我们帮忙吗？",
                "도움이 필요하신가요?",
            ),
            (ChoiceDraft("yes", _YES), ChoiceDraft("no", _NO)),
        ),
    ),
)

_EDUCATION = ScriptDraft(
    "Voter education",
    _HELLO,
    _first_text(
        "Do you know where and when to vote?",
        "¿Sabe dónde y cuándo votar?",
        "Quý vị có biết nơi và thời gian bỏ phiếu không?",
        "您知道投票的时间和地点吗？",
        "투표 장소와 시간을 알고 계신가요?",
    ),
    (
        _WHO,
        QuestionDraft(
            _t(
                "Do you know where and when to vote?",
                "¿Sabe dónde y cuándo votar?",
                "Quý vị có biết nơi và thời gian bỏ phiếu không?",
                "您知道投票的时间和地点吗？",
                "투표 장소와 시간을 알고 계신가요?",
            ),
            _yes_no_unsure(),
            note=_t(
                "Their polling place: {polling_place|look it up with them}",
                "Su lugar de votación: {polling_place|búsquelo juntos}",
                "Nơi bỏ phiếu: {polling_place|hãy cùng tra cứu}",
                "投票地点：{polling_place|请一起查询}",
                "투표소: {polling_place|함께 찾아보세요}",
            ),
        ),
        QuestionDraft(
            _t(
                "How sure are you that your vote will be counted?",
                "¿Qué tan seguro está de que su voto se contará?",
                "Quý vị tin chắc đến mức nào rằng phiếu của mình sẽ được đếm?",
                "您有多相信自己的选票会被计算？",
                "투표가 제대로 집계될 것이라고 얼마나 확신하시나요?",
            ),
            (
                ChoiceDraft(
                    "1", _t("1, not at all", "1, nada", "1, không hề", "1，完全不信", "1, 전혀")
                ),
                *(ChoiceDraft(str(step), _t(*[str(step)] * 5)) for step in (2, 3, 4)),
                ChoiceDraft(
                    "5", _t("5, fully", "5, del todo", "5, hoàn toàn", "5，完全相信", "5, 완전히")
                ),
            ),
            kind=QuestionKind.SCALE,
            required=False,
        ),
        QuestionDraft(
            _t(
                "Which question about voting may we answer?",
                "¿Qué pregunta sobre la votación podemos responder?",
                "Quý vị có thắc mắc gì về việc bỏ phiếu?",
                "关于投票，您有什么问题？",
                "투표에 관해 궁금한 점이 있으신가요?",
            ),
            kind=QuestionKind.TEXT,
            required=False,
        ),
    ),
)

_IDENTIFICATION = ScriptDraft(
    "Identification",
    _HELLO,
    _first_text(
        "May we count on your support?",
        "¿Contamos con su apoyo?",
        "Chúng tôi có thể trông cậy vào sự ủng hộ của quý vị không?",
        "您会支持我们吗？",
        "지지해 주실 수 있나요?",
    ),
    (
        _WHO,
        QuestionDraft(
            _t(
                "How do you feel about it?",
                "¿Qué opina?",
                "Quý vị nghĩ thế nào?",
                "您的看法是？",
                "어떻게 생각하세요?",
            ),
            (
                ChoiceDraft(
                    "1",
                    _t(
                        "1, strongly for",
                        "1, muy a favor",
                        "1, rất ủng hộ",
                        "1，非常支持",
                        "1, 적극 찬성",
                    ),
                ),
                ChoiceDraft("2", _t("2, for", "2, a favor", "2, ủng hộ", "2，支持", "2, 찬성")),
                ChoiceDraft(
                    "3",
                    _t("3, undecided", "3, indeciso", "3, chưa quyết định", "3，未决定", "3, 미정"),
                ),
                ChoiceDraft(
                    "4",
                    _t("4, against", "4, en contra", "4, phản đối", "4，反对", "4, 반대"),
                    goes_to=4,
                ),
                ChoiceDraft(
                    "5",
                    _t(
                        "5, strongly against",
                        "5, muy en contra",
                        "5, rất phản đối",
                        "5，非常反对",
                        "5, 적극 반대",
                    ),
                    ends_survey=True,
                ),
            ),
            kind=QuestionKind.SCALE,
        ),
        QuestionDraft(
            _t(
                "Will you help us?",
                "¿Nos ayudaría?",
                "Quý vị có muốn giúp chúng tôi không?",
                "您愿意帮助我们吗？",
                "저희를 도와주시겠어요?",
            ),
            _yes_no_unsure(),
            required=False,
        ),
        QuestionDraft(
            _t(
                "What matters most to you?",
                "¿Qué es lo más importante para usted?",
                "Điều gì quan trọng nhất đối với quý vị?",
                "您最关心什么？",
                "무엇이 가장 중요하신가요?",
            ),
            kind=QuestionKind.TEXT,
            required=False,
        ),
    ),
)

TEMPLATES: Final[dict[str, tuple[str, ScriptDraft]]] = {
    "voter-education": ("Voter education", _EDUCATION),
    "absentee-ballots": ("Absentee ballots", _ABSENTEE),
    "turn-out": ("Turn-out", _TURN_OUT),
    "identification": ("Identification", _IDENTIFICATION),
}
"""Key in addresses -> (name in English, the script)."""


def script_from(template: str, languages: Sequence[str]) -> ScriptDraft:
    """A script to start from, with the words of those languages that the template has."""
    draft = TEMPLATES[template][1]
    return replace(
        draft,
        opening=_only(draft.opening, languages),
        first_text=_only(draft.first_text, languages),
        questions=tuple(_question(question, languages) for question in draft.questions),
    )


def _question(question: QuestionDraft, languages: Sequence[str]) -> QuestionDraft:
    return replace(
        question,
        text=_only(question.text, languages),
        note=_only(question.note, languages),
        choices=tuple(
            replace(choice, text=_only(choice.text, languages)) for choice in question.choices
        ),
    )


def _only(text: Mapping[str, str], languages: Sequence[str]) -> dict[str, str]:
    return {tag: words for tag, words in text.items() if tag in languages}
