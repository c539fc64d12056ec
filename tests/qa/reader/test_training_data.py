"""Examples are made from a tiny article whose sentences and answers can be checked by eye."""

import json
import random
from pathlib import Path

import pytest

from qa.reader import negatives, sources
from qa.reader.augment import NOISES, add_noise, misspell, terse
from qa.reader.examples import Article, Group, Paragraph, Question, sentences_of
from qa.reader.mix import COURSES, Course, Mix, Part
from qa.reader.negatives import KINDS, Kind, Negatives
from qa.reader.windows import deleted, mentions, positive, without_answer

BRIDGE = Paragraph(
    "The bridge crosses the river Orr. It was built in 1894 by Anna Lund. "
    "Twelve men worked on it. The toll was lifted after the war."
)
HARBOUR = Paragraph(
    "The harbour lies east of the bridge. Ships from Malta call in summer. "
    "Its lighthouse was built by Erik Holm."
)
MUSEUM = Paragraph(
    "The museum shows models of the bridge. It was opened in 1961 by the mayor, Ida Berg."
)
STARS = Paragraph("Stars are hot. Their light is old. Some stars explode.")
NAMES = ["Anna Lund", "1894", "Twelve"]


def asked(text: str, answer: str, paragraph: Paragraph = BRIDGE) -> Question:
    start = paragraph.text.index(answer)
    return Question(text, text, paragraph, ((start, start + len(answer)),))


WHO = asked("Who built the bridge over the river Orr in 1894?", "Anna Lund")
WHEN = asked("When was the first bridge built by Anna Lund?", "1894")
MEN = asked("How many men worked on the bridge?", "Twelve")
BRIDGES = Article("Bridge", (BRIDGE, HARBOUR, MUSEUM), (WHO, WHEN, MEN))
ASTRONOMY = Article("Stars", (STARS,), ())
SEEDS = range(20)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("question", BRIDGES.questions)
def test_a_window_keeps_the_answer_in_its_sentence(question: Question, seed: int) -> None:
    rng = random.Random(seed)
    example = positive(question, rng.randint(30, 200), rng)
    assert example is not None
    assert example.span is not None
    assert example.window in BRIDGE.text
    assert example.window[slice(*example.span)] == question.answer_texts[0]
    [(start, end)] = example.evidence
    assert start <= example.span[0] < example.span[1] <= end
    assert (start, end) in sentences_of(example.window)


def test_an_answer_across_sentences_makes_no_example() -> None:
    assert positive(asked("?", "Orr. It was"), 200, random.Random(0)) is None


def test_every_sentence_with_an_answer_in_the_window_is_evidence() -> None:
    places = [BRIDGE.text.index(name) for name in ("bridge", "Anna")]
    question = Question("q", "q?", BRIDGE, tuple((place, place + 4) for place in places))
    example = positive(question, 1000, random.Random(0))
    assert example is not None
    assert len(example.evidence) == 2


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("question", BRIDGES.questions)
def test_a_deleted_sentence_leaves_no_answer(question: Question, seed: int) -> None:
    window = deleted(question, 200, random.Random(seed))
    assert window
    assert question.answer_texts[0].lower() not in window.lower()


def test_nothing_is_deleted_where_the_answer_is_written_elsewhere() -> None:
    twice = Paragraph("It rained in Oslo. They left Oslo for good. Then it snowed.")
    assert deleted(asked("Where did it rain?", "Oslo", twice), 200, random.Random(0)) is None


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", KINDS)
def test_no_negative_holds_the_answer_to_its_question(kind: Kind, seed: int) -> None:
    negatives = Negatives([BRIDGES, ASTRONOMY])
    for question in BRIDGES.questions:
        example = negatives.make(kind, 0, question, 150, random.Random(seed))
        if example is None:
            continue
        assert not example.answerable
        assert example.span is None
        assert example.kind == kind
        if kind in ("altered", "swapped", "untold"):
            assert example.question != question.text
        else:
            assert not mentions(example.window, question.answer_texts)


def test_a_swapped_question_asks_of_another_name_in_the_window() -> None:
    paragraph = Paragraph("In Oslo the count Anders Berg met Maria Holm. She gave him a ring.")
    question = asked("Who gave Anders Berg a ring?", "She", paragraph)
    made = Negatives([Article("", (paragraph,), (question,))])
    example = made.make("swapped", 0, question, 500, random.Random(1))
    assert example is not None
    assert example.question in ("Who gave Maria Holm a ring?", "Who gave Oslo a ring?")


def test_other_articles_and_retrieved_windows_come_from_where_they_say() -> None:
    negatives = Negatives([BRIDGES, ASTRONOMY])
    rng = random.Random(3)
    other = negatives.make("other article", 0, MEN, 150, rng)
    assert other is not None
    assert other.window in STARS.text
    found = negatives.make("retrieved", 0, MEN, 150, rng)
    assert found is not None
    assert any(found.window in paragraph.text for paragraph in (HARBOUR, MUSEUM))


def test_an_answer_is_seen_whatever_its_case_and_punctuation() -> None:
    assert mentions("They met anna-lund there.", ("Anna Lund",))
    assert not mentions("They met Annabel Lund there.", ("Anna Lund",))
    assert without_answer(BRIDGE, ("the", "it"), 100, random.Random(0)) is None


@pytest.mark.parametrize("noise", NOISES)
@pytest.mark.parametrize("seed", SEEDS)
def test_noise_leaves_a_question(noise: str, seed: int) -> None:
    for question in (WHO.text, "Who?", "What is it?", ""):
        noisy = add_noise(question, noise, random.Random(seed))  # type: ignore[arg-type]
        assert bool(noisy) == bool(question)


