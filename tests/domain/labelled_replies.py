"""Replies as voters write them, labelled by what they mean, one a line.

Written for the tests, apart from the lists of words: a label says what a person would do with the
reply. Lines for the languages that the lists mark for review need it here as well.
"""

ACT = {
    "en": """
        STOP
        Stop.
        stop!!!
        sToP
        " stop "
        STOP STOP STOP
        Stopppp
        s t o p
        ＳＴＯＰ
        🛑 STOP 🛑
        Stop please
        please stop
        Pls stop thanks
        ok stop now
        STOPALL
        stop all
        Quit
        END
        Revoke
        Opt out
        opt-out
        OPTOUT
        Cancel
        cancel please
        Unsubscribe
        unsubscribe me
        Remove
        remove me
        Stop it!
        stop texting
        Stop texting me
        Please stop texting me.
        please STOP texting this number
        Can you stop texting me? Thank you
        Hi, please stop sending me these messages, thanks
        Stop calling me
        stop contacting me
        I want you to stop messaging me
        How do I stop getting these texts
        No, stop texting me
        Don't text me again
        Do not text me
        DONT TEXT THIS NUMBER
        do not contact me ever again
        Don’t call me
        no more texts
        No more messages please
        I don't want these texts
        I do not wish to receive messages from you
        I don't want any more texts
        Remove me from your list
        Please remove my number from your list
        Take me off your list
        take my name off your list please
        Delete my number
        lose my number
        Leave me alone
        I'd like to opt out
        I want to opt out of these
        please opt me out
        I revoke my consent
        Fuck off
        Cease and desist
        S.T.O.P.
        ‘STOP’
        "‏STOP‏"
        𝗦𝗧𝗢𝗣
        ⓢⓣⓞⓟ
        🆂🆃🅾🅿
        STOP✋
        stop msg
        stop txt
        STOP SMS
        un-subscribe
        OPT - OUT
        I opt out
        stop bugging me
        Don’t bother me
        Yes, but please don’t text me again
        No more texts, yes I vote
        wrong number stop texting
    """,
    "fr": """
        ARRET
        Arrêt
        arret svp
        arrêtez
    """,
    "es-US": """
        ALTO
        Alto por favor
        parar
        ¡Parar!
        Pare
        Basta
        ¡Basta ya!
        Cancelar
        baja
        Denme de baja
        no me escriban más
        no me escriban mas
        No me manden más mensajes
        por favor no me envíen mensajes
        No me llamen
        Ya no me molesten por favor
        Dejen de escribirme
        dejen de mandarme textos
        No, dejen de llamarme
        no quiero recibir mensajes
        No quiero mas mensajes
        Quítenme de su lista
        quitenme de la lista
        Sáquenme de la lista
        Borren mi número
        déjenme en paz
        No más mensajes
        ＡＬＴＯ
        "‎ALTO‎"
        deténgase
        ya no manden
        no mandar mensajes
        quiero salir de la lista
        no me moleste
    """,
    "zh-Hans": """
        停止
        停止！
        请停止
        退订
        取消
        取消订阅
        拒收
        不要再发短信了
        请不要再给我发信息
        别再发了
        别给我发短信
        不要再打电话给我
        请不要联系我
        别烦我
        请把我从名单上删除
        我要退订
        停
        退訂
        别发了！
        停止🛑
    """,
    "zh-Hant": """
        停止
        請停止
        退訂
        取消訂閱
        拒收
        不要再傳簡訊給我
        請不要再傳訊息
        別再傳了
        不要再打電話給我
        請不要聯絡我
        別煩我
        唔好再打電話嚟
        唔該唔好再搵我
        把我從名單中刪除
        停
        拒收！
    """,
    "ko": """
        중지
        그만
        그만!
        그만하세요
        중지해 주세요
        수신거부
        수신 거부
        취소
        제발 그만
        문자 보내지 마세요
        문자 그만 보내세요
        더 이상 보내지 말아 주세요
        연락하지 마세요
        전화하지 마세요
        명단에서 빼주세요
        제 번호 삭제해 주세요
        그만 좀
        중단해 주세요
        "​그만"
    """,
    "vi": """
        Dừng
        dừng lại
        NGỪNG
        Ngưng
        ngung
        hủy
        Huỷ đăng ký
        làm ơn dừng lại
        đừng nhắn tin nữa
        Đừng nhắn tin cho tôi nữa
        dung nhan tin nua
        xin đừng gọi cho tôi
        Đừng liên lạc với tôi
        Vui lòng ngừng gửi tin nhắn
        xóa số của tôi
        Tôi không muốn nhận tin nhắn
        DỪNG LẠI
        ngừng ngay
        dừng ạ
        hủy đăng ký
    """,
    "hi": """
        रोकें
        बंद करो
        बंद करें।
        बन्द करो
        रद्द करें
        कृपया बंद करें
        मैसेज मत भेजो
        मुझे मैसेज मत भेजिए
        कृपया संदेश न भेजें
        फ़ोन मत करो
        मुझे कॉल मत करना
        मुझसे संपर्क न करें
        मुझे परेशान मत करो
        मेरा नंबर हटा दो
        band karo
        message mat bhejo
        msg mat karo
        रोको
        बंद कर दो
        band kar do
    """,
    "ur": """
        بند کریں
        بند کرو
        بند كريں
        روکیں
        روک دیں
        منسوخ کریں
        براہ کرم بند کریں
        مجھے میسج مت بھیجیں
        پیغام نہ بھیجیں
        مجھے فون نہ کریں
        مجھے کال مت کرو
        مجھ سے رابطہ نہ کریں
        مجھے تنگ نہ کریں
        میرا نمبر ہٹا دیں
        "‏بند کرو‏"
        STOP۔
        "‫بند‬"
    """,
    "bn": """
        বন্ধ
        বন্ধ করুন
        থামুন
        বাতিল করুন
        দয়া করে বন্ধ করুন
        আর মেসেজ পাঠাবেন না
        আমাকে মেসেজ দেবেন না
        ফোন করবেন না
        আমাকে কল করবেন না
        যোগাযোগ করবেন না
        আমাকে বিরক্ত করবেন না
        আমার নম্বর মুছে দিন
        message diben na
        থামুন!
        বন্ধ করো
    """,
    "gu": """
        બંધ
        બંધ કરો
        રોકો
        રદ કરો
        કૃપા કરીને બંધ કરો
        મેસેજ ન મોકલો
        મને મેસેજ ના મોકલશો
        ફોન ન કરો
        ફોન કરશો નહીં
        મારો સંપર્ક ન કરો
        મને હેરાન ન કરો
        અટકાવો
        બંધ કરી દો
    """,
    "pa-Guru": """
        ਬੰਦ
        ਬੰਦ ਕਰੋ
        ਰੋਕੋ
        ਰੱਦ ਕਰੋ
        ਕਿਰਪਾ ਕਰਕੇ ਬੰਦ ਕਰੋ
        ਮੈਸੇਜ ਨਾ ਭੇਜੋ
        ਮੈਨੂੰ ਮੈਸੇਜ ਨਾ ਕਰੋ
        ਮੈਨੂੰ ਫ਼ੋਨ ਨਾ ਕਰੋ
        ਸੰਪਰਕ ਨਾ ਕਰੋ
        ਮੈਨੂੰ ਤੰਗ ਨਾ ਕਰੋ
        ਰੋਕ ਦਿਓ
        ਬੰਦ ਕਰ ਦਿਓ
    """,
    "fil": """
        Hinto
        itigil
        Itigil na po
        tigil
        tigilan nyo na
        Tigilan nyo na ako
        huwag na kayong mag-text
        Wag na po kayong magtext
        huwag mo na akong i-text
        wag nyo na po akong tawagan
        Itigil nyo na ang pag-text
        tanggalin nyo ako sa listahan
        alisin mo ako
        hinto po
        tigilan mo na ako
        Itigil na!
    """,
    "mww": """
        Nres
        nres!
        tsum
        nres tam sim no
        thov nres
        tsis txhob xa ntawv
        Thov tsis txhob xa ntawv rau kuv
        tsis txhob hu rau kuv
        nres xa xov
        tsis txhob thab kuv
        nres lawm
        tsum tam sim no
    """,
    "ksw": """
        ပတုာ်
        ပတုာ်ကွံာ်
        ဆိကတီၢ်
        ဝံသးစူၤ ပတုာ်
        ဆှၢလံာ်တဂ့ၤ
        ရပ်ပါ
        စာမပို့ပါနဲ့
        ဖုန်းမဆက်ပါနဲ့
        ပတုာ်လံ
        ရပ်ပေးပါ
    """,
    "km": """
        ឈប់
        បញ្ឈប់
        សូមឈប់
        ឈប់ផ្ញើសារ
        សូមកុំផ្ញើសារមកខ្ញុំ
        កុំទូរស័ព្ទមកខ្ញុំ
        កុំទាក់ទងខ្ញុំទៀត
        សូមឈប់ផ្ញើសារមកខ្ញុំ
        កុំរំខានខ្ញុំ
        ឈប់ទៅ
        ឈប់ៗ
    """,
    "lo": """
        ຢຸດ
        ຢຸດ!
        ກະລຸນາຢຸດ
        ຍົກເລີກ
        ຢຸດສົ່ງຂໍ້ຄວາມ
        ຢ່າສົ່ງຂໍ້ຄວາມມາອີກ
        ຢ່າໂທຫາຂ້ອຍ
        ກະລຸນາຢ່າຕິດຕໍ່ຂ້ອຍ
        ບໍ່ຕ້ອງສົ່ງມາອີກ
        ຢຸດແດ່
        ຢຸດໂທ
    """,
    "so": """
        Jooji
        jooji!
        fadlan jooji
        Joogso
        joojiya
        jooji fariimaha
        fadlan jooji farriimaha
        ha ii soo dirin fariimo
        Ha i soo wicin
        ha ila soo xiriirin
        iga saar liiska
        magacayga ka saar liiska
        jooji hadda
        JOOGSO!
    """,
}

