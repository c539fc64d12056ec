// The chat page: draws nothing itself, but follows what Gradio draws.
// A new answer comes into view with its first source, and what Gradio leaves out for keyboards and
// screen readers is mended. The parts are in the modules beside this one.
import { arrived, toTop, usable } from "./asking.js";
import { parse } from "./links.js";
import { answered, open, opensCitation } from "./permalinks.js";
import { mark, show } from "./source.js";

const BOTH_PANES = matchMedia("(min-width: 900px)");

let ready = false;
let newest = ""; // tells the newest answer from the one before it

// A new reply: bring its question to the top of the conversation and preview its first source.
function follow() {
  const answers = document.querySelectorAll("#q-chat .bot .q-answer");
  const answer = answers[answers.length - 1];
  const sign = answer ? answers.length + answer.id + answer.querySelector("p").textContent : "";
  if (sign === newest) return;
  newest = sign;
  if (!answer) return;
  arrived(answer);
  answered();
  const question = [...document.querySelectorAll("#q-chat .user.message")].pop();
  if (question) requestAnimationFrame(() => toTop(question));
  const first = answer.querySelector(".q-quote:not(.q-near) a.q-cite");
  if (first && BOTH_PANES.matches && !opensCitation()) {
    show(parse(first.getAttribute("href")), answer, false);
  }
}

function mend() {
  const side = document.querySelector("#q-source");
  if (side && !side.hasAttribute("role")) {
    side.setAttribute("role", "region");
    side.setAttribute("aria-label", "Source");
    side.tabIndex = 0; // a pane that scrolls must be reachable by keyboard
  }
  // Gradio labels each bubble with its HTML source, which a screen reader would spell out.
  for (const bubble of document.querySelectorAll("#q-chat [data-testid][aria-label]")) {
    bubble.setAttribute("aria-label", bubble.dataset.testid === "user" ? "You asked" : "Quoth");
  }
  // It also drops data attributes; other scripts know an answer by this one.
  for (const answer of document.querySelectorAll("#q-chat .q-answer[id]:not([data-answer])")) {
    answer.dataset.answer = answer.id.replace("q-answer-", "");
  }
  mark();
  follow();
  if (!ready && side && usable()) {
    ready = true;
    setTimeout(open); // once Gradio listens
  }
}

new MutationObserver(mend).observe(document.documentElement, { childList: true, subtree: true });
mend();
