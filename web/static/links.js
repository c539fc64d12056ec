// Reads and makes the links that point into documents. web/links.py makes the same ones.
// A link is data from anyone: what does not have the exact form is no link.

const CITE =
  /^#src\/([\w.~%/-]+)\/(\d{1,12})\/(\d{1,12})\?quote=([0-9a-f]{16})(?:&spans=([\d,-]+))?$/;
const DOCUMENT = /^#doc\/([\w.~%/-]+)$/;
const ELSEWHERE = /(^|\/)(\.|%2e){0,2}(\/|$)/i; // parts that would lead out of source/

// The addresses of the page itself and of what lies beside it, also below a path of a proxy.
export const beside = (path) => new URL(path, new URL(".", document.baseURI));
export const here = (fragment) => location.origin + location.pathname + fragment;

// The citation or whole document that an href names, or null. `document` stays percent-encoded.
export function parse(href) {
  const cite = CITE.exec(href);
  if (cite && !ELSEWHERE.test(cite[1])) {
    const [, document, start, end, quote, spans] = cite;
    return { href, document, start: Number(start), end: Number(end), quote, spans };
  }
  const whole = DOCUMENT.exec(href);
  return whole && !ELSEWHERE.test(whole[1]) ? { href, document: whole[1] } : null;
}

// Where its page lies, relative to the chat page.
export function address({ document, start, end, quote, spans }) {
  if (quote === undefined) return `source/${document}`;
  const marked = spans ? `&spans=${spans}` : "";
  return `source/${document}?start=${start}&end=${end}&quote=${quote}${marked}`;
}

// The decoded name of its document, as it is shown to a person.
export function name(target) {
  try {
    return decodeURIComponent(target.document);
  } catch {
    return target.document;
  }
}

export const same = (a, b) =>
  a.document === b.document && a.start === b.start && a.end === b.end && a.quote === b.quote;

// A permalink's parts: the question, and the citation if it names one. `damaged` if that is no link.
export function parsePermalink(fragment) {
  const parts = new URLSearchParams(fragment.slice(1));
  const question = parts.get("ask");
  if (!question) return null;
  const cite = parts.get("cite");
  const target = cite === null ? null : parse(`#src/${cite}`);
  return { question, target, damaged: cite !== null && !target?.quote };
}

export function permalink(question, target) {
  const cite = target ? `&cite=${encodeURIComponent(target.href.replace("#src/", ""))}` : "";
  return `#ask=${encodeURIComponent(question)}${cite}`;
}

// The question that an answer's own permalink asks.
export const asked = (answer) =>
  parsePermalink(answer?.querySelector("a.q-link")?.getAttribute("href") ?? "")?.question ?? null;