HOLD = {
    "en": """
        We have got to STOP this bill
        stop the war
        I get off at the bus stop
        will you ever stop
        cancel my appointment
        I want to quit smoking
        please don't stop texting me
        enough
        no more
        Exit
        spam
        sotp
        st0p
        🛑
        2 stop
        Liked "Hello" but stop
        go away
        they want to remove the mayor
        stop by the polling place
        I’ll stop by the polling place tomorrow
        Stop in anytime
        Can I stop by your office?
        non-stop
        No. Stop.
        yes stop
        stop the count
        Don’t stop
        can’t stop won’t stop
        STOP WRONG NUMBER
        End it
        Cancel my vote
        STOPPP IT
        Do not disturb
        how do I unsubscribe?
        Not voting, please stop
        1. stop
    """,
    "es-US": """
        para
        Para ya
        no más
        Tenemos que parar esta ley
        hay que detener esto
        fin
        no dejen de escribirme
    """,
    "zh-Hans": """
        我们要停止这项法案
        够了
        取消这个法案
        请不要停止发送
        TD
        停一下
        回T退订
    """,
    "zh-Hant": """
        我們要停止這項法案
        夠了
    """,
    "ko": """
        이 법안을 중지해야 합니다
        됐어요
        거부
    """,
    "vi": """
        dung
        thôi
        đừng
        Chúng ta phải dừng dự luật này
        họ đã xóa tên tôi khỏi danh sách cử tri
    """,
    "hi": """
        बस
        bas
        रुको
        दुकान बंद है
    """,
    "ur": """
        بس
        دکان بند ہے
        رک جائیں
    """,
    "bn": """
        আর না
        দোকান বন্ধ আছে
    """,
    "gu": """
        બસ
        દુકાન બંધ છે
    """,
    "pa-Guru": """
        ਬੱਸ
        ਦੁਕਾਨ ਬੰਦ ਹੈ
    """,
    "fil": """
        tama na
        para
        itigil ang giyera
        ayoko na
    """,
    "mww": """
        txaus lawm
        peb yuav nres txoj cai no
        lawv tshem kuv lub npe
        txhob xa
    """,
    "ksw": """
        တော်ပြီ
    """,
    "km": """
        យើងត្រូវបញ្ឈប់ច្បាប់នេះ
        ល្មមហើយ
        គេលុបឈ្មោះខ្ញុំ
    """,
    "lo": """
        ພວກເຮົາຕ້ອງຢຸດກົດໝາຍນີ້
        ພໍແລ້ວ
    """,
    "so": """
        waa in la jooji sharcigan
        kaafi
    """,
}

