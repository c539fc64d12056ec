import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.types import Document
from qa.types import Citation, CitedSpan
from qa.verify import faults

TEXT = "Alpha opened. Beta has 25 ports."
DOCUMENTS = {"a.txt": Document("a.txt", "A", TEXT)}
GOOD = Citation(
    number=1,
    document="a.txt",
    title="A",
    start=14,
    end=32,
    quote="Beta has 25 ports.",
    spans=(CitedSpan(start=23, end=25, text="25"),),
)


def test_verbatim_has_no_faults() -> None:
    assert faults([GOOD], DOCUMENTS) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"quote": "Beta has 26 ports."}, "the quote is not the document's text"),
        ({"quote": "beta has 25 ports."}, "the quote is not the document's text"),
        ({"quote": "Beta has 25 ports"}, "the quote is not the document's text"),
        ({"start": 13}, "the quote is not the document's text"),
        ({"start": -18, "end": 0}, "the quote is not the document's text"),
        ({"start": 14, "end": 14, "quote": ""}, "the quote is not the document's text"),
        ({"end": 99}, "the quote is not the document's text"),
        ({"document": "b.txt"}, "there is no such document"),
        ({"spans": (CitedSpan(start=23, end=25, text="26"),)}, "the span 23-25 is not"),
        ({"spans": (CitedSpan(start=0, end=5, text="Alpha"),)}, "the span 0-5 is not"),
    ],
)
def test_anything_else_is_a_fault(change: dict[str, object], fault: str) -> None:
    [found] = faults([GOOD.model_copy(update=change)], DOCUMENTS)[:1]
    assert fault in found


@given(
    text=st.text(max_size=40), start=st.integers(-3, 45), end=st.integers(-3, 45), data=st.data()
)
def test_only_the_slice_passes(text: str, start: int, end: int, data: st.DataObject) -> None:
    quote = data.draw(st.sampled_from([text[max(0, start) : max(0, end)], text, text[:3]]))
    citation = Citation(number=1, document="d", title="D", start=start, end=end, quote=quote)
    passes = faults([citation], {"d": Document("d", "D", text)}) == []
    assert passes == (0 <= start < end <= len(text) and text[start:end] == quote)
