// The chat inside another page (?embed=1): a compact look, and messages to and from the page around.
// Who may frame this page is the server's to say (frame-ancestors); messages go to that page only.
import { ask, usable } from "./asking.js";

const query = new URLSearchParams(location.search);
const around = query.get("host");

const tell = (message) => window.parent.postMessage(message, around);

// Resolves once the page can be asked.
function ready() {
  return new Promise((resolve) => {
    const watch = new MutationObserver(look);
    function look() {
      if (!usable() || !document.querySelector("#q-source[role=region]")) return;
      watch.disconnect();
      setTimeout(resolve); // once Gradio listens
    }
    watch.observe(document.documentElement, { childList: true, subtree: true, attributes: true });
    look();
  });
}

function listen() {
  let last = Promise.resolve(); // questions are asked one after the other
  addEventListener("message", (event) => {
    if (event.source !== window.parent || event.origin !== around) return;
    const { quoth, question } = event.data ?? {};
    if (quoth === "ask" && typeof question === "string" && question.trim()) {
      last = last.then(() => ask(question, false));
    }
  });
  addEventListener("keydown", (event) => {
    // Escape in the source pane goes back to the citation; elsewhere it closes the chat.
    if (event.key === "Escape" && !event.target.closest?.("#q-source")) tell({ quoth: "close" });
  });
  ready().then(() => tell({ quoth: "ready" }));
}

if (query.get("embed") === "1") {
  document.documentElement.classList.add("q-embed");
  if (window.parent !== window && around) listen();
}
