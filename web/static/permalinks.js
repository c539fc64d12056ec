// Permalinks: the address of the page names the question and the citation that a person went to.
// Opening it asks the question again; a citation whose words have changed is not highlighted.
import { ask } from "./asking.js";
import { asked, parse, parsePermalink, permalink, same } from "./links.js";
import { leave, show, showSentence } from "./source.js";

const DAMAGED = "This link is damaged: it names no citation. Copy it again from where it came from.";

let opening = null; // the permalink that is being opened

// Whether a new answer's first source should stay out of the pane, for another one is to come.
export const opensCitation = () => Boolean(opening?.target || opening?.damaged);

// Opens what the address names, if it names anything.
export async function open() {
  const whole = parse(location.hash);
  if (whole && !whole.quote) return show(whole, null, true);
  const wanted = parsePermalink(location.hash);
  if (!wanted) return;
  opening = wanted;
  const answer = await ask(wanted.question, true);
  opening = null;
  if (wanted.damaged) showSentence(DAMAGED);
  else if (wanted.target) show(wanted.target, citing(answer, wanted.target), true);
}

// A new answer that was asked for by hand: the address no longer names an older one.
export function answered() {
  if (!opening && location.hash) remember("pushState", "");
}

function remember(how, fragment) {
  if (fragment === location.hash) return;
  history[how](null, "", location.pathname + location.search + fragment);
}

// The answer, if it has this citation.
function citing(answer, target) {
  const links = [...(answer?.querySelectorAll("a.q-cite") ?? [])];
  return target && links.some((link) => same(parse(link.getAttribute("href")), target)) ? answer : null;
}

document.addEventListener("q-visit", ({ detail: { target, answer, moves } }) => {
  const fragment = target.quote ? permalink(asked(answer), target) : target.href;
  remember(moves ? "pushState" : "replaceState", fragment);
});

// Back and forward, and a link put into the address of the page that is open.
addEventListener("popstate", () => {
  if (!location.hash) return leave();
  const wanted = parsePermalink(location.hash);
  const answers = [...document.querySelectorAll("#q-chat .q-answer")].reverse();
  const answer = answers.find((one) => wanted && asked(one) === wanted.question);
  if (answer && citing(answer, wanted.target)) show(wanted.target, answer, true);
  else if (answer && !wanted.target && !wanted.damaged) answer.scrollIntoView({ block: "nearest" });
  else open();
});
