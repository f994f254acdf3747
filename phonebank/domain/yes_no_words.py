"""Yes and no as voters text them, in every language served.

Only words that are an answer by themselves: "ok" and its kin acknowledge, "not yet" and "maybe"
hedge, and both are left to a person. All but the English lists need a native speaker's review.
"""

from typing import Final

YES: Final[dict[str, str]] = {
    "en": "yes | y | yeah | yep | yup | yea | yess | yesss | yas | yes i will "
    "| yes i do | yes i am | i will | i do | i am | sure | sure thing "
    "| absolutely | definitely | certainly | of course | for sure | yes of course "
    "| yes absolutely | yes definitely | yes please | yes sir | yes maam "
    "| yes indeed | you bet | affirmative | count me in | im in | aye",
    "es-US": "sí | si | claro | claro que sí | sí claro | por supuesto | sí por supuesto "
    "| desde luego | sí señor | sí señora | cuenten conmigo | cuente conmigo "
    "| sip | simón | afirmativo | seguro que sí",
    "zh-Hans": "是 | 是的 | 对 | 对的 | 会 | 会的 | 我会 | 好的 | 可以 | 当然 | 当然会 "
    "| 同意 | 愿意 | 我愿意 | 支持 | 没问题",
    "zh-Hant": "是 | 是的 | 對 | 對的 | 會 | 會的 | 我會 | 好的 | 可以 | 當然 | 當然會 "
    "| 同意 | 願意 | 我願意 | 支持 | 沒問題 | 係 | 係呀 | 係啊 | 會呀 | 冇問題",
    "ko": "네 | 예 | 넵 | 넹 | 네네 | 응 | 그럼요 | 물론 | 물론이죠 | 맞아요 | 맞습니다 "
    "| 그렇습니다 | 네 그렇습니다 | 네 맞아요 | 할게요 | 네 할게요 | 동의합니다 "
    "| 찬성 | 찬성합니다",
    "vi": "có | co | vâng | vang | dạ | dạ có | da co | dạ vâng | da vang | đúng "
    "| đúng vậy | phải | ừ | đồng ý | dong y | có chứ | chắc chắn | chắc chắn rồi "
    "| tất nhiên | dĩ nhiên | tôi sẽ | có tôi sẽ | tôi đồng ý",
    "hi": "हाँ | हां | हा | जी | जी हाँ | जी हां | हाँ जी | हां जी | बिल्कुल | ज़रूर "
    "| जरूर | सहमत | haan | haa | han | haan ji | han ji | hanji | haanji | ji "
    "| ji haan | ji han | bilkul | zaroor | zarur | jarur",
    "ur": "ہاں | جی | جی ہاں | ہاں جی | ہا | بالکل | ضرور | بے شک",
    "bn": "হ্যাঁ | হ্যা | হাঁ | হা | জি | জ্বি | জী | জি হ্যাঁ | জ্বি হ্যাঁ | অবশ্যই "
    "| নিশ্চয়ই | রাজি | hae | hya | hyan | ji hya | obossoi",
    "gu": "હા | હાં | જી | જી હા | હા જી | ચોક્કસ | જરૂર | બિલકુલ | haji | ha ji",
    "pa-Guru": "ਹਾਂ | ਹਾਂਜੀ | ਹਾਂ ਜੀ | ਜੀ | ਜੀ ਹਾਂ | ਆਹੋ | ਬਿਲਕੁਲ | ਜ਼ਰੂਰ | ਜਰੂਰ | aho",
    "fil": "oo | opo | oho | oo naman | opo naman | oo po | syempre | siyempre | tama "
    "| tama po | sigurado | talaga",
    "mww": "yog | yog lawm | yog kawg | yog mas | aws | muaj | kam | pom zoo",
    "ksw": "မ့ၢ် | မ့ၢ်လံ | မ့ၢ်ဟုၣ် | အၢၣ် | အၢၣ်လီၤ | ဟုတ် | ဟုတ်ကဲ့ | ဟုတ်တယ် | ဟုတ်ပါတယ်",
    "km": "បាទ | ចាស | ចា៎ | ចា | ចាស៎ | បាទចាស | មែន | មែនហើយ | ពិតមែន | ពិតប្រាកដ | យល់ព្រម",
    "lo": "ແມ່ນ | ແມ່ນແລ້ວ | ເຈົ້າ | ເຈົ້າແມ່ນ | ໂດຍ | ຕົກລົງ | ແນ່ນອນ | ເຫັນດີ",
    "so": "haa | haah | hee | haye | haa waan | waa haa | dabcan | hubaal "
    "| waan ogolahay | waan oggolahay",
}
"""Written language tag to the words of a plain yes, apart by |."""

