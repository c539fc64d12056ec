"""What is read of a passage is a run of its sentences around the one most like the question."""

from hypothesis import given
from hypothesis import strategies as st

from corpus.split import split_document
from corpus.types import Document, Passage, Sentence
from qa.reader.focus import focus

TEXT = "Ships call. The bridge opened in 1894. It is narrow. Rain fell. Nobody came to see it."
[PASSAGE] = split_document(Document("d", "t", f"  {TEXT}"), size=600, overlap=0)


def likeness(*scores: float) -> dict[Sentence, float]:
    return dict(zip(PASSAGE.sentences, scores, strict=True))


def test_it_grows_towards_the_more_alike_neighbour() -> None:
    scores = likeness(0.1, 0.9, 0.5, 0.2, 0.8)
    window = focus(PASSAGE, scores, 45)
    assert window.text == "The bridge opened in 1894. It is narrow."
    assert window.start == 2 + TEXT.index("The bridge")
    assert window.sentences == PASSAGE.sentences[1:3]


def test_a_long_sentence_is_kept_whole() -> None:
    window = focus(PASSAGE, likeness(0, 0, 0, 0, 1), 5)
    assert window.text == "Nobody came to see it."


@given(
    scores=st.lists(st.floats(0, 1), min_size=5, max_size=5),
    size=st.integers(1, 200),
)
def test_a_window_is_what_the_document_says_there(scores: list[float], size: int) -> None:
    like = likeness(*scores)
    window = focus(PASSAGE, like, size)
    assert f"  {TEXT}"[window.start :].startswith(window.text)
    assert any(like[sentence] == max(scores) for sentence in window.sentences)
    assert len(window.text) <= size or len(window.sentences) == 1
    assert _run(PASSAGE, window.sentences)


def _run(passage: Passage, part: tuple[Sentence, ...]) -> bool:
    first = passage.sentences.index(part[0])
    return passage.sentences[first : first + len(part)] == part
