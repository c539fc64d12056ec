"""What the text names word for word."""

import pytest

from qa.named import is_named

TEXT = """# House rules

**Core hours:** 10:00 to 15:00.
- Weight: 180 g

## Next steps

- Ask Ann.
- Tell Bo.

Q: Who pays for my phone?
A: The harbour.

The parking costs 4. What is due: ten euros.
"""


@pytest.mark.parametrize(
    ("question", "quote", "named"),
    [
        ("What are the core hours?", "**Core", True),
        ("core hours", "**Core", True),
        ("What is the weight?", "- Weight", True),
        ("When are the core hours?", "**Core", False),
        ("What are the core working hours?", "**Core", False),
        ("What are the next steps?", "- Ask", True),
        ("Who takes the next steps?", "- Ask", False),
        ("Which are the next steps?", "- Ask", False),
        ("What are no next steps?", "- Ask", False),
        ("What are the next steps?", "- Tell", False),
        ("Who pays for my phone?", "A: The", True),
        ("When is my phone paid?", "A: The", False),
        ("Who is it?", "A: The", False),
        ("What is due?", "What is due", False),
        ("What are the house rules?", "# House", False),
    ],
)
def test_is_named(question: str, quote: str, named: bool) -> None:
    assert is_named(question, TEXT, TEXT.index(quote)) is named


@pytest.mark.parametrize("text", ["a", "\n\na", "\ufeffa", "?\na"])
def test_at_the_beginning_of_a_text_nothing_stands_above(text: str) -> None:
    assert not is_named("What is a house?", text, text.index("a"))