NO: Final[dict[str, str]] = {
    "en": "no | n | nope | nah | noo | nooo | no thanks | no thank you | no i wont "
    "| i wont | i will not | no i will not | i do not | no i do not | i dont "
    "| no i dont | no im not | im not | never | absolutely not | definitely not "
    "| certainly not | of course not | no way | hell no | no sir | no maam "
    "| not at all | negative | no sorry | sorry no",
    "es-US": "no | no gracias | nop | nel | para nada | claro que no | por supuesto que no "
    "| de ninguna manera | no señor | no señora | nunca | jamás | negativo",
    "zh-Hans": "不 | 不是 | 不会 | 我不会 | 不行 | 不可以 | 否 | 不对 | 不愿意 | 不同意 "
    "| 不支持 | 不要",
    "zh-Hant": "不 | 不是 | 不會 | 我不會 | 不行 | 不可以 | 否 | 不對 | 不願意 | 不同意 "
    "| 不支持 | 不要 | 唔係 | 唔會 | 唔得 | 唔好 | 唔同意",
    "ko": "아니요 | 아니오 | 아뇨 | 아니 | 아닙니다 | 아니에요 | 싫어요 | 싫습니다 "
    "| 안 해요 | 안 할래요 | 반대 | 반대합니다",
    "vi": "không | khong | ko | hông | hong | dạ không | da khong | không có "
    "| không phải | không đồng ý | không bao giờ | tôi không | không cảm ơn "
    "| khong cam on",
    "hi": "नहीं | नही | ना | जी नहीं | नहीं जी | बिल्कुल नहीं | कभी नहीं | असहमत | nahi "
    "| nahin | nahee | nai | ji nahi | nahi ji | bilkul nahi",
    "ur": "نہیں | نہ | جی نہیں | نہیں جی | بالکل نہیں | ہرگز نہیں | کبھی نہیں",
    "bn": "না | জি না | জ্বি না | জী না | কখনো না | একদম না | রাজি না | ji na",
    "gu": "ના | નહીં | નહિ | જી ના | ના જી | બિલકુલ નહીં | ક્યારેય નહીં",
    "pa-Guru": "ਨਹੀਂ | ਨਹੀ | ਨਾ | ਨਾਂ | ਨਹੀਂ ਜੀ | ਜੀ ਨਹੀਂ | ਬਿਲਕੁਲ ਨਹੀਂ | ਕਦੇ ਨਹੀਂ",
    "fil": "hindi | hindi po | hinde | hindi naman | ayaw | ayaw ko | ayoko | ayaw po "
    "| ayoko po | dili",
    "mww": "tsis yog | tsis | tsis kam | tsis muaj | tsis yog lawm | tsis pom zoo",
    "ksw": "တမ့ၢ်ဘၣ် | တမ့ၢ် | တအၢၣ်ဘၣ် | မဟုတ် | မဟုတ်ဘူး | မဟုတ်ပါ | မဟုတ်ပါဘူး",
    "km": "ទេ | អត់ទេ | អត់ | មិនទេ | មិនមែន | មិនមែនទេ | មិនយល់ព្រម | បាទទេ | ចាសទេ | ទេអរគុណ",
    "lo": "ບໍ່ | ບໍ່ແມ່ນ | ບໍ່ເອົາ | ບໍ່ໄດ້ | ບໍ່ເຫັນດີ | ບໍ່ຕົກລົງ | ບໍ່ ຂອບໃຈ",
    "so": "maya | maya mahadsanid | maya ma rabo | marnaba | ma ogoli | ma oggoli | waa maya",
}
"""Written language tag to the words of a plain no, apart by |."""
