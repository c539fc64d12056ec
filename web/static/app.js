// The source pane: a click on a citation shows its document beside the conversation.
// Everything else here mends what Gradio leaves out for keyboards and screen readers.
(() => {
  "use strict";

  const CITE = /^#src\/(.+)\/(\d+)\/(\d+)$/;
  const DOCUMENT = /^#doc\/(.+)$/;
  const BOTH_PANES = matchMedia("(min-width: 900px)");
  const STILL = matchMedia("(prefers-reduced-motion: reduce)");

  const pane = () => document.querySelector("#q-source");
  const base = () => new URL(".", document.baseURI);
  let shown = null; // the link whose document is in the pane
  let latest = 0; // guards against answers that arrive out of order

  function address(link) {
    const href = link.getAttribute("href") || "";
    const cite = CITE.exec(href);
    if (cite) return `source/${cite[1]}?start=${cite[2]}&end=${cite[3]}`;
    const whole = DOCUMENT.exec(href);
    return whole && `source/${whole[1]}`;
  }

  async function load(path) {
    try {
      const response = await fetch(new URL(path, base()), { credentials: "same-origin" });
      const text = await response.text();
      if (!response.ok) return sentence(text);
      return new DOMParser().parseFromString(text, "text/html").querySelector("article");
    } catch {
      return sentence("The document could not be loaded. Is Quoth still running?");
    }
  }

  function sentence(text) {
    const p = document.createElement("p");
    p.className = "q-hint";
    p.textContent = text;
    return p;
  }

  // Only a person's click moves the focus; the preview of a new answer does not.
  async function show(link, byPerson) {
    const turn = ++latest;
    const content = await load(address(link));
    if (turn !== latest || !pane()) return;
    document.querySelectorAll("a.q-on").forEach((a) => a.classList.remove("q-on"));
    link.classList.add("q-on");
    shown = link;
    const own = content.querySelector?.("a.q-own");
    if (own) own.href = new URL(address(link) + "#hit", base());
    (content.querySelector("header") || content).prepend(back());
    (pane().querySelector(".prose") || pane()).replaceChildren(content);
    const hit = pane().querySelector("#hit");
    pane().scrollTop = hit ? top(hit) - pane().clientHeight / 3 : 0;
    if (!byPerson) return;
    const behavior = STILL.matches ? "auto" : "smooth";
    if (!BOTH_PANES.matches) (hit || pane()).scrollIntoView({ block: hit ? "center" : "start", behavior });
    (hit || pane()).focus({ preventScroll: true });
  }

  const top = (element) =>
    element.getBoundingClientRect().top - pane().getBoundingClientRect().top + pane().scrollTop;

  function back() {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "q-back";
    button.textContent = "Back";
    button.addEventListener("click", leave);
    return button;
  }

  function leave() {
    if (!shown || !shown.isConnected) return document.querySelector("#q-box textarea")?.focus();
    shown.scrollIntoView({ block: "nearest" });
    shown.focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href^='#']");
    if (!link || !address(link)) return;
    event.preventDefault(); // else <base href> makes the fragment a page load, and the talk is lost
    show(link, true);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && pane()?.contains(document.activeElement)) leave();
  });

  // A new reply: bring its question to the top of the conversation and preview its first source.
  let followed = "";
  function follow() {
    const answers = document.querySelectorAll("#q-chat .bot .q-answer");
    const answer = answers[answers.length - 1];
    const sign = answer ? answers.length + answer.textContent : "";
    if (sign === followed) return;
    followed = sign;
    if (!answer) return;
    const log = document.querySelector("#q-chat [role=log]");
    const asked = [...document.querySelectorAll("#q-chat .user.message")].pop();
    requestAnimationFrame(() => {
      if (!log || !asked) return;
      if (BOTH_PANES.matches) {
        log.scrollTop += asked.getBoundingClientRect().top - log.getBoundingClientRect().top - 16;
      } else {
        asked.scrollIntoView({ block: "start" });
      }
    });
    const first = answer.querySelector(".q-quote:not(.q-near) a.q-cite");
    if (first && BOTH_PANES.matches) show(first, false);
  }

  function mend() {
    const side = pane();
    if (side && !side.hasAttribute("role")) {
      side.setAttribute("role", "region");
      side.setAttribute("aria-label", "Source");
      side.tabIndex = 0; // a pane that scrolls must be reachable by keyboard
    }
    // Gradio labels each bubble with its HTML source, which a screen reader would spell out.
    document.querySelectorAll("#q-chat [data-testid][aria-label]").forEach((bubble) => {
      bubble.setAttribute("aria-label", bubble.dataset.testid === "user" ? "You asked" : "Quoth");
    });
    follow();
  }

  new MutationObserver(mend).observe(document.documentElement, { childList: true, subtree: true });
  mend();
})();
