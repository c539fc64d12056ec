"""The web page: a conversation on the left, the cited document on the right."""

import os

# Gradio reads these when it is imported, and only ``web`` imports it. Without them it asks
# api.gradio.app for its newest version and reports to huggingface.co.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_OFFLINE"] = "1"
