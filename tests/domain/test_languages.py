"""Every language served is known by its tag, its names, its writing and its voice."""

import pytest

from phonebank.domain.languages import (
    LANGUAGES,
    UNKNOWN,
    Direction,
    find,
    parse_language,
    spoken_languages,
    spoken_of,
    written_languages,
    written_of,
)

SPOKEN = {
    "en", "es-US", "cmn", "yue", "ko", "vi", "hi", "ur", "bn", "gu", "pa-Guru", "fil", "mww", "hnj",
    "ksw", "km", "lo", "so",
}  # fmt: skip
WRITTEN = (SPOKEN - {"cmn", "yue", "hnj"}) | {"zh-Hans", "zh-Hant"}


def test_the_languages_served_are_those_of_the_coalition() -> None:
    assert {each.tag for each in spoken_languages()} == SPOKEN
    assert {each.tag for each in written_languages()} == WRITTEN
    assert set(LANGUAGES) == SPOKEN | WRITTEN | {UNKNOWN}


@pytest.mark.parametrize("tag", sorted(SPOKEN))
def test_speakers_read_a_written_language_which_they_speak(tag: str) -> None:
    assert written_of(tag) in WRITTEN
    assert tag == "hnj" or tag in spoken_of(written_of(tag))


@pytest.mark.parametrize("tag", sorted(WRITTEN))
def test_a_written_language_has_speakers(tag: str) -> None:
    assert set(spoken_of(tag)) <= SPOKEN


def test_chinese_is_written_in_two_ways_and_spoken_in_two() -> None:
    assert (written_of("cmn"), written_of("yue")) == ("zh-Hans", "zh-Hant")
    assert spoken_of("zh-Hans") == ("cmn", "yue")
    assert spoken_of("zh-Hant") == ("yue", "cmn")


def test_green_hmong_is_read_as_white_hmong_is_written() -> None:
    assert written_of("hnj") == "mww"


@pytest.mark.parametrize("tag", ["mww", "hnj", "ksw", "km", "lo", "so", UNKNOWN])
def test_a_language_without_a_voice_says_so(tag: str) -> None:
    assert LANGUAGES[tag].say_voice is None


@pytest.mark.parametrize("tag", sorted(SPOKEN - {"mww", "hnj", "ksw", "km", "lo", "so"}))
def test_every_other_spoken_language_has_a_voice(tag: str) -> None:
    voice = LANGUAGES[tag].say_voice
    assert voice is not None
    assert voice.split("-")[0] == tag.split("-")[0]


def test_urdu_alone_runs_from_right_to_left() -> None:
    leftward = {tag for tag, each in LANGUAGES.items() if each.direction == Direction.RIGHT_TO_LEFT}
    assert leftward == {"ur"}


def test_names_and_fonts_are_there_for_all() -> None:
    assert all(each.english_name and each.endonym and each.font for each in LANGUAGES.values())


@pytest.mark.parametrize(
    ("variant", "tag"),
    [
        ("es", "es-US"),
        ("es_MX", "es-US"),
        ("EN-us", "en"),
        ("pa", "pa-Guru"),
        ("zh-TW", "zh-Hant"),
        ("zh-CN", "zh-Hans"),
        ("ZH-HANT", "zh-Hant"),
        ("tl", "fil"),
        ("hmn", "mww"),
        ("und", UNKNOWN),
    ],
)
def test_a_common_variant_of_a_tag_is_found(variant: str, tag: str) -> None:
    assert find(variant).tag == tag


def test_a_tag_that_is_not_served_is_an_error() -> None:
    with pytest.raises(KeyError):
        find("tlh")


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("Vietnamese", "vi"),
        ("VIETNAMESE", "vi"),
        (" vi ", "vi"),
        ("Tiếng Việt", "vi"),
        ("Spanish", "es-US"),
        ("Español", "es-US"),
        ("es", "es-US"),
        ("spa", "es-US"),
        ("English", "en"),
        ("Chinese", "cmn"),
        ("Mandarin", "cmn"),
        ("Chinese (Mandarin)", "cmn"),
        ("Cantonese", "yue"),
        ("Chinese - Cantonese", "yue"),
        ("Chinese (Traditional)", "zh-Hant"),
        ("Korean", "ko"),
        ("한국어", "ko"),
        ("Hindi", "hi"),
        ("Urdu", "ur"),
        ("Bengali", "bn"),
        ("Bangla", "bn"),
        ("Gujarati", "gu"),
        ("Punjabi", "pa-Guru"),
        ("Panjabi", "pa-Guru"),
        ("Tagalog", "fil"),
        ("tl", "fil"),
        ("Filipino", "fil"),
        ("Hmong", "mww"),
        ("White Hmong", "mww"),
        ("Hmong Njua", "hnj"),
        ("Karen", "ksw"),
        ("S'gaw Karen", "ksw"),
        ("Khmer", "km"),
        ("Khmer/Cambodian", "km"),
        ("Cambodian", "km"),
        ("Lao", "lo"),
        ("Laotian", "lo"),
        ("Somali", "so"),
        ("Unknown", UNKNOWN),
        ("", UNKNOWN),
        ("Klingon", UNKNOWN),
        ("?", UNKNOWN),
    ],
)
def test_a_language_in_a_voter_file_is_read(text: str, tag: str) -> None:
    assert parse_language(text) == tag


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=list(LANGUAGES))
def test_a_language_is_read_from_its_own_tag_and_names(language: object) -> None:
    each = next(known for known in LANGUAGES.values() if known is language)
    assert parse_language(each.tag) == parse_language(each.english_name) == each.tag
