// Copying answers and links as plain text, and saying so politely.
import { asked, here, name, parse } from "./links.js";

let status = null;

// Said to screen readers once they have finished what they are saying.
export function say(text) {
  if (!status) {
    status = document.createElement("div");
    status.className = "q-unseen";
    status.setAttribute("role", "status");
    document.body.append(status);
  }
  status.textContent = "";
  setTimeout(() => (status.textContent = text), 50); // else the same words twice are said once
}

// An answer as plain text: each quote as it stands, and below it where it stands.
export function answerText(answer) {
  const parts = [".q-refusal", ".q-label"].map((part) => answer.querySelector(part)?.textContent);
  for (const quote of answer.querySelectorAll("blockquote")) {
    const link = quote.querySelector("a.q-cite");
    const target = parse(link.getAttribute("href"));
    const number = link.querySelector(".q-number").textContent;
    const title = link.querySelector(".q-where").textContent.replace(/ · \d+–\d+$/, "");
    parts.push(
      `${quote.querySelector("p").textContent}\n` +
        `${number} ${title} (${name(target)}), characters ${target.start}-${target.end}`,
    );
  }
  return parts.filter(Boolean).join("\n\n");
}

// Browsers offer the clipboard on https and localhost only; an intranet often has neither.
async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text);
  }
}

function copySelected(text) {
  const focused = document.activeElement;
  const area = document.createElement("textarea");
  area.className = "q-unseen";
  area.value = text;
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  focused?.focus({ preventScroll: true });
  return copied;
}

// Copies, and says so in the control that was used.
export async function copy(text, control) {
  const copied = await toClipboard(text);
  const words = copied ? "Copied" : "Could not copy";
  say(words);
  control.dataset.label ??= control.textContent;
  control.textContent = words;
  clearTimeout(control.restore);
  control.restore = setTimeout(() => (control.textContent = control.dataset.label), 2000);
}

document.addEventListener("click", (event) => {
  const control = event.target.closest?.(".q-actions :is(.q-copy, .q-link)");
  if (!control) return;
  if (control.matches(".q-link") && (event.ctrlKey || event.metaKey || event.shiftKey)) return;
  event.preventDefault();
  const answer = control.closest(".q-answer");
  const text = control.matches(".q-link") ? here(control.getAttribute("href")) : answerText(answer);
  if (asked(answer) !== null) copy(text, control);
});