NEITHER = {
    "en": """
        yes
        no
        No thanks
        1
        2
        ok
        maybe
        Who is this?
        wrong number
        I already voted
        In the end I voted by mail
        they never stopped by
        I can't find my polling place
        We should not call it that
        Don't call it a tax
        my name is on the list
        they removed my name from the rolls
        Thank you!
        👍
        ""
        ...
        Liked “Hi, it's Ana. Reply STOP to opt out”
        👍 to “Reply STOP to opt out”
        I start work at nine
        can you help me
        not interested
        nonstop
        the end of the line
        weekend
        cancelled
        stopped
        Yes to the measure
        unstoppable
        ✋
        sure thing
        help me vote
        How did you get my number
        endorsed
    """,
    "es-US": """
        sí
        no
        no sé
        No me enviaron la boleta
        no me llamo Juan
        no me molesta
        para votar
        ¿Para qué es esto?
        gracias
        voy a votar
        paramos en la escuela
        el alto precio
        bajar
    """,
    "zh-Hans": """
        是
        不
        不会
        不要再发生这种事
        我把车停在外面
        谢谢
        停车场在哪里
        结果
    """,
    "zh-Hant": """
        係
        唔係
        不會
        多謝
    """,
    "ko": """
        네
        아니요
        감사합니다
        투표했어요
        일
    """,
    "vi": """
        có
        không
        đúng
        Đúng rồi
        chưa
        cảm ơn
        đừng lo
        dùng
        tôi đang dùng điện thoại
    """,
    "hi": """
        हाँ
        नहीं
        मेरा नाम मतदाता सूची से हटाया गया
        बैलेट नहीं भेजा गया
        बंदर
        दो
    """,
    "ur": """
        ہاں
        نہیں
        شکریہ
        بندہ
        دو
    """,
    "bn": """
        হ্যাঁ
        না
        ধন্যবাদ
    """,
    "gu": """
        હા
        ના
        આભાર
    """,
    "pa-Guru": """
        ਹਾਂ
        ਨਹੀਂ
        ਧੰਨਵਾਦ
    """,
    "fil": """
        oo
        hindi
        hindi po
        huwag kayong mag-alala
        salamat po
        para sa atin
        dalawa
        para saan ito
    """,
    "mww": """
        yog
        tsis yog
        kuv yuav tsum mus xaiv tsa
        ua tsaug
        ob
        kuv nyob tsev
    """,
    "ksw": """
        မ့ၢ်
        တမ့ၢ်ဘၣ်
        တၢ်ဘျုး
    """,
    "km": """
        បាទ
        ចាស
        ទេ
        អរគុណ
        ពីរ
    """,
    "lo": """
        ແມ່ນ
        ບໍ່
        ຂອບໃຈ
        ສອງ
    """,
    "so": """
        haa
        maya
        mahadsanid
        laba
        jaarka
    """,
}


def lines(table: dict[str, str]) -> list[tuple[str, str]]:
    """Language and reply, line by line; quotation marks keep blanks or an empty reply."""
    return [
        (tag, line.strip().removeprefix('"').removesuffix('"') if _quoted(line) else line.strip())
        for tag, text in table.items()
        for line in text.strip().splitlines()
    ]


def _quoted(line: str) -> bool:
    tidy = line.strip()
    return len(tidy) > 1 and tidy[0] == tidy[-1] == '"'
