from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.load import load_documents
from corpus.split import split_document
from corpus.types import Document

TEXTS = st.text(
    alphabet=st.one_of(
        st.sampled_from(list("aB3 .,;?!\"'()\n\r\t#-“”…é")),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=400,
)


def _document(text: str) -> Document:
    return Document("d.txt", "D", text)


def test_whole_sentences_are_packed_up_to_the_size() -> None:
    text = "One two. Three four.\n\nFive six. Seven."
    passages = split_document(_document(text), size=21, overlap=0)
    assert [p.text for p in passages] == ["One two. Three four.", "Five six. Seven."]
    assert [(p.start, p.end) for p in passages] == [(0, 20), (22, 38)]
    assert [(s.start, s.end) for s in passages[1].sentences] == [(22, 31), (32, 38)]


def test_overlap_repeats_the_whole_sentences_that_fit() -> None:
    text = "One two. Three four. Five six. Seven."
    passages = split_document(_document(text), size=20, overlap=12)
    assert [p.text for p in passages] == ["One two. Three four.", "Three four. Five six. Seven."]


def test_overlap_is_right_where_text_repeats() -> None:
    passages = split_document(_document("Yes. Yes. Yes. Yes."), size=9, overlap=5)
    assert [(p.start, p.end) for p in passages] == [(0, 9), (5, 19)]


def test_a_sentence_longer_than_the_size_is_a_passage_of_its_own() -> None:
    text = "One. Alpha beta gamma, delta epsilon; zeta eta theta. Two. Three."
    assert [p.text for p in split_document(_document(text), size=12, overlap=0)] == [
        "One.",
        "Alpha beta gamma, delta epsilon; zeta eta theta.",
        "Two. Three.",
    ]


def test_what_never_ends_is_cut_softly() -> None:
    text = "alpha, " * 300
    passages = split_document(_document(text), size=600, overlap=0)
    assert [(p.start, p.end) for p in passages] == [(0, 1196), (1197, 2099)]
    assert passages[0].text.endswith("alpha,")


def test_a_word_that_never_ends_is_cut_anywhere() -> None:
    passages = split_document(_document("x" * 2500), size=600, overlap=0)
    assert [(p.start, p.end) for p in passages] == [(0, 1200), (1200, 2400), (2400, 2500)]


def test_blank_text_has_no_passages() -> None:
    assert split_document(_document(" \n\t "), size=10, overlap=0) == []


@pytest.mark.parametrize(("size", "overlap"), [(0, 0), (-1, 0), (10, 10), (10, -1)])
def test_impossible_sizes(size: int, overlap: int) -> None:
    with pytest.raises(ValueError, match=f"Passages of {size} characters with an overlap of"):
        split_document(_document("One."), size=size, overlap=overlap)


@given(text=TEXTS, size=st.integers(1, 80), data=st.data())
def test_passages_are_slices_that_cover_the_text(text: str, size: int, data: st.DataObject) -> None:
    overlap = data.draw(st.integers(0, size - 1))
    passages = split_document(_document(text), size=size, overlap=overlap)
    covered: set[int] = set()
    for passage in passages:
        assert text[passage.start : passage.end] == passage.text
        assert passage.sentences[0].start == passage.start
        assert passage.sentences[-1].end == passage.end
        lengths = [s.end - s.start for s in passage.sentences]
        assert sum(lengths) <= max(size, *lengths, 0) + overlap
        for sentence in passage.sentences:
            covered.update(range(sentence.start, sentence.end))
    assert [i for i in range(len(text)) if i not in covered and not text[i].isspace()] == []
    starts = [passage.start for passage in passages]
    assert starts == sorted(set(starts))


@pytest.mark.parametrize(("size", "overlap"), [(300, 0), (600, 150)])
def test_article(documents_folder: Path, size: int, overlap: int) -> None:
    [document] = load_documents(documents_folder)
    passages = split_document(document, size=size, overlap=overlap)
    assert all(document.text[p.start : p.end] == p.text for p in passages)
    assert passages[0].text.startswith("The construction of the Guangdong-Hong Kong-Macao")
    assert passages[-1].text.endswith("(People's Daily)")
