"""The chat page, built with Gradio. No other file imports Gradio.

It draws the conversation and an empty source pane; ``static/app.js`` fills the pane when a citation
is clicked.
"""

from functools import partial

import gradio as gr
from fastapi import FastAPI
from starlette.routing import Mount

from qa.starters.file import read_starters
from web.ask_queue import AskQueue, Busy
from web.conversation import EXACT, Keep, reply
from web.gate import Gate
from web.render import render_welcome
from web.types import Message, Pipeline

HEAD = '<link rel="stylesheet" href="static/style.css">' + "".join(
    f'<script type="module" src="static/{name}"></script>'
    for name in ("app.js", "embedded.js", "starters.js", "feedback.js")
)
KEPT = "Questions and ratings are kept on this server."
HINT = (
    '<p class="q-hint">Choose a citation such as <span class="q-number">[1]</span> to read it '
    "in its document.</p>"
)
SANS = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif"]
MONO = ["ui-monospace", "Consolas", "monospace"]


def mount_chat(app: FastAPI, pipeline: Pipeline, queue: AskQueue, keep: Keep | None = None) -> None:
    """Mount the chat page at ``/``, behind its gate. Routes added later would never be reached.

    With ``keep`` answers are kept for feedback, and the page says so.
    """
    gr.mount_gradio_app(
        app,
        _page(pipeline, queue, keep),
        path="/",
        theme=_theme(),
        head=HEAD,
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        show_error=False,
        max_file_size=1,
        ssr_mode=False,
        mcp_server=False,
        pwa=False,
    )
    mounted = app.routes[-1]
    assert isinstance(mounted, Mount)
    mounted.app = Gate(mounted.app, queue)


def _page(pipeline: Pipeline, queue: AskQueue, keep: Keep | None) -> gr.Blocks:
    settings = pipeline.settings
    content = pipeline.index.manifest.content

    async def ask(
        question: str, transcript: object, request: gr.Request
    ) -> tuple[list[Message], str]:
        try:
            messages = await queue.run(partial(reply, pipeline, question, transcript, keep))
        except Busy:
            request.state.busy = True  # the gate answers instead
            return [], question
        # The box has no limit of its own, which would cut what is pasted without a word.
        length = len(question.removeprefix(EXACT).strip())
        return messages, question if length > settings.max_question_length else ""

    page: gr.Blocks
    with gr.Blocks(title="Quoth", analytics_enabled=False, fill_width=True) as page:
        gr.Markdown(
            "<h1>Quoth</h1><p>Answers in the words of your documents</p>",
            elem_id="q-head",
            sanitize_html=True,
        )
        with gr.Row(elem_id="q-panes", equal_height=False):
            with gr.Column(elem_id="q-talk", min_width=0):
                chat = gr.Chatbot(
                    label="Conversation",
                    show_label=False,
                    elem_id="q-chat",
                    height=None,
                    placeholder=render_welcome(
                        content.documents, read_starters(settings, content.fingerprint) or ()
                    ),
                    sanitize_html=True,
                    allow_tags=False,
                    latex_delimiters=[],
                    buttons=[],
                    feedback_options=None,
                    group_consecutive_messages=False,
                    autoscroll=False,
                    layout="bubble",
                )
                box = gr.Textbox(
                    label="Question",
                    show_label=False,
                    elem_id="q-box",
                    placeholder="Ask a question",
                    max_lines=6,
                    submit_btn="Ask",
                )
                if keep:
                    gr.Markdown(KEPT, elem_id="q-kept", sanitize_html=True)
            with gr.Column(elem_id="q-side", min_width=0):
                # gr.HTML would need eval; this one is only filled by app.js.
                gr.Markdown(HINT, elem_id="q-source", sanitize_html=True)
        box.submit(
            ask,
            [box, chat],
            [chat, box],
            queue=False,  # Gradio's queue costs several times the answer itself
            show_progress="hidden",  # asking.js shows it, sooner
            show_progress_on=[box],
            api_visibility="private",
        )
    page.queue(api_open=False)
    return page


def _theme() -> gr.themes.Base:
    """System fonts and the colours of ``static/style.css``."""
    return gr.themes.Base(
        primary_hue="blue", neutral_hue="stone", font=SANS, font_mono=MONO, radius_size="md"
    ).set(
        body_background_fill="#faf9f6",
        body_background_fill_dark="#15171a",
        body_text_color="#1d1f23",
        body_text_color_dark="#e6e4df",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
    )
