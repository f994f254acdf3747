"""Known words are found where they are words, and nowhere else."""

from phonebank.domain.word_lists import FoldedText, WordList

WORDS = WordList(["alto", "no me manden", "stop call*", "停止", "그만 보내"], accented=["dừng"])


def _found(text: str) -> list[str]:
    return [finding.word for finding in WORDS.findings(FoldedText.of(text))]


def test_a_whole_text_is_one_of_the_words_whatever_its_case_and_accents() -> None:
    assert WORDS.is_exactly(FoldedText.of("¡ÁLTO!"))
    assert not WORDS.is_exactly(FoldedText.of("alto ya"))


def test_accents_count_where_they_change_the_word() -> None:
    assert WORDS.is_exactly(FoldedText.of("Dừng"))
    assert not WORDS.is_exactly(FoldedText.of("đúng"))
    assert not WORDS.is_exactly(FoldedText.of("dung"))


def test_a_word_is_found_whole_in_a_script_with_spaces() -> None:
    assert _found("hay que decir alto") == ["alto"]
    assert _found("altos contralto") == []


def test_a_phrase_with_an_open_end_takes_any_ending() -> None:
    assert _found("please stop calling me") == ["stop calling"]
    assert _found("please stop") == []


def test_a_word_is_found_anywhere_in_a_script_without_spaces() -> None:
    assert _found("请停止吧") == ["停止"]
    assert _found("이제 그만보내세요") == ["그만보내"]


def test_what_stands_before_a_finding_is_told() -> None:
    finding = WORDS.findings(FoldedText.of("Por favor, no me manden más"))[0]
    assert finding.before.split() == ["por", "favor"]


def test_words_can_be_taken_out() -> None:
    courtesies = WordList(["please", "por favor", "请"])
    assert courtesies.without(FoldedText.of("Please, stop; por favor")).words == "stop"
    assert courtesies.without(FoldedText.of("请 停止")).words == "停止"
    assert courtesies.without(FoldedText.of("pleased")).words == "pleased"


def test_an_empty_list_finds_nothing() -> None:
    empty = WordList([])
    assert not empty.is_exactly(FoldedText.of(""))
    assert empty.findings(FoldedText.of("anything")) == []
