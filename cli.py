"""The ``quoth`` command. Answers go to standard output, everything else to standard error.

Exit codes: 0 done; 1 rows or the gate failed; 2 wrong usage or input. What loads heavy libraries
is imported inside the commands that need it, so that ``--help`` and usage errors answer at once.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING, Annotated

import typer
from rich.logging import RichHandler

import tokens
from corpus.types import CorpusError
from index.types import IndexFault
from qa.question import QuestionError
from settings import Settings, SettingsError, load_settings
from terminal import (
    build_visibly,
    find_starters_visibly,
    load_embedder_visibly,
    progress_bar,
    stderr,
)

if TYPE_CHECKING:
    from qa.pipeline import Pipeline
    from qa.types import Answer, Citation

FAILED, WRONG_INPUT = 1, 2

app = typer.Typer(
    help="Answers questions in the exact words of your own documents.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

feedback = typer.Typer(help="What readers of the page said.", no_args_is_help=True)
app.add_typer(feedback, name="feedback")

token = typer.Typer(help="Tokens for the HTTP API.", no_args_is_help=True)
app.add_typer(token, name="token")

IndexOption = Annotated[
    Path | None, typer.Option("--index", help="The index folder.", show_default="var/index")
]


@app.callback()
def _log_to_stderr() -> None:
    """Answers questions in the exact words of your own documents."""
    handler = RichHandler(console=stderr, show_time=False, show_path=False)
    logging.basicConfig(level=logging.WARNING, format="%(message)s", handlers=[handler])


@app.command()
def index(
    documents: Annotated[
        Path | None,
        typer.Option("--documents", help="The documents folder.", show_default="corpus/documents"),
    ] = None,
    index: IndexOption = None,
) -> None:
    """Build the index, or bring it up to date."""
    with _clear_errors():
        settings = load_settings(documents=documents, index=index)
        manifest = build_visibly(settings)
        find_starters_visibly(settings, manifest)
    counts = manifest.counts
    stderr.print(
        f"{settings.index} is up to date: documents {counts.documents}, passages "
        f"{counts.passages}, sentences {counts.sentences}, fingerprint "
        f"{manifest.content.fingerprint}.",
        markup=False,
    )


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question, in quotes.")],
    history: Annotated[
        list[str] | None,
        typer.Option("--history", help="An earlier question; repeat it, oldest first."),
    ] = None,
    exact: Annotated[
        bool,
        typer.Option("--exact", help="Take nothing from the history and correct no spelling."),
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
    index: IndexOption = None,
) -> None:
    """Answer one question."""
    with _clear_errors():
        settings = load_settings(index=index)
        answer = _open(settings, question).ask(question, history or (), exact=exact)
    typer.echo(answer.model_dump_json() if json else _readable(answer))


@app.command()
def batch(
    source: Annotated[
        Path,
        typer.Argument(metavar="IN.jsonl", help='Rows {"id", "question", "history"?, "exact"?}.'),
    ],
    target: Annotated[Path, typer.Argument(metavar="OUT.jsonl", help="One answer a row.")],
    index: IndexOption = None,
) -> None:
    """Answer a file of questions. Stopped, it goes on where it left off."""
    from qa.batch import BatchError, answer_file

    with _clear_errors(BatchError):
        pipeline = _open(load_settings(index=index))
        with progress_bar() as progress:
            task = progress.add_task("Answering", total=None)
            errors = answer_file(
                pipeline,
                source,
                target,
                lambda done, total: progress.update(task, completed=done, total=total),
            )
    if errors:
        stderr.print(
            f'Rows that could not be answered: {errors}. See "error" in {target}.', markup=False
        )
        raise typer.Exit(FAILED)


@app.command()
def serve(
    host: Annotated[
        str | None, typer.Option("--host", help="Address to bind.", show_default="127.0.0.1")
    ] = None,
    port: Annotated[
        int | None, typer.Option("--port", help="Port to bind.", show_default="7860")
    ] = None,
    index: IndexOption = None,
) -> None:
    """Serve the chat page.

    A missing index is built. The index of the settings is brought up to date with their documents;
    one named with --index is served as it is.
    """
    import app as server

    with _clear_errors():
        settings = load_settings(host=host, port=port, index=index)
        # The index of the settings belongs to their documents; one named here may be of others.
        code = server.serve(settings, update=index is None)
    raise typer.Exit(code)


@app.command()
def eval(
    questions: Annotated[
        Path | None,
        typer.Option(
            "--questions",
            help="Question file, ours (.jsonl) or SQuAD's (.json).",
            show_default="the fixed set",
        ),
    ] = None,
    index: IndexOption = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="New folder for the results.", show_default="below results/"),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Compare with the baseline; exit 1 on a regression.")
    ] = False,
    against: Annotated[
        Path | None, typer.Option("--against", help="Results folder to compare with, in pairs.")
    ] = None,
    pooled: Annotated[
        bool, typer.Option("--pooled", help="With a SQuAD file: one index over all articles.")
    ] = False,
    split: Annotated[
        str | None, typer.Option("--split", help="Ask this split only: dev or test.")
    ] = None,
) -> None:
    """Measure the answers to a set of questions, and write a report."""
    with _clear_errors():
        settings = load_settings(index=index)
        try:
            from eval.command import evaluate
        except ModuleNotFoundError as error:
            raise SettingsError(
                f"'quoth eval' needs {error.name}, which is not installed. Run 'make setup'."
            ) from error
        code = evaluate(settings, questions, out, check, against, pooled, split)
    raise typer.Exit(code)


@feedback.command("export")
def export_feedback(
    target: Annotated[
        Path, typer.Argument(metavar="OUT.jsonl", help="A new file: questions for quoth eval.")
    ],
    only: Annotated[
        str | None, typer.Option("--only", help="These alone: up, down or unanswered.")
    ] = None,
) -> None:
    """Write rated and refused questions as question files.

    What is known goes to OUT.jsonl, what a person must complete to OUT.to-complete.jsonl.
    """
    from web.feedback import FeedbackError, read_feedback
    from web.feedback_export import export, form_beside, is_only, write_rows

    with _clear_errors(FeedbackError):
        settings = load_settings()
        if settings.feedback is None:
            raise SettingsError(
                "No feedback is kept: the setting 'feedback' names no file. Set it in quoth.toml, "
                "or QUOTH_FEEDBACK in the environment."
            )
        if not is_only(only):
            raise SettingsError(f"--only is {only!r}; expected up, down or unanswered.")
        exported = export(read_feedback(settings.feedback), only)
        for path, rows in ((target, exported.known), (form_beside(target), exported.form)):
            if rows:
                write_rows(path, rows)
                stderr.print(f"{path}: rows {len(rows)}.", markup=False)
        if exported.form:
            stderr.print(
                f'Complete {form_beside(target)} before use: replace each kind "?", and give '
                "answerable questions their evidence (docs/feedback.md).",
                markup=False,
            )
        if not (exported.known or exported.form):
            stderr.print("There is nothing to export.", markup=False)


@token.command("new")
def new_token(
    name: Annotated[str, typer.Argument(help="Whose it is, such as a program's name.")],
) -> None:
    """Make an API token and print it: it is shown this once."""
    with _clear_errors():
        made = tokens.new_token(_token_file(), name)
    typer.echo(made)
    stderr.print("Keep it: only its hash is stored, so it cannot be shown again.", markup=False)


@token.command("list")
def list_tokens() -> None:
    """List the tokens: name, and when it was made."""
    with _clear_errors():
        entries = tokens.read_tokens(_token_file())
    for entry in entries:
        typer.echo(f"{entry.name}\t{entry.created}")


@token.command("revoke")
def revoke_token(
    name: Annotated[str, typer.Argument(help="The name in 'quoth token list'.")],
) -> None:
    """Revoke an API token; a running server stops taking it at once."""
    with _clear_errors():
        tokens.revoke_token(_token_file(), name)
    stderr.print(f"The token {name} is revoked.", markup=False)


def _token_file() -> Path:
    path = load_settings().tokens
    if path is None:
        raise SettingsError(
            "The setting tokens names no file. Set it in quoth.toml, for example "
            'tokens = "/etc/quoth/tokens.json", or as QUOTH_TOKENS.'
        )
    return path


def _open(settings: Settings, question: str | None = None) -> "Pipeline":
    """The pipeline; a question that cannot be asked is turned down before anything is loaded."""
    from index.generations import current_generation
    from qa.question import check_question

    if question is not None:
        check_question(question, settings.max_question_length)
    current_generation(settings.index)
    from qa.pipeline import open_pipeline

    return open_pipeline(settings, load_embedder_visibly(settings))


def _readable(answer: "Answer") -> str:
    if answer.answered:
        lines = [answer.text, "", *map(_reference, answer.citations)]
    else:
        lines = ["The documents do not answer this."]
        if answer.nearest:
            lines += ["", "Closest passages (not an answer):"]
            lines += [
                f"{_reference(citation)}\n{indent(citation.quote, '    ')}"
                for citation in answer.nearest
            ]
    if answer.searched != answer.question:
        lines += ["", f"Searched: {answer.searched}"]
    return "\n".join(lines)


def _reference(citation: "Citation") -> str:
    return (
        f"[{citation.number}] {citation.title} ({citation.document}), "
        f"characters {citation.start}-{citation.end}"
    )


@contextmanager
def _clear_errors(*more: type[Exception]) -> Iterator[None]:
    """Turn errors meant for the user into one message and exit code 2."""
    expected: tuple[type[Exception], ...] = (
        CorpusError,
        IndexFault,
        QuestionError,
        SettingsError,
        tokens.TokenError,
    )
    try:
        yield
    except (*expected, *more) as error:
        stderr.print(f"Error: {error}", markup=False, style="red")
        raise typer.Exit(WRONG_INPUT) from error


if __name__ == "__main__":
    app()
