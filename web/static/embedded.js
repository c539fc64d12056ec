// The chat inside another page (?embed=1): a compact look, and messages to and from the page around.
// Who may frame this page is the server's to say (frame-ancestors); messages go to that page only.
(() => {
  "use strict";

  const asked = new URLSearchParams(location.search);
  if (asked.get("embed") !== "1") return;
  document.documentElement.classList.add("q-embed");
  const around = asked.get("host");
  if (window.parent === window || !around) return;

  const box = () => document.querySelector("#q-box textarea");
  const button = () => document.querySelector("#q-box button");
  const tell = (message) => window.parent.postMessage(message, around);

  function ask(question) {
    const area = box();
    area.value = question;
    area.dispatchEvent(new Event("input", { bubbles: true }));
    // Gradio enables its button when it has seen the text.
    requestAnimationFrame(() => setTimeout(() => button()?.click(), 0));
  }

  window.addEventListener("message", (event) => {
    if (event.source !== window.parent || event.origin !== around) return;
    const { quoth, question } = event.data || {};
    if (quoth === "ask" && typeof question === "string" && box()) ask(question);
  });

  document.addEventListener("keydown", (event) => {
    // Escape in the source pane goes back to the citation; elsewhere it closes the chat.
    if (event.key === "Escape" && !event.target.closest?.("#q-source")) tell({ quoth: "close" });
  });

  let told = false;
  function ready() {
    if (told || !box()) return;
    told = true;
    tell({ quoth: "ready" });
    watch.disconnect();
  }
  const watch = new MutationObserver(ready);
  watch.observe(document.documentElement, { childList: true, subtree: true });
  ready();
})();