def test_terse_questions_keep_what_is_asked_for() -> None:
    for seed in SEEDS:
        words = terse("When was the bridge built?", random.Random(seed)).split()
        assert words in (["bridge", "built"], ["when", "bridge", "built"])


def test_a_typing_error_changes_one_word() -> None:
    for seed in SEEDS:
        before = "who built the bridge"
        after = misspell(before, random.Random(seed)).split()
        assert sum(a != b for a, b in zip(before.split(), after, strict=True)) <= 1


def passes(mix: Mix, count: int) -> list[Group]:
    return [group for number in range(count) for group in mix.epoch(4, number)]


def test_a_mix_follows_from_its_seed(tmp_path: Path) -> None:
    tiny = {"tiny": Part(lambda _: [BRIDGES, ASTRONOMY], 99, 0.62)}
    course = Course(tiny, {"deleted": 1.0}, {"none": 1.0}, (150, 200))
    one, again = (passes(Mix(tmp_path, course), 5) for _ in range(2))
    assert one == again
    assert Mix(tmp_path, course).epoch(4, 0) != Mix(tmp_path, course).epoch(5, 0)
    assert {example.kind for [example] in one} == {"answerable", "deleted"}
    assert {example.question for [example] in one} == {WHO.text, WHEN.text, MEN.text}


def test_a_course_with_rivals_puts_each_question_to_several_windows(tmp_path: Path) -> None:
    tiny = {"tiny": Part(lambda _: [BRIDGES, ASTRONOMY], 99, 0.62)}
    course = Course(tiny, {"deleted": 1.0}, {"lower": 1.0}, (60, 90), rivals=3)
    for first, *rivals in passes(Mix(tmp_path, course), 20):
        assert first.question == first.question.lower()
        assert {rival.question for rival in rivals} == {first.question}
        assert [rival.kind for rival in rivals] == ["rival"] * 3
        [asked] = [one for one in BRIDGES.questions if one.text.lower() == first.question]
        for rival in rivals:
            assert not rival.answerable
            assert rival.window != first.window
            assert not mentions(rival.window, asked.answer_texts)


def test_a_share_of_the_questions_has_no_rivals(tmp_path: Path) -> None:
    tiny = {"tiny": Part(lambda _: [BRIDGES, ASTRONOMY], 99, 0.62)}
    course = Course(tiny, {"deleted": 1.0}, {"none": 1.0}, (60, 90), rivals=1, alone=0.7)
    groups = passes(Mix(tmp_path, course), 200)
    assert len(groups) == 600
    assert sum(len(group) == 1 for group in groups) / 600 == pytest.approx(0.7, abs=0.06)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_first_rival_is_the_rest_of_the_paragraph(seed: int) -> None:
    rest = "Twelve men from the village worked on it. The toll was lifted after the war."
    window = "The bridge was built in 1894 by Anna Lund."
    question = asked("Who built the bridge?", "Anna Lund", Paragraph(f"{window} {rest}"))
    article = Article("Bridge", (question.paragraph, HARBOUR, MUSEUM), (question,))
    made = Negatives([article, ASTRONOMY]).rivals(
        0, question, window, [200, 200], random.Random(seed)
    )
    assert made[0] == rest
    assert len(made) == 2


def test_another_version_of_the_paragraph_is_no_rival(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(negatives, "_PASSED_OVER", -1.0)  # what a search finds is always taken
    other = Paragraph(BRIDGE.text.replace("Anna Lund", "A. Lund"))
    article = Article("Bridge", (BRIDGE, other, MUSEUM), (WHO,))
    for seed in SEEDS:
        [found] = Negatives([article]).rivals(0, WHO, BRIDGE.text, [300], random.Random(seed))
        assert found in MUSEUM.text


@pytest.mark.parametrize("course", COURSES.values(), ids=COURSES)
def test_the_shares_of_a_course_add_up(course: Course) -> None:
    assert sum(course.negatives.values()) == pytest.approx(1)
    assert sum(course.noises.values()) == pytest.approx(1)


def test_tokenised_sources_are_restored_without_held_out_articles(tmp_path: Path) -> None:
    titles = [f"Article_{letter}" for letter in "abcdefgh"]
    parts = sources.parts_of(titles)
    (tmp_path / "squad2").mkdir()
    articles = {"data": [{"title": title, "paragraphs": []} for title in titles]}
    (tmp_path / "squad2" / "dev-16-articles.json").write_text(json.dumps(articles))
    (tmp_path / "qed").mkdir()
    text = "She was born on May 4 , 1998 ( in `` Oslo '' ) ."
    rows = [
        {
            "example_id": title,
            "title_text": title.replace("_", " "),
            "paragraph_text": text,
            "question_text": "where was she born",
            "answer_spans": [[text.index("Oslo"), text.index("Oslo") + 4]],
        }
        for title in titles
    ]
    file = tmp_path / "qed" / "nq-train-00-qed.jsonlines"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    [article] = sources.qed(tmp_path)
    assert {question.id for question in article.questions} == {
        title for title in titles if parts[title] == "train"
    }
    for question in article.questions:
        assert question.paragraph.text == 'She was born on May 4, 1998 (in "Oslo").'
        assert question.answer_texts == ("Oslo",)


def test_a_missing_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUOTH_DATA", str(tmp_path))
    with pytest.raises(sources.DataMissing, match="QUOTH_DATA"):
        sources.data_folder()


def test_report_articles_are_apart_from_the_others() -> None:
    try:
        folder = sources.data_folder()
    except sources.DataMissing as error:
        pytest.skip(str(error))
    titles = [
        {article.title for article in sources.squad2(folder, part)}
        for part in ("train", "tune", "report")
    ]
    assert [len(part) for part in titles] == [8, 3, 5]
    assert len(set.union(*titles)) == 16
