"""The words by which people opt out, opt in and ask for help, in every language served.

English begins with the carriers' published keywords. Every other list still needs the review of a
native speaker before a campaign in that language: White Hmong, S'gaw Karen (with the Burmese that
many Karen write), Khmer, Lao and Somali most of all.

To add words: write them as people write them. Accents, case and punctuation are folded when words
are compared. `*` at the end of a phrase stands for any ending of its last word. A phrase acts
wherever it stands, so it must ask us for something: "remove my name" does, "they removed my name"
(from the rolls) and "stop calling it that" must not be caught.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class OptOutWords:
    """One language's words.

    `alone` opt out where they are the whole message, courtesies aside. `phrases` opt out anywhere
    in it, unless one of the `negators` stands before. `within` hold every send where a longer
    message contains one. `unclear` hold where they are the whole message: they may be an opt-out or
    an answer. `courtesies` say nothing. `opt_in` and `help` count only as the whole message.
    """

    alone: tuple[str, ...]
    phrases: tuple[str, ...]
    within: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    courtesies: tuple[str, ...] = ()
    negators: tuple[str, ...] = ()
    opt_in: tuple[str, ...] = ()
    help: tuple[str, ...] = ()


def _list(words: str) -> tuple[str, ...]:
    return tuple(" ".join(each.split()) for each in words.split("|"))


def _each_with_each(beginnings: str, endings: str) -> tuple[str, ...]:
    return tuple(
        f"{beginning} {ending}" for beginning in _list(beginnings) for ending in _list(endings)
    )


UNIVERSAL: Final = frozenset(
    {
        "stop",
        "stopall",
        "stop all",
        "quit",
        "end",
        "revoke",
        "opt out",
        "optout",
        "cancel",
        "unsubscribe",
    }
)
"""Opt-outs by rule (47 CFR 64.1200(a)(10)): they act even where a question offers the same word."""

ORDINARY_IN: Final[dict[str, frozenset[str]]] = {"basta": frozenset({"fil"})}
"""Words of one language's lists that are everyday words in another, by that language's tag."""

ACCENTS_MATTER_IN: Final = "vi"
"""The language in which words differ by accents alone: "đúng" is right, "dừng" is stop."""

_DO_NOT: Final = (
    "huwag | huwag na | huwag nang | huwag ka na | huwag ka nang | huwag kang | huwag na kayo "
    "| huwag na kayong | huwag na po kayo | huwag na po kayong | huwag po kayong | huwag kayong "
    "| wag | wag na | wag nang | wag ka na | wag ka nang | wag kang | wag na kayo | wag na kayong "
    "| wag na po kayo | wag na po kayong | wag po kayong | wag kayong"
)
_WRITE: Final = (
    "mag text* | magtext* | mag message* | magmessage* | mag send | magsend | magpadala | magchat "
    "| tumawag | tatawag | tawag nang tawag | mangulit"
)
_DO_NOT_ME: Final = (
    "huwag mo na ako | huwag mo na akong | huwag nyo na ako | huwag nyo na akong "
    "| huwag niyo na ako | huwag niyo na akong | huwag ninyo na akong "
    "| huwag nyo na po akong | huwag mo akong "
    "| huwag nyo akong | huwag ninyo akong | wag mo na ako | wag mo na akong | wag nyo na ako "
    "| wag nyo na akong | wag niyo na ako | wag niyo na akong | wag nyo na po akong | wag mo akong "
    "| wag nyo akong"
)
_WRITE_TO: Final = (
    "itext | i text | text | imessage | i message | tawagan | kontakin | padalhan | guluhin "
    "| istorbohin | abalahin | kulitin"
)
_CEASE: Final = (
    "itigil | itigil na | itigil mo | itigil mo na | itigil nyo | itigil nyo na | itigil niyo "
    "| itigil niyo na | itigil ninyo | itigil ninyo na | itigil na po ninyo"
)
_WRITING: Final = (
    "ang pag text* | ang pagtext* | ang pagte text* | ang pagpapadala* | ang pagtawag* "
    "| ang mga text* | ang mga mensahe* | ang mga tawag*"
)
_FILIPINO_REQUESTS: Final = (
    *_each_with_each(_DO_NOT, _WRITE),
    *_each_with_each(_DO_NOT_ME, _WRITE_TO),
    *_each_with_each(_CEASE, _WRITING),
)

OPT_OUT_WORDS: Final[dict[str, OptOutWords]] = {
    "en": OptOutWords(
        alone=_list(
            "stop | stopall | stop all | quit | end | revoke | opt out | optout | cancel "
            "| unsubscribe | unsub | remove | remove me | stop it | stop this | stop that "
            "| stop texting | stop calling | stop messaging | stop texts | stop msgs "
            "| stop messages | stop calls | stop contact | stop sending | cancel all "
            "| end texts | end messages | quit it | quit texting | stop2end | end this "
            "| quit texting me | no texts | no calls | stop now | stop already | stop msg "
            "| stop sms | stop txt | stop txts | stop text | stop message | un subscribe "
            "| i opt out"
        ),
        phrases=_list(
            "stop texting* | stop messaging* | stop harassing* | stop spamming* "
            "| stop these text* | stop these message* | stop these call* | stop the text* "
            "| stop the message* | stop all text* | stop all message* | stop all call* "
            "| end these text* | end these message* | end these call* | cancel these text* "
            "| cancel these message* | quit texting* | quit messaging* | cease and desist "
            "| cease contact* | dont text* | do not text* | dont message me "
            "| do not message me | dont contact me | do not contact* | dont ever text* "
            "| dont ever call* | dont send me | do not send me | never text me "
            "| never call me | never contact me | no more text* | no more message* "
            "| no more msgs | no more call* | no longer wish to receive "
            "| dont want these text* | dont want these message* | dont want any text* "
            "| do not want these text* | do not want these message* | dont want to receive* "
            "| do not want to receive* | dont wish to receive* | do not wish to receive* "
            "| dont want to be contacted | do not want to be contacted "
            "| dont want your text* | remove me | remove my number | remove my name "
            "| remove my phone* | remove this number | take me off | take my number off "
            "| take my name off | take this number off | get me off | delete my number "
            "| delete me from | delete this number | lose my number | lose this number "
            "| unsubscribe me | unsubscribe this number | opt me out | want to opt out "
            "| like to opt out | wish to opt out | please opt out | wanna opt out "
            "| want to unsubscribe | like to unsubscribe | revoke my consent "
            "| revoke consent | withdraw my consent | leave me alone | leave us alone "
            "| fuck off | piss off | scrub my number | off your list | off of your list "
            "| block my number | put me on your do not* | stop calling me | stop calling us "
            "| stop calling my* | stop calling here | stop calling this | stop sending me "
            "| stop sending us | stop sending these | stop sending text* "
            "| stop sending message* | stop sending this | stop contacting me "
            "| stop contacting us | stop contacting my | stop bothering me "
            "| stop bothering us | stop bothering my | stop the calls "
            "| stop getting these text* | stop getting your text* | stop getting text* "
            "| stop getting these message* | dont call me | dont call us | dont call here "
            "| dont call this | dont call my | dont call again | dont call anymore "
            "| do not call me | do not call us | do not call here | do not call this "
            "| do not call my | do not call again | do not call list | quit calling me "
            "| quit calling us | quit calling my | quit sending me | quit sending these "
            "| quit sending text* | quit bothering me | dont want any more text* "
            "| dont want any more message* | dont want any more call* "
            "| dont want any more of these | dont want to get any text* "
            "| dont want to get any more text* | dont want to get these text* "
            "| stop messing with me | stop writing me | stop writing to me | dont write me "
            "| not text me anymore | not text me again | stop bugging me | stop bugging us "
            "| stop annoying me | dont bother me | do not bother me | quit bugging me"
        ),
        within=_list(
            "stop | stopall | unsubscribe | unsubscribed | opt out | optout | quit | cancel "
            "| revoke | remove | unsub | opting out"
        ),
        unclear=_list(
            "no more | enough | enough already | delete | delete me | exit | halt | spam "
            "| stahp | st0p | stp | sotp | stpo | stoo | s top | sto p | dtop | atop | soop "
            "| go away | leave | discontinue | cease | pause | done with this | not anymore "
            "| knock it off | cut it out | stfu | dnc | end it | do not disturb"
        ),
        courtesies=_list(
            "please | pls | plz | thank you | thanks | thx | ty | now | ok | okay | sir "
            "| maam | hi | hello | hey | immediately | asap | already | today | right away "
            "| kindly | guys | folks | yall | right now"
        ),
        negators=_list("dont | not | never"),
        opt_in=_list("start | unstop | opt in | optin | subscribe | resubscribe"),
        help=_list("help | info"),
    ),
    "fr": OptOutWords(
        alone=_list("arrêt | arrêter | arrêtez | arrête | désabonner | désinscrire | annuler"),
        phrases=_list("ne m'écrivez plus | ne m'appelez plus | arrêtez de m'*"),
        courtesies=_list("s'il vous plaît | svp | merci"),
        help=_list("aide"),
    ),
    "es-US": OptOutWords(
        alone=_list(
            "alto | parar | pare | paren | basta | ya basta | cancelar | cancelen "
            "| cancele | cancela | baja | de baja | darse de baja | dar de baja "
            "| darme de baja | deme de baja | denme de baja | detener | detengan "
            "| deténganse | deténgase | desuscribir | desuscribirme | desuscribirse "
            "| anular | eliminar | eliminarme | quitar | quitarme | quítenme | quíteme "
            "| bórrenme | bórrame | sáquenme | pare ya | paren ya | alto ya "
            "| parar mensajes | cancelar mensajes | cancelar suscripción | alto mensajes "
            "| no mensajes | no más mensajes | no mas textos | detener mensajes"
        ),
        phrases=_list(
            "no me vuelva a* | no me vuelvan a* | no me vuelvas a* | no escriban más "
            "| no manden más | no envíen más | no llamen más | no llame más "
            "| no más mensajes | no más textos | no más llamadas | no quiero más mensajes "
            "| no quiero más textos | no quiero recibir | no quiero que me* "
            "| no deseo recibir | no deseo que me* | ya no quiero mensajes "
            "| ya no quiero recibir | dejen de escrib* | deje de escrib* | deja de escrib* "
            "| dejen de mand* | deje de mand* | deja de mand* | dejen de envi* "
            "| deje de envi* | deja de envi* | dejen de molest* | deje de molest* "
            "| deja de molest* | dejen de llam* | deje de llam* | deja de llam* "
            "| dejen de text* | deje de text* | deja de text* | para de escrib* "
            "| para de mand* | para de llam* | para de molest* | déjenme en paz "
            "| déjeme en paz | déjame en paz | déjenme tranquil* | quítenme de | quíteme de "
            "| quítame de | sáquenme de | sáqueme de | sácame de | bórrenme de | bórreme de "
            "| bórrame de | elimínenme | elimíneme | eliminen mi número | elimine mi número "
            "| borren mi número | borre mi número | quiten mi número | quite mi número "
            "| denme de baja | deme de baja | darme de baja | cancelar mi suscripción "
            "| cancelen mi suscripción | no me escriban | no me escriba | no me escribas "
            "| no me manden | no me mande | no me mandes | no me envíen | no me envíe "
            "| no me envíes | no me llamen | no me llame | no me llames | no me contacten "
            "| no me contacte | no me contactes | no me molesten | no me moleste "
            "| no me molestes | no me texteen | no me textee | no me textees | no me texten "
            "| no me texte | no me textes | no deseo más mensajes | no deseo más llamadas "
            "| paren de escrib* | paren de mand* | paren de envi* | paren de llam* "
            "| paren de molest* | paren de text* | pare de escrib* | pare de mand* "
            "| pare de envi* | pare de llam* | pare de molest* | no mandar mensajes "
            "| no enviar mensajes | ya no manden | ya no envíen | ya no escriban | ya no llamen "
            "| salir de la lista | salir de su lista | salir de esta lista"
        ),
        within=_list(
            "parar | paren | basta | cancelar | cancelen | cancele | detener | detengan "
            "| desuscribir"
        ),
        unclear=_list(
            "para | para ya | no más | ya no | fin | salir | dejen | deje | deja "
            "| ya estuvo | suficiente | déjenme | ya no más | terminar | adiós"
        ),
        courtesies=_list(
            "por favor | porfavor | porfa | gracias | ya | señor | señora | hola | favor de"
        ),
        negators=_list("no | nunca | jamás"),
        opt_in=_list("iniciar | comenzar | empezar | suscribir | suscribirme"),
        help=_list("ayuda | información"),
    ),
    "zh-Hans": OptOutWords(
        alone=_list(
            "停止 | 停 | 退订 | 取消 | 取消订阅 | 终止 | 拒收 | 退出 | 停止发送 | 停止短信 "
            "| 退订短信 | 停止联系 | 停下来 | 不要发了 | 别发了 | 不要再发了"
        ),
        phrases=_list(
            "不要发短信 | 别发短信 | 不要发信息 | 别发信息 | 不要给我发 | 别给我发 "
            "| 不要打电话给我 | 别打电话给我 | 不要给我打 | 别给我打 | 不要联系我 "
            "| 别联系我 | 不要再联系 | 别再联系 | 别烦我 | 不要烦我 | 停止发送 | 停止发短信 "
            "| 停止给我 | 停止联系 | 停止打电话 | 把我从名单 | 删除我的号码 | 删掉我的号码 "
            "| 删除我的电话 | 取消订阅 | 我要退订 | 想退订 | 不想再收到 | 不要再发了 "
            "| 不要再发短信 | 不要再发信息 | 不要再发消息 | 不要再发给我 | 不要再发送 "
            "| 不要再给我发 | 不要再给我打 | 别再发了 | 别再发短信 | 别再发信息 "
            "| 别再发消息 | 别再发给我 | 别再给我发 | 别再给我打 | 不要再打电话 "
            "| 不要再打来 | 不要再打给 | 别再打电话 | 别再打来 | 别再打给 | 不要骚扰我 "
            "| 别骚扰我 | 不要发消息 | 别发消息 | 不想收到短信 | 不想收到信息 "
            "| 不想收到消息 | 不想收到你们 | 不想收到这 | 请把我删除"
        ),
        within=_list("停止 | 退订 | 取消 | 终止 | 拒收"),
        unclear=_list("停一下 | 结束 | 够了 | 算了 | 停下 | 删除 | td | 不要了 | 拒绝"),
        courtesies=_list("请 | 谢谢 | 吧 | 您好 | 你好 | 麻烦"),
        negators=_list("不要 | 别 | 不必"),
        opt_in=_list("开始 | 恢复 | 订阅"),
        help=_list("帮助 | 信息"),
    ),
    "zh-Hant": OptOutWords(
        alone=_list(
            "停止 | 停 | 退訂 | 取消 | 取消訂閱 | 終止 | 拒收 | 退出 | 停止發送 | 停止傳送 "
            "| 停止簡訊 | 退訂簡訊 | 停止聯絡 | 停下來 | 不要發了 | 別發了 | 不要傳了 "
            "| 別傳了 | 唔好再send"
        ),
        phrases=_list(
            "不要發簡訊 | 不要傳簡訊 | 別傳簡訊 | 不要發短信 | 不要發訊息 | 不要傳訊息 "
            "| 不要給我發 | 別給我發 | 不要傳給我 | 不要發給我 | 不要打電話給我 "
            "| 別打電話給我 | 不要打給我 | 不要聯繫我 | 別聯繫我 | 不要聯絡我 | 別聯絡我 "
            "| 不要再聯絡 | 別再聯絡 | 不要再聯繫 | 別再聯繫 | 別煩我 | 不要煩我 | 停止發送 "
            "| 停止傳送 | 停止發簡訊 | 停止給我 | 停止聯絡 | 停止聯繫 | 停止打電話 "
            "| 停止傳訊 | 把我從名單 | 刪除我的號碼 | 刪掉我的號碼 | 刪除我的電話 "
            "| 取消訂閱 | 我要退訂 | 想退訂 | 不想再收到 | 唔好再send | 唔好再搵我 "
            "| 唔好搵我 | 唔好煩我 | 唔好再傳 | 唔好打俾我 | 唔好打畀我 | 唔好再打俾我 "
            "| 唔想再收 | 不要再發了 | 不要再發簡訊 | 不要再發短信 | 不要再發訊息 "
            "| 不要再發給我 | 不要再發送 | 不要再給我發 | 不要再給我打 | 別再發了 "
            "| 別再發簡訊 | 別再發訊息 | 別再發給我 | 別再給我發 | 不要再傳了 "
            "| 不要再傳簡訊 | 不要再傳訊息 | 不要再傳給我 | 別再傳了 | 別再傳簡訊 "
            "| 別再傳訊息 | 別再傳給我 | 不要再打電話 | 不要再打來 | 不要再打給 "
            "| 別再打電話 | 別再打來 | 別再打給 | 不要騷擾我 | 別騷擾我 | 不想收到簡訊 "
            "| 不想收到短信 | 不想收到訊息 | 不想收到你們 | 不想收到這 | 唔好再發訊息 "
            "| 唔好再發短訊 | 唔好發短訊 | 唔好再打電話 | 唔好再打嚟 | 唔好再打畀 "
            "| 唔好打嚟 | 唔想收到你哋 | 唔想收到短訊"
        ),
        within=_list("停止 | 退訂 | 取消 | 終止 | 拒收"),
        unclear=_list("停一下 | 結束 | 夠了 | 夠喇 | 算了 | 停下 | 刪除 | 不要了 | 拒絕 | 唔好喇"),
        courtesies=_list("請 | 謝謝 | 唔該 | 多謝 | 麻煩"),
        negators=_list("不要 | 別 | 不必 | 唔好"),
        opt_in=_list("開始 | 恢復 | 訂閱"),
        help=_list("幫助 | 協助 | 資訊"),
    ),
    "ko": OptOutWords(
        alone=_list(
            "중지 | 그만 | 정지 | 중단 | 수신거부 | 수신 거부 | 취소 | 해지 | 탈퇴 "
            "| 구독취소 | 구독 취소 | 구독 해지 | 스톱 | 스탑 | 그만해 | 그만해요 "
            "| 그만하세요 | 그만하십시오 | 그만 하세요 | 그만 좀 | 그만 좀 하세요 "
            "| 그만해 주세요 | 그만 해주세요 | 중지해 주세요 | 중지해주세요 | 중지하세요 "
            "| 중지 요청 | 중단해 주세요 | 중단하세요 | 멈춰 | 멈춰요 | 멈추세요 "
            "| 멈춰 주세요 | 취소해 주세요 | 취소해주세요 | 거부합니다 | 수신거부합니다"
        ),
        phrases=_list(
            "문자 보내지 마 | 보내지 마 | 보내지 말 | 보내지마 | 보내지말 | 연락하지 마 "
            "| 연락하지 말 | 연락 하지 마 | 전화하지 마 | 전화하지 말 | 전화 하지 마 "
            "| 문자하지 마 | 문자 하지 마 | 문자하지 말 | 문자 그만 | 연락 그만 | 전화 그만 "
            "| 그만 보내 | 그만보내 | 그만 연락 | 그만 전화 | 번호 지워 | 번호를 지워 "
            "| 수신거부 | 수신을 거부 | 문자 받고 싶지 않 | 문자 중지 | 문자 중단 "
            "| 귀찮게 하지 마 | 명단에서 빼 주 | 명단에서 빼주 | 명단에서 삭제해 "
            "| 명단에서 제외해 | 목록에서 빼 주 | 목록에서 빼주 | 목록에서 삭제해 "
            "| 번호 삭제해 | 번호를 삭제해 | 연락 받고 싶지 않 | 전화 받고 싶지 않"
        ),
        within=_list("중지 | 그만 | 중단 | 취소 | 해지 | 거부 | 정지 | 받고 싶지 않 | 명단에서 빼"),
        unclear=_list("거부 | 됐어요 | 됐습니다 | 필요 없어요 | 필요없어요 | 삭제 | 끝"),
        courtesies=_list("제발 | 부탁드립니다 | 부탁해요 | 감사합니다 | 좀 | 고맙습니다"),
        opt_in=_list("시작 | 재개 | 수신동의"),
        help=_list("도움말 | 도움 | 정보"),
    ),
    "vi": OptOutWords(
        alone=_list(
            "dừng | dừng lại | ngừng | ngừng lại | ngưng | ngưng lại | ngung | hủy | huỷ "
            "| hủy bỏ | huỷ bỏ | hủy đăng ký | huỷ đăng ký | huy dang ky | từ chối nhận tin "
            "| dừng tin nhắn | ngừng tin nhắn | ngưng tin nhắn | chấm dứt | ngưng ngay "
            "| dừng ngay | ngừng ngay | ngưng nhắn | dừng nhắn | ngừng nhắn"
        ),
        phrases=_list(
            "đừng nhắn | đừng gọi | đừng gửi | đừng liên lạc | đừng liên hệ "
            "| đừng làm phiền | ngừng nhắn tin | ngưng nhắn tin | dừng nhắn tin | ngừng gửi "
            "| ngưng gửi | dừng gửi | ngừng gọi | ngưng gọi | dừng gọi | ngừng liên lạc "
            "| ngưng liên lạc | không nhắn tin nữa | không gọi nữa | không muốn nhận tin "
            "| không muốn nhận thêm | không gửi tin nữa | không gửi nữa | xóa tôi khỏi "
            "| xoá tôi khỏi | đưa tôi ra khỏi danh sách | dung nhan tin | dung goi cho toi "
            "| dung gui tin | dung lien lac | dung lam phien | ngung nhan tin | ngung goi "
            "| ngung gui | đừng text | dung text | đừng nt | ngưng text | ngừng text "
            "| xóa số của tôi | xoá số của tôi | xóa số tôi | xoá số tôi | xóa số này "
            "| xoá số này | xóa số điện thoại | xoá số điện thoại "
            "| không muốn nhận cuộc gọi | xin xóa tên tôi | xin xoá tên tôi "
            "| làm ơn xóa tên tôi | làm ơn xoá tên tôi | dung goi toi nua "
            "| khong nhan tin nua"
        ),
        within=_list(
            "dừng | ngừng | ngưng | hủy | huỷ | chấm dứt | xóa tên tôi | xoá tên tôi "
            "| bỏ tên tôi | bỏ tôi khỏi"
        ),
        unclear=_list(
            "dung | đừng | thôi | thoi | huy | đủ rồi | du roi | kết thúc | dung lai | xóa "
            "| xoá | thôi đi | không nữa"
        ),
        courtesies=_list(
            "xin | làm ơn | lam on | vui lòng | vui long | cảm ơn | cám ơn | cam on | ạ "
            "| đi | giùm | dùm | ngay | ơi"
        ),
        negators=_list("đừng | dung"),
        opt_in=_list("bắt đầu | bat dau | đăng ký lại"),
        help=_list("trợ giúp | tro giup | giúp đỡ | giúp"),
    ),
    "hi": OptOutWords(
        alone=_list(
            "रोकें | रोको | रोक | रोकिए | रोक दो | रोक दें | रोक दीजिए | बंद | बन्द "
            "| बंद करें | बंद करो | बंद कर दो | बंद कर दें | बंद कीजिए | बंद कर दीजिए "
            "| बन्द करो | बन्द करें | रद्द | रद्द करें | रद्द करो | समाप्त | समाप्त करें "
            "| हटाएं | हटाओ | स्टॉप | सदस्यता समाप्त | सदस्यता रद्द करें | band karo "
            "| band karen | band karein | band kar do | band kardo | bandh karo "
            "| band kijiye | roko | rok do | rok dijiye | band kro"
        ),
        phrases=_list(
            "मत भेज* | मत भेजो | मैसेज मत* | मेसेज मत* | संदेश मत* | फोन मत* | कॉल मत* "
            "| काल मत* | फोन न कर* | फोन ना कर* | कॉल न कर* | कॉल ना कर* | मैसेज न कर* "
            "| मैसेज ना कर* | संपर्क न कर* | संपर्क मत* | संपर्क ना कर* | परेशान मत* "
            "| परेशान न कर* | परेशान ना कर* | तंग मत* | मेरा नंबर हटा* | मैसेज बंद* "
            "| मैसेज भेजना बंद* | मैसेज करना बंद* | संदेश भेजना बंद* | संदेश बंद* "
            "| कॉल करना बंद* | फोन करना बंद* | mat bhej* | mat bejo | message mat* "
            "| msg mat* | call mat* | phone mat* | message band* | msg band* "
            "| messages band* | text mat* | sms mat* | pareshan mat* | tang mat kar* "
            "| message na bhej* | call na kar* | न भेजें | न भेजो | न भेजिए | न भेजे "
            "| ना भेजें | ना भेजो | ना भेजिए | सूची से हटाएं | सूची से हटाओ | सूची से हटाइए "
            "| सूची से हटा दो | सूची से हटा दें | सूची से हटा दीजिए | लिस्ट से हटाएं "
            "| लिस्ट से हटाओ | लिस्ट से हटाइए | लिस्ट से हटा दो | लिस्ट से हटा दें "
            "| लिस्ट से हटा दीजिए | सूची से निकाल दें | सूची से निकाल दो "
            "| लिस्ट से निकाल दें | लिस्ट से निकाल दो | number hata do | number hatao "
            "| number hata dijiye | list se hata do | list se hatao"
        ),
        within=_list("रोकें | रोको | बंद | बन्द | रद्द | band karo | roko"),
        unclear=_list(
            "बस | रुको | रुकें | रुकिए | bas | ruko | rukiye | नहीं चाहिए | nahi chahiye "
            "| खत्म | रहने दो | bas karo | बस करो"
        ),
        courtesies=_list(
            "कृपया | प्लीज | प्लीज़ | धन्यवाद | शुक्रिया | kripya | dhanyavad | shukriya | जी"
        ),
        negators=_list("मत | न"),
        opt_in=_list("शुरू | शुरू करें | प्रारंभ"),
        help=_list("मदद | सहायता | जानकारी | madad"),
    ),
    "ur": OptOutWords(
        alone=_list(
            "بند | بند کریں | بند کرو | بند کر دیں | بند کردیں | بند کر دو | بند کیجیے "
            "| بند کیجئے | روکیں | روکو | روک دیں | روک دو | ختم | ختم کریں | ختم کرو "
            "| منسوخ | منسوخ کریں | سٹاپ | اسٹاپ | ہٹا دیں | ہٹائیں"
        ),
        phrases=_list(
            "مت بھیج* | میسج مت* | میسج نہ کر* | پیغام مت* | پیغام نہ* | مسیج مت* | کال مت* "
            "| کال نہ کر* | فون مت* | فون نہ کر* | رابطہ نہ کر* | رابطہ مت* | تنگ نہ کر* "
            "| تنگ مت* | پریشان نہ کر* | پریشان مت* | میرا نمبر ہٹا* | میرا نمبر نکال* "
            "| میسج بند* | میسجز بند* | پیغامات بند* | پیغام بند* | میسج کرنا بند* "
            "| میسج بھیجنا بند* | پیغام بھیجنا بند* | کال کرنا بند* | فون کرنا بند* "
            "| نہ بھیجیں | نہ بھیجو | نہ بھیجیے | نہ بھیجئے | نہ بھیجے | فہرست سے ہٹائیں "
            "| فہرست سے ہٹا دیں | فہرست سے ہٹا دو | فہرست سے نکال دیں | فہرست سے نکالیں "
            "| لسٹ سے ہٹائیں | لسٹ سے ہٹا دیں | لسٹ سے ہٹا دو | لسٹ سے نکال دیں "
            "| لسٹ سے نکالیں"
        ),
        within=_list("بند | روکیں | روکو | منسوخ"),
        unclear=_list(
            "بس | رکو | رکیں | رک جائیں | رک جاؤ | نہیں چاہیے | رہنے دیں | بس کریں | بس کرو"
        ),
        courtesies=_list("براہ کرم | براہ مہربانی | مہربانی | پلیز | شکریہ | برائے مہربانی | جی"),
        negators=_list("مت | نہ"),
        opt_in=_list("شروع | شروع کریں"),
        help=_list("مدد | معلومات"),
    ),
    "bn": OptOutWords(
        alone=_list(
            "বন্ধ | বন্ধ করুন | বন্ধ করো | বন্ধ কর | বন্ধ করেন | থামুন | থামাও | থামান "
            "| থামো | থামেন | বাতিল | বাতিল করুন | বাতিল করো | স্টপ | bondho korun "
            "| bondho koro | bondho koren | bandho korun | thamun"
        ),
        phrases=_list(
            "পাঠাবেন না | পাঠাবে না | পাঠিও না | পাঠাবেননা | মেসেজ দিবেন না "
            "| মেসেজ দেবেন না | মেসেজ দিয়েন না | মেসেজ করবেন না | মেসেজ দেবে না "
            "| বার্তা দেবেন না | টেক্সট করবেন না | কল করবেন না | কল দিবেন না | কল দেবেন না "
            "| ফোন করবেন না | ফোন দিবেন না | ফোন দেবেন না | যোগাযোগ করবেন না "
            "| বিরক্ত করবেন না | মেসেজ বন্ধ* | বার্তা বন্ধ* | মেসেজ পাঠানো বন্ধ* "
            "| বার্তা পাঠানো বন্ধ* | কল করা বন্ধ* | ফোন করা বন্ধ* | message diben na "
            "| message deben na | message korben na | call korben na | pathaben na "
            "| phone korben na | call diben na | msg diben na | নম্বর মুছুন "
            "| নম্বর মুছে দিন | নম্বর মুছে ফেলুন | নম্বর মুছে দাও | তালিকা থেকে বাদ দিন "
            "| তালিকা থেকে বাদ দাও | তালিকা থেকে সরান | তালিকা থেকে সরিয়ে দিন "
            "| তালিকা থেকে মুছুন | তালিকা থেকে মুছে দিন | লিস্ট থেকে বাদ দিন "
            "| লিস্ট থেকে বাদ দাও | লিস্ট থেকে সরান | লিস্ট থেকে সরিয়ে দিন"
        ),
        within=_list("বন্ধ | থামুন | থামান | বাতিল"),
        unclear=_list("আর না | যথেষ্ট | শেষ | ar na | লাগবে না | দরকার নেই"),
        courtesies=_list("দয়া করে | প্লিজ | অনুগ্রহ করে | ধন্যবাদ | doya kore"),
        opt_in=_list("শুরু | শুরু করুন"),
        help=_list("সাহায্য | তথ্য"),
    ),
    "gu": OptOutWords(
        alone=_list(
            "બંધ | બંધ કરો | બંધ કર | બંધ કરી દો | બંધ કરશો | રોકો | અટકાવો | રદ | રદ કરો "
            "| સ્ટોપ | સમાપ્ત | bandh karo | bandh kari do"
        ),
        phrases=_list(
            "મોકલશો નહીં | મોકલશો નહિ | મોકલશો ના | મેસેજ ન કર* | મેસેજ ના કર* "
            "| મેસેજ કરશો નહીં | મેસેજ કરશો નહિ | સંદેશ ન* | સંદેશા ન* | ફોન ન કર* "
            "| ફોન ના કર* | ફોન કરશો નહીં | ફોન કરશો નહિ | કૉલ ન કર* | કૉલ ના કર* "
            "| કૉલ કરશો નહીં | કોલ ન કર* | કોલ ના કર* | કોલ કરશો નહીં | સંપર્ક ન કર* "
            "| સંપર્ક ના કર* | સંપર્ક કરશો નહીં | હેરાન ન કર* | હેરાન ના કર* "
            "| હેરાન કરશો નહીં | મારો નંબર કાઢ* | મારો નંબર દૂર* | મેસેજ બંધ* "
            "| મેસેજ મોકલવાનું બંધ* | સંદેશા મોકલવાનું બંધ* | ફોન કરવાનું બંધ* "
            "| message na mokal* | phone na kar* | message na kar* | ન મોકલો | ન મોકલશો "
            "| ન મોકલતા | ના મોકલો | ના મોકલશો | ના મોકલતા | યાદીમાંથી કાઢો "
            "| યાદીમાંથી કાઢી નાખો | યાદીમાંથી દૂર કરો | લિસ્ટમાંથી કાઢો "
            "| લિસ્ટમાંથી કાઢી નાખો | લિસ્ટમાંથી દૂર કરો"
        ),
        within=_list("બંધ | રોકો | અટકાવો | રદ"),
        unclear=_list("બસ | થોભો | નથી જોઈતું | પૂરું | bas karo | બસ કરો"),
        courtesies=_list("કૃપા કરીને | મહેરબાની કરીને | પ્લીઝ | આભાર | કૃપયા"),
        opt_in=_list("શરૂ | શરૂ કરો"),
        help=_list("મદદ | માહિતી"),
    ),
    "pa-Guru": OptOutWords(
        alone=_list(
            "ਬੰਦ | ਬੰਦ ਕਰੋ | ਬੰਦ ਕਰ | ਬੰਦ ਕਰ ਦਿਓ | ਬੰਦ ਕਰ ਦੇਵੋ | ਰੋਕੋ | ਰੋਕ ਦਿਓ | ਰੱਦ "
            "| ਰੱਦ ਕਰੋ | ਸਟਾਪ | ਖਤਮ ਕਰੋ | ਖ਼ਤਮ ਕਰੋ | band kar deo | band kar dio "
            "| band kro ji"
        ),
        phrases=_list(
            "ਮੈਸੇਜ ਨਾ ਕਰ* | ਮੈਸਜ ਨਾ ਕਰ* | ਸੁਨੇਹਾ ਨਾ* | ਸੁਨੇਹੇ ਨਾ* | ਫੋਨ ਨਾ ਕਰ* | ਕਾਲ ਨਾ ਕਰ* "
            "| ਸੰਪਰਕ ਨਾ ਕਰ* | ਤੰਗ ਨਾ ਕਰ* | ਪਰੇਸ਼ਾਨ ਨਾ ਕਰ* | ਮੇਰਾ ਨੰਬਰ ਹਟਾ* | ਮੇਰਾ ਨੰਬਰ ਕੱਢ* "
            "| ਮੈਸੇਜ ਬੰਦ* | ਸੁਨੇਹੇ ਬੰਦ* | ਮੈਸੇਜ ਭੇਜਣੇ ਬੰਦ* | ਮੈਸੇਜ ਭੇਜਣਾ ਬੰਦ* "
            "| ਫੋਨ ਕਰਨਾ ਬੰਦ* | message na bhej* | phone na kar* | message na kar* | ਨਾ ਭੇਜੋ "
            "| ਨਾ ਭੇਜਿਓ | ਨਾ ਭੇਜਣਾ | ਨਾ ਭੇਜੀਂ | ਨਾਂ ਭੇਜੋ | ਸੂਚੀ ਵਿੱਚੋਂ ਹਟਾਓ "
            "| ਸੂਚੀ ਵਿੱਚੋਂ ਹਟਾ ਦਿਓ | ਸੂਚੀ ਵਿੱਚੋਂ ਕੱਢੋ | ਸੂਚੀ ਵਿੱਚੋਂ ਕੱਢ ਦਿਓ "
            "| ਸੂਚੀ ਚੋਂ ਕੱਢ ਦਿਓ | ਲਿਸਟ ਵਿੱਚੋਂ ਹਟਾਓ | ਲਿਸਟ ਵਿੱਚੋਂ ਹਟਾ ਦਿਓ "
            "| ਲਿਸਟ ਵਿੱਚੋਂ ਕੱਢ ਦਿਓ | ਲਿਸਟ ਚੋਂ ਕੱਢ ਦਿਓ"
        ),
        within=_list("ਬੰਦ | ਰੋਕੋ | ਰੱਦ"),
        unclear=_list("ਬੱਸ | ਬਸ | ਰੁਕੋ | ਨਹੀਂ ਚਾਹੀਦਾ | ਬੱਸ ਕਰੋ | ਬਸ ਕਰੋ | ਖਤਮ"),
        courtesies=_list("ਕਿਰਪਾ ਕਰਕੇ | ਪਲੀਜ਼ | ਧੰਨਵਾਦ | ਜੀ | ਮਿਹਰਬਾਨੀ ਕਰਕੇ"),
        opt_in=_list("ਸ਼ੁਰੂ | ਸ਼ੁਰੂ ਕਰੋ"),
        help=_list("ਮਦਦ | ਜਾਣਕਾਰੀ"),
    ),
    "fil": OptOutWords(
        alone=_list(
            "hinto | ihinto | ihinto na | itigil | itigil na | itigil mo na | itigil nyo na "
            "| itigil niyo na | itigil ninyo na | tigil | tigil na | tumigil | tumigil na "
            "| tumigil ka na | tigilan | tigilan na | tigilan mo na | tigilan nyo na "
            "| tigilan niyo na | huminto | kanselahin | ikansela | mag unsubscribe "
            "| tanggalin mo ako | alisin mo ako | alisin nyo ako"
        ),
        phrases=_FILIPINO_REQUESTS
        + _list(
            "tigilan mo ako | tigilan nyo ako | tigilan niyo ako | tigilan mo na ako "
            "| tigilan nyo na ako | tigilan niyo na ako | tigilan ninyo ako | alisin mo ako "
            "| alisin nyo ako | alisin niyo ako | alisin ninyo ako | tanggalin mo ako "
            "| tanggalin nyo ako | tanggalin niyo ako | tanggalin ninyo ako "
            "| tanggalin ang number ko | tanggalin ang numero ko "
            "| tanggalin ang pangalan ko | burahin ang number ko | burahin ang numero ko "
            "| ayaw ko nang makatanggap | ayoko nang makatanggap | ayaw ko na makatanggap "
            "| ayoko na makatanggap"
        ),
        within=_list("hinto | ihinto | itigil | tigil | tigilan | tumigil"),
        unclear=_list(
            "tama na | para | basta | ayoko na | ayaw ko na | ayaw na | huwag na | wag na "
            "| tanggalin | alisin"
        ),
        courtesies=_list(
            "po | pakiusap | paki | na | naman | salamat | salamat po | nga | please po"
        ),
        negators=_list("huwag | wag"),
        opt_in=_list("simulan | magsimula"),
        help=_list("tulong | impormasyon"),
    ),
    "mww": OptOutWords(
        alone=_list(
            "nres | tsum | nres tam sim no | tsum tam sim no | tso tseg | thim tawm "
            "| nres xa | tsum xa | nres hu | tsum hu | nres lawm | tshem kuv tawm "
            "| rho kuv tawm | tsis txhob xa | tsis txhob hu"
        ),
        phrases=_list(
            "tsis txhob xa | tsis txhob hu | tsis txhob sau ntawv | tsis txhob ntaus ntawv "
            "| tsis txhob txuas lus | tsis txhob tiv tauj | tsis txhob thab "
            "| txhob xa ntawv | txhob xa xov | txhob hu kuv | txhob hu rau | txhob xa rau "
            "| txhob thab kuv | nres xa ntawv | nres xa xov | nres hu kuv | nres hu rau "
            "| tsum xa ntawv | tsum xa xov | tsum hu rau | tsum hu kuv | tshem kuv tawm "
            "| rho kuv tawm | tsis xav tau ntawv | thov tshem kuv lub npe "
            "| thov rho kuv lub npe | thov tshem kuv tus xov tooj "
            "| thov rho kuv tus xov tooj | tsis xav txais ntawv"
        ),
        within=_list(
            "nres | tso tseg | thim tawm | tshem kuv lub npe | rho kuv lub npe "
            "| tshem kuv tus xov tooj | rho kuv tus xov tooj | muab kuv lub npe tshem "
            "| muab kuv lub npe rho"
        ),
        unclear=_list(
            "tsis txhob | txhob xa | txhob hu | txaus lawm | txaus | xaus | tas lawm | txhob"
        ),
        courtesies=_list("thov | ua tsaug | koj | nawb | mog"),
        negators=_list("txhob"),
        opt_in=_list("pib"),
        help=_list("pab | kev pab"),
    ),
    "ksw": OptOutWords(
        alone=_list(
            "ပတုာ် | ပတုာ်ကွံာ် | ပတုာ်လံ | ပတုာ်တက့ၢ် | ဆိကတီၢ် | ဆိကတီၢ်တက့ၢ် | အိၣ်ကတီၢ် "
            "| ထုးကွံာ် | ရပ် | ရပ်ပါ | ရပ်လိုက်ပါ | ရပ်တန့်ပါ | ရပ်ပေးပါ"
        ),
        phrases=_list(
            "ဆှၢတဂ့ၤ | ဆှၢလံာ်တဂ့ၤ | ဆှၢတၢ်ကစီၣ်တဂ့ၤ | ကိးယၤတဂ့ၤ | ဆဲးကျိးယၤတဂ့ၤ "
            "| ပတုာ်တၢ်ဆှၢ | ပတုာ်ဆှၢ | ပတုာ်တၢ်ကိး | မပို့ပါနဲ့ | မပို့နဲ့ | မပို့နှင့် "
            "| မပို့ပါနှင့် | မဆက်သွယ်ပါနဲ့ | မဆက်သွယ်နဲ့ | မခေါ်ပါနဲ့ | မခေါ်နဲ့ "
            "| ဖုန်းမဆက်ပါနဲ့ | ဖုန်းမဆက်နဲ့ | မနှောင့်ယှက်ပါနဲ့ | စာပို့တာရပ် | ပို့တာရပ်"
        ),
        within=_list("ပတုာ် | ဆိကတီၢ် | ရပ်ပါ | ရပ်ပေးပါ | ထုးကွံာ်ယမံၤ"),
        unclear=_list("တဂ့ၤ | ကတီၢ် | တော်ပြီ | မလိုဘူး"),
        courtesies=_list("ဝံသးစူၤ | တၢ်ဘျုး | ကျေးဇူးပြု၍ | ကျေးဇူးပြုပြီး | ကျေးဇူးတင်ပါတယ်"),
        opt_in=_list("စးထီၣ်"),
        help=_list("တၢ်မၤစၢၤ | မၤစၢၤ | အကူအညီ"),
    ),
    "km": OptOutWords(
        alone=_list(
            "ឈប់ | បញ្ឈប់ | បោះបង់ | លុបចោល | ឈប់ផ្ញើ | បញ្ឈប់ផ្ញើ | ឈប់ទៅ | ឈប់ផ្ញើសារ | ដកឈ្មោះ | លុបឈ្មោះ"
        ),
        phrases=_list(
            "ឈប់ផ្ញើ | ឈប់ទាក់ទង | ឈប់តេ | ឈប់ទូរស័ព្ទ | ឈប់ហៅ | ឈប់រំខាន | បញ្ឈប់ការផ្ញើ "
            "| បញ្ឈប់ផ្ញើ | បញ្ឈប់ការទាក់ទង | កុំផ្ញើ | កុំតេ | កុំទូរស័ព្ទ | កុំហៅ "
            "| កុំទាក់ទង | កុំរំខាន | កុំសរសេរមក | យកឈ្មោះខ្ញុំចេញ | យកលេខខ្ញុំចេញ "
            "| មិនចង់ទទួលសារ | មិនចង់បានសារ | សូមលុបឈ្មោះ | សូមដកឈ្មោះ | សូមលុបលេខ "
            "| សូមដកលេខ"
        ),
        within=_list("ឈប់ | បញ្ឈប់ | បោះបង់ | លុបឈ្មោះ | ដកឈ្មោះ | លុបលេខ | ដកលេខ"),
        unclear=_list("គ្រប់គ្រាន់ហើយ | ល្មមហើយ | កុំ | ផ្អាក | ចប់"),
        courtesies=_list("សូម | អរគុណ | មេត្តា"),
        negators=_list("កុំ"),
        opt_in=_list("ចាប់ផ្តើម | ចាប់ផ្ដើម"),
        help=_list("ជំនួយ | ព័ត៌មាន"),
    ),
    "lo": OptOutWords(
        alone=_list(
            "ຢຸດ | ຢຸດເຊົາ | ຍົກເລີກ | ຢຸດສົ່ງ | ຢຸດແດ່ | ຢຸດໂທ | ຢຸດໄດ້ແລ້ວ | ເຊົາສົ່ງ | ເຊົາໂທ | ລຶບຊື່ | ລຶບເບີ"
        ),
        phrases=_list(
            "ຢຸດສົ່ງ | ຢຸດໂທ | ຢຸດຕິດຕໍ່ | ຢຸດການສົ່ງ | ເຊົາສົ່ງ | ເຊົາໂທ | ຢ່າສົ່ງ | ຢ່າໂທ "
            "| ຢ່າຕິດຕໍ່ | ຢ່າລົບກວນ | ຢ່າກວນ | ບໍ່ຕ້ອງສົ່ງ | ບໍ່ຕ້ອງໂທ | ບໍ່ຕ້ອງຕິດຕໍ່ "
            "| ບໍ່ຢາກຮັບຂໍ້ຄວາມ | ບໍ່ຢາກໄດ້ຮັບ | ບໍ່ຕ້ອງການຮັບ | ເອົາຊື່ຂ້ອຍອອກ "
            "| ເອົາເບີຂ້ອຍອອກ | ກະລຸນາລຶບຊື່ | ກະລຸນາລຶບເບີ | ກະລຸນາລົບຊື່ | ກະລຸນາລົບເບີ"
        ),
        within=_list("ຢຸດ | ຍົກເລີກ | ລຶບເບີ | ລຶບຊື່ | ລົບເບີ | ລົບຊື່"),
        unclear=_list("ພໍແລ້ວ | ເຊົາ | ຢ່າ | ຈົບ | ບໍ່ເອົາແລ້ວ"),
        courtesies=_list("ກະລຸນາ | ແດ່ | ຂອບໃຈ | ເດີ້"),
        negators=_list("ຢ່າ"),
        opt_in=_list("ເລີ່ມ | ເລີ່ມຕົ້ນ"),
        help=_list("ຊ່ວຍເຫຼືອ | ຊ່ວຍ | ຂໍ້ມູນ"),
    ),
    "so": OptOutWords(
        alone=_list(
            "jooji | joojiya | joojin | joogso | jooji hadda | jooji fariimaha "
            "| jooji farriimaha | ka bax | iga saar | iga saara | kansal | tirtir "
            "| jooji wicitaanka | waa joojinayaa"
        ),
        phrases=_list(
            "jooji fariim* | jooji farriim* | joojiya fariim* | joojiya farriim* "
            "| jooji wicitaan* | jooji inaad* | jooji ila xiriir* | lambarkayga tirtir* "
            "| numberkayga tirtir* | ma rabo fariim* | ma rabo farriim* "
            "| ma doonayo fariim* | ma doonayo farriim* | ha ii soo dirin | ha i soo dirin "
            "| ha iso dirin | ha isoo dirin | ha iisoo dirin | ha ii soo dirina "
            "| ha ii soo dirinnina | ha soo dirin | ha soo dirina | ha ii soo qorin "
            "| ha i soo wicin | ha ii soo wicin | ha isoo wicin | ha i wicin "
            "| ha i soo wicina | ha i wicina | ha ila soo xiriirin | ha ila xiriirin "
            "| ha ila soo xiriirina | ha ila soo hadlin | ha i dhibin | ha i dhibina "
            "| liiska iga saar | liiska iga saara | liiskiina iga saar "
            "| liiskiina iga saara | liiskaaga iga saar | iga saar liiska "
            "| iga saara liiska | magacayga ka saar | magacayga ka saara "
            "| magacayga iga saar | lambarkayga ka saar | lambarkayga ka saara "
            "| numberkayga ka saar | numberkayga ka saara"
        ),
        within=_list("jooji | joojiya | joojin | joogso"),
        unclear=_list(
            "kaafi | waa kaafi | waa igu filan | igu filan | dhammaad | ma rabo | iska daa "
            "| iga daa"
        ),
        courtesies=_list("fadlan | mahadsanid | walaal | hadda | waan ku mahadsan tahay"),
        negators=_list("ha"),
        opt_in=_list("bilow | billow"),
        help=_list("caawi | caawimaad | caawimo | macluumaad"),
    ),
}
"""Written language tag to words. French is no language of ours; its ARRET acts all the same."""
