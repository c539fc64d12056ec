"""The documentation names every command, option, setting, route and target, and quotes truly."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.main import get_command

import app
import cli
from settings import ROOT, Settings
from web.api.models import MAX_ROWS
from web.ask_queue import _MOST_THREADS
from web.conversation import MAX_CHARACTERS, MAX_MESSAGES
from web.protocol import HEADER_SECONDS
from web.security import BODY_SECONDS, MAX_BODY

CONFIGURATION = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "eval").rglob("*.md")])


def _commands() -> dict[str, list[str]]:
    return dict(_options(get_command(cli.app), ""))


def _options(command: Any, name: str) -> Iterator[tuple[str, list[str]]]:
    """Each command below ``command`` with its options."""
    if isinstance(command, typer.core.TyperGroup):
        for part, inner in command.commands.items():
            yield from _options(inner, f"{name} {part}".strip())
    else:
        yield name, [option for p in command.params for option in p.opts if option[:2] == "--"]


@pytest.mark.parametrize("command", _commands())
def test_commands_and_options(command: str) -> None:
    section = CONFIGURATION.split(f"### `quoth {command}", 1)[1].split("\n#", 1)[0]
    documented = set(re.findall(r"^\| `(--[a-z-]+)` \|", section, re.MULTILINE))
    assert documented == set(_commands()[command]) - {"--help"}


def test_settings_and_their_defaults() -> None:
    section = CONFIGURATION.split("## Settings", 1)[1].split("\n## ", 1)[0]
    documented = dict(re.findall(r"^\| `([a-z_]+)` \| (\S+) \|", section, re.MULTILINE))
    expected = {}
    for name, field in Settings.model_fields.items():
        default = field.default
        if isinstance(default, Path):
            default = default.relative_to(ROOT).as_posix()
        expected[name] = "(none)" if default in (None, (), "") else f"`{default}`"
    assert documented == expected


def test_make_targets() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for target in re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE):
        assert f"`make {target}`" in contributing + README, target


def test_the_limits_in_the_readme_are_those_of_the_code() -> None:
    section = README.split("### Safe defaults", 1)[1].split("\n## ", 1)[0]
    stated = {
        name: [int(number.replace(",", "")) for number in re.findall(r"(?<![\d.])\d[\d,]*\b", text)]
        for name, text in re.findall(r"^\| ([a-z ]+) \| (.*) \|$", section, re.MULTILINE)
    }
    defaults = {name: field.default for name, field in Settings.model_fields.items()}
    rate, per = defaults["rate_limit"].split("/")
    assert (defaults["host"], per) == ("127.0.0.1", "minute")
    assert f"binds {defaults['host']}" in section
    expected = {
        "one client": [int(rate), 429],
        "at a time": [_MOST_THREADS, defaults["max_waiting"], 503],
        "a question": [defaults["max_question_length"], defaults["max_history"]],
        "a batch": [MAX_ROWS, int(rate)],
        "a conversation on the page": [MAX_MESSAGES, MAX_CHARACTERS],
        "a request": [MAX_BODY, int(HEADER_SECONDS), int(BODY_SECONDS)],
        "connections": [app.MOST_CONNECTIONS],
        "stopping": [defaults["grace_seconds"]],
    }
    assert {name: stated[name] for name in expected} == expected


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
        assert (page.parent / target).exists(), f"{page}: {target}"


def test_the_answer_in_the_readme_is_verbatim() -> None:
    answer = json.loads(README.split("```json\n", 1)[1].split("```", 1)[0])
    file = (ROOT / "corpus" / "documents" / answer["citations"][0]["document"]).read_bytes()
    text = file.decode("utf-8")
    for citation in answer["citations"]:
        assert text[citation["start"] : citation["end"]] == citation["quote"]
