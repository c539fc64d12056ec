// The source pane: shows a citation in its document, steps through the citations of its answer,
// and turns to other documents.
import { copy, say } from "./copying.js";
import { address, asked, beside, here, parse, permalink } from "./links.js";

const BOTH_PANES = matchMedia("(min-width: 900px)");
const STILL = matchMedia("(prefers-reduced-motion: reduce)");

const UNLOADED = "The document could not be loaded. Check the connection and try again.";

const pane = () => document.querySelector("#q-source");
let shown = null; // what is in the pane: { target, answer, name }
let latest = 0; // guards against documents that arrive out of order
let mover = 0; // the turn whose document takes the focus when it is there
let listed = null; // the documents of the index, once they are known

// Shows what `target` names. Only what a person does moves the focus; a preview does not.
export async function show(target, answer, byPerson) {
  const turn = ++latest;
  mover = byPerson ? turn : 0;
  shown = { target, answer, name: answer?.id };
  mark();
  const [content] = await Promise.all([load(address(target)), list()]);
  if (turn !== latest || !pane()) return;
  const own = content.querySelector("a.q-own");
  if (own) own.href = beside(address(target) + "#hit");
  const inside = pane().contains(document.activeElement);
  const used = tools.contains(document.activeElement) ? document.activeElement : null;
  update();
  (content.querySelector("header") ?? content).prepend(tools);
  (pane().querySelector(".prose") ?? pane()).replaceChildren(content);
  reveal(content, inside || mover === turn, used);
}

function reveal(content, moves, used) {
  const hit = content.querySelector("#hit");
  pane().scrollTop = hit ? top(hit) - pane().clientHeight / 3 : 0;
  if (!moves) return;
  const behavior = STILL.matches ? "auto" : "smooth";
  if (!BOTH_PANES.matches) {
    (hit ?? pane()).scrollIntoView({ block: hit ? "center" : "start", behavior });
  }
  (used ?? hit ?? pane()).focus({ preventScroll: true });
}

const top = (element) =>
  element.getBoundingClientRect().top - pane().getBoundingClientRect().top + pane().scrollTop;

async function load(path) {
  try {
    const response = await fetch(beside(path), { credentials: "same-origin" });
    const text = await response.text();
    const plain = response.headers.get("Content-Type")?.startsWith("text/plain");
    if (!response.ok) return sentence(plain ? text : UNLOADED);
    const page = new DOMParser().parseFromString(text, "text/html");
    return page.querySelector("article.q-source") ?? sentence(UNLOADED); // a proxy's own page
  } catch {
    return sentence(UNLOADED);
  }
}

// A sentence of Quoth's own in place of a document.
function sentence(text) {
  const content = document.createElement("article");
  content.className = "q-source";
  const p = document.createElement("p");
  p.className = "q-hint";
  p.textContent = text;
  content.append(p);
  return content;
}

export function showSentence(text) {
  latest++;
  shown = null;
  mark();
  update();
  const content = sentence(text);
  content.prepend(tools);
  (pane().querySelector(".prose") ?? pane()).replaceChildren(content);
  pane().focus();
}

// The answer that the shown citation belongs to. Gradio may have drawn it anew.
function owner() {
  if (!shown?.answer) return null;
  if (!shown.answer.isConnected) shown.answer = document.getElementById(shown.name);
  return shown.answer;
}

const siblings = () => [...(owner()?.querySelectorAll("a.q-cite") ?? [])];

const position = () =>
  siblings().findIndex((link) => link.getAttribute("href") === shown.target.href);

// The link of what is shown stands out. Gradio draws messages anew, so this is done again and again.
export function mark() {
  const on = shown ? siblings()[position()] : undefined;
  for (const link of document.querySelectorAll("a.q-cite.q-on")) {
    if (link !== on) link.classList.remove("q-on");
  }
  on?.classList.add("q-on");
}

function step(by) {
  const links = siblings();
  const at = position();
  if (at < 0 || !links[at + by]) return;
  if (BOTH_PANES.matches) links[at + by].scrollIntoView({ block: "nearest" });
  visit(links[at + by], false);
  say(`Citation ${at + by + 1} of ${links.length}`);
}

// A person goes to a citation or document.
export function visit(link, moves = true) {
  const target = parse(link.getAttribute("href"));
  const answer = link.closest(".q-answer");
  show(target, answer, moves);
  document.dispatchEvent(new CustomEvent("q-visit", { detail: { target, answer, moves } }));
}

// Back from the pane to where the person came from.
export function leave() {
  mover = 0;
  const link = shown ? siblings()[position()] : undefined;
  if (!link) return document.querySelector("#q-box textarea")?.focus();
  link.scrollIntoView({ block: "nearest" });
  link.focus({ preventScroll: true });
}

// The tools stay the same elements from one document to the next, and so keep the focus.
const tools = element("div", "q-tools");
const previous = button("q-step", "‹", "Previous citation", () => step(-1));
const place = element("span", "q-place");
const next = button("q-step", "›", "Next citation", () => step(1));
const linking = button("q-linking", "Copy link", null, () =>
  copy(here(permalink(asked(owner()), shown.target)), linking),
);
const others = element("select", "q-others");
others.setAttribute("aria-label", "Document");
others.addEventListener("change", () => show(parse(`#doc/${others.value}`), null, false));
tools.append(previous, place, next, linking, others, button("q-back", "Back", null, leave));

function update() {
  const links = siblings();
  const at = shown ? position() : -1;
  for (const part of [previous, place, next]) part.hidden = at < 0 || links.length < 2;
  place.textContent = `${at + 1} of ${links.length}`;
  previous.setAttribute("aria-disabled", String(at <= 0));
  next.setAttribute("aria-disabled", String(at >= links.length - 1));
  linking.hidden = at < 0;
  others.hidden = !listed || listed.length < 2;
  if (shown) others.value = shown.target.document;
}

// The documents of the index, from the page that lists them.
async function list() {
  if (listed) return;
  try {
    const response = await fetch(beside("source"), { credentials: "same-origin" });
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    listed = [...page.querySelectorAll(".q-documents a")];
  } catch {
    return;
  }
  const titles = listed.map((entry) => entry.textContent);
  for (const [n, entry] of listed.entries()) {
    const unique = titles.indexOf(titles[n]) === titles.lastIndexOf(titles[n]);
    const label = unique ? titles[n] : `${titles[n]} (${entry.title})`;
    others.append(new Option(label, entry.getAttribute("href").replace("source/", "")));
  }
}

function element(name, kind) {
  const made = document.createElement(name);
  made.className = kind;
  return made;
}

function button(kind, text, label, act) {
  const made = element("button", kind);
  made.type = "button";
  made.textContent = text;
  if (label) made.setAttribute("aria-label", label);
  made.addEventListener("click", act);
  return made;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href^='#']");
  if (!link || !parse(link.getAttribute("href"))) return;
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault(); // else <base href> makes the fragment a page load, and the talk is lost
  visit(link);
});

document.addEventListener("keydown", (event) => {
  if (!pane()?.contains(document.activeElement)) return;
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "Escape") leave();
  else if (event.key === "ArrowLeft" && document.activeElement !== others) step(-1);
  else if (event.key === "ArrowRight" && document.activeElement !== others) step(1);
});
