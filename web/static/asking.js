// Asking: the question and "Searching…" are on the screen at once, nothing is asked twice, and
// where no answer comes a plain sentence says why. Gradio's own signs of this are hidden.
import { say } from "./copying.js";

const ASK = "/gradio_api/run/predict";
const EXACT = "\u2063"; // web/conversation.py: nothing is taken from the conversation or corrected
const LONGEST = 60_000; // milliseconds until an answer is given up
const TOO_MANY = "Too many questions at once.";
const FAILURES = {
  401: "You are not signed in. Reload the page to sign in again.",
  403: "You are not allowed to ask here.",
  413: "This conversation has grown too long to go on. Reload the page to begin a new one.",
  422: "The question could not be read. Reload the page and ask again.",
  429: `${TOO_MANY} Wait a moment and ask again.`,
  502: "Quoth cannot be reached right now. Try again in a moment.",
  503: "Quoth is busy or just starting. Try again in a moment.",
  504: "Quoth took too long to answer. Try again in a moment.",
};
const BELOW_CLEAR = 40; // pixels; as style.css pads the first question, below the "Clear" button
const UNREACHED = "Quoth cannot be reached. Check the connection and ask again.";
const FAULT = "Something went wrong on the server. Ask again, or try another question.";

export const chat = () => document.querySelector("#q-chat");
export const log = () => document.querySelector("#q-chat [role=log]");
export const box = () => document.querySelector("#q-box textarea");
// Whether Gradio has drawn all that asking needs.
export const usable = () => Boolean(box() && log() && button());
const button = () => document.querySelector("#q-box .submit-button");
const bothPanes = matchMedia("(min-width: 900px)");

let waiting = null; // what is asked right now: { place, settle, timer }

export const busy = () => waiting !== null;

// Asks a question from the page itself; `exact` leaves the conversation aside. The promise is for
// the answer's element, or null where none came.
export async function ask(question, exact) {
  if (waiting || !usable()) return null;
  setBox((exact ? EXACT : "") + question);
  await new Promise((tick) => setTimeout(tick)); // Gradio takes the text over
  const answered = begin(question);
  button().click();
  return answered;
}

// The answer is on the screen.
export function arrived(answer) {
  if (waiting) end(answer);
}

function setBox(text) {
  const value = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value");
  value.set.call(box(), text);
  box().dispatchEvent(new Event("input", { bubbles: true }));
}

function begin(question) {
  const place = document.createElement("div");
  place.className = "q-pending";
  place.append(paragraph("q-asked", question), paragraph("q-note", "Searching…"));
  chat().querySelector(".q-failed")?.remove();
  chat().classList.add("q-busy");
  log().setAttribute("aria-busy", "true");
  log().append(place);
  button().setAttribute("aria-disabled", "true");
  toTop(place.firstChild);
  say("Searching…");
  return new Promise((settle) => {
    // If Gradio sends nothing after all, the page must not stay busy.
    waiting = { place, settle, timer: setTimeout(() => end(null), 5000) };
  });
}

function end(answer) {
  const { place, settle, timer } = waiting;
  waiting = null;
  clearTimeout(timer);
  chat().classList.remove("q-busy");
  log().removeAttribute("aria-busy");
  button().removeAttribute("aria-disabled");
  if (!place.matches(".q-failed")) place.remove();
  settle(answer);
}

// The question stays in the box, to be asked again.
function fail(status, after) {
  let sentence = status === null ? UNREACHED : (FAILURES[status] ?? FAULT);
  if (status === 429 && /^\d+$/.test(after)) sentence = `${TOO_MANY} Ask again in ${after} s.`;
  const notice = paragraph("q-notice", sentence);
  notice.setAttribute("role", "alert");
  waiting.place.classList.add("q-failed");
  waiting.place.replaceChildren(notice);
  if (box().value.startsWith(EXACT)) setBox(box().value.slice(EXACT.length));
  end(null);
  notice.scrollIntoView({ block: "nearest" });
}

// The newest question goes to the top, and its answer appears below it without a jump.
export function toTop(question) {
  if (!bothPanes.matches) return question.scrollIntoView({ block: "start" });
  const [inner, outer] = [question, log()].map((e) => e.getBoundingClientRect().top);
  log().scrollTop += inner - outer - BELOW_CLEAR;
}

function paragraph(kind, text) {
  const p = document.createElement("p");
  p.className = kind;
  p.textContent = text;
  return p;
}

// Enter in the box or a click on the button, before Gradio sees them.
function asking(event) {
  const enter = event.key === "Enter" && !event.shiftKey && !event.isComposing;
  const meant =
    event.type === "click"
      ? event.target.closest?.("#q-box .submit-button")
      : enter && event.target === box();
  if (!meant) return;
  if (waiting && event.isTrusted) {
    event.preventDefault();
    event.stopImmediatePropagation();
  } else if (!waiting && box().value.trim()) {
    begin(box().value.trim());
  }
}
document.addEventListener("keydown", asking, true);
document.addEventListener("click", asking, true);

// Gradio tells nobody why a question failed; the response does.
const send = window.fetch;
window.fetch = async (resource, options) => {
  const url = new URL(resource instanceof Request ? resource.url : resource, document.baseURI);
  if (!url.pathname.endsWith(ASK)) return send(resource, options);
  if (waiting) clearTimeout(waiting.timer);
  try {
    const response = await send(resource, { ...options, signal: AbortSignal.timeout(LONGEST) });
    if (!waiting) return response;
    if (response.ok && !response.headers.get("Content-Type")?.startsWith("application/json")) {
      fail(401); // a proxy's page to sign in, which Gradio cannot read
      return Response.json({}, { status: 503 });
    }
    if (response.ok) waiting.timer = setTimeout(() => waiting && end(null), 2000);
    else fail(response.status, response.headers.get("Retry-After"));
    return response;
  } catch (error) {
    if (waiting) fail(error.name === "TimeoutError" ? 504 : null);
    // Gradio takes a failed request for the end of the server, and would never ask again.
    return Response.json({}, { status: 503 });
  }
};

document.addEventListener("click", (event) => {
  const exact = event.target.closest?.("button.q-exact");
  if (exact) ask(exact.value, true);
});
