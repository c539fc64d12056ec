"""Courses with a kind of negative left out, and what a run over them says."""

from dataclasses import replace
from pathlib import Path

import pytest

from qa.reader.examples import Article, Example, Paragraph, Question
from qa.reader.leave_out import VAIN, answerable_only, done, main, runs, without
from qa.reader.mix import COURSES, Course, Mix, Part

TEXT = Paragraph("Anna Lund built the bridge in 1932. It crosses the Oder. Boats pass below it.")
OTHER = Paragraph(
    "The tower by the bridge is of Ole Berg. It is 40 metres high. Nobody lives there."
)
WHO = Question("who", "Who built the bridge?", TEXT, ((0, 9),))
HIGH = Question("high", "How high is the tower?", OTHER, ((46, 55),))
VAINLY = Question("vain", "Who painted the bridge?", TEXT, (), decoys=((0, 9),))
ARTICLE = Article("Works", (TEXT, OTHER), (WHO, HIGH, VAINLY))
COURSE = Course(
    {"squad2": Part(lambda _: [ARTICLE], 99, 0.85)},
    negatives={"deleted": 0.5, "same article": 0.25, "other article": 0.25},
    noises={"none": 1.0},
    sizes=(30, 90),
)


def kinds(course: Course) -> set[str]:
    return {example.kind for example in examples(course)}


def examples(course: Course) -> list[Example]:
    mix = Mix(Path(), course)
    return [example for number in range(60) for [example] in mix.epoch(1, number)]


def test_a_kind_left_out_leaves_its_share_to_the_others() -> None:
    left = without(COURSE, ["deleted"])
    assert left.negatives == {"same article": 0.5, "other article": 0.5}
    assert "deleted" in kinds(COURSE)
    assert kinds(left) == {"answerable", "same article", "unanswerable"}


def test_questions_asked_in_vain_can_be_left_out() -> None:
    left = without(COURSE, [VAIN])
    assert "unanswerable" in kinds(COURSE)
    assert "unanswerable" not in kinds(left)
    made = examples(left)
    share = sum(example.answerable for example in made) / len(made)
    assert share == pytest.approx(0.62, abs=0.12)


def test_no_retrieved_window_stands_in_where_that_kind_is_left_out() -> None:
    alike = replace(COURSE, negatives={"altered": 0.5, "retrieved": 0.5})
    assert "retrieved" in kinds(alike)
    left = kinds(without(alike, ["retrieved"]))
    assert left == {"answerable", "altered", "same article", "unanswerable"}


def test_the_beginning_has_answers_alone() -> None:
    assert kinds(answerable_only(COURSE)) == {"answerable"}


def test_every_kind_of_the_reading_course_is_left_out_once() -> None:
    names = [name for name, _, _ in runs(COURSES["reading"])]
    assert names == [
        "all kinds",
        "all kinds, another seed",
        "without deleted",
        "without same article and other article",
        "without retrieved",
        "without altered",
        "without swapped",
        "without untold",
        "without asked in vain",
    ]


def test_only_the_seed_tells_the_two_whole_runs_apart() -> None:
    (_, one, first), (_, other, second) = list(runs(COURSE))[:2]
    assert one is other is COURSE
    assert first != second


def test_missing_data_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QUOTH_DATA", str(tmp_path / "nowhere"))
    assert main(["--out", str(tmp_path / "figures.json")]) == 2
    assert "There are no public question sets in" in capsys.readouterr().err
    assert not (tmp_path / "figures.json").exists()


def test_runs_that_are_done_are_not_run_again(tmp_path: Path) -> None:
    out = tmp_path / "figures.json"
    assert done(out, 1600) == {}
    out.write_text('{"examples": 1600, "runs": {"without altered": {"auroc": 0.5}}}')
    assert done(out, 1600) == {"without altered": {"auroc": 0.5}}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"examples": 800, "runs": {}}', "holds runs over 800 examples, not 1600"),
        ('{"all kinds": {}}', "holds no figures of this command"),
        ("[]", "holds no figures of this command"),
        ("", "holds no figures of this command"),
    ],
)
def test_another_file_is_not_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, said: str
) -> None:
    out = tmp_path / "figures.json"
    out.write_text(content)
    assert main(["--out", str(out)]) == 2
    assert said in " ".join(capsys.readouterr().err.split())
    assert out.read_text() == content
