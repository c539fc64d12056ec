// Lets each answer that was kept be rated: "Helpful", "Not helpful", and a note.
(() => {
  "use strict";

  const NOTE = 1000; // characters; the server takes no more
  const UNKNOWN = "It could not be kept. Reload the page, or try again later.";
  const said = new Map(); // by answer: the page may draw an answer anew

  async function send(answer) {
    const { rating, note } = said.get(answer);
    try {
      const response = await fetch(new URL("feedback", new URL(".", document.baseURI)), {
        method: "POST",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ answer, rating, note: note || null }),
      });
      const type = response.headers.get("content-type") ?? "";
      // Refused on the way, such as for asking too often.
      if (!response.ok && type.startsWith("text/plain")) return response.text();
      if (!type.startsWith("application/json")) return UNKNOWN; // a proxy's own page
      const body = await response.json();
      return body.kept ? "" : body.error?.message || UNKNOWN;
    } catch {
      return "It could not be kept. Is Quoth still running?";
    }
  }

  function make(tag, attributes, text) {
    const element = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    if (text) element.textContent = text;
    return element;
  }

  function rating(answer) {
    if (!said.has(answer)) said.set(answer, { rating: null, note: "" });
    const state = said.get(answer);
    const group = make("span", { class: "q-rating", role: "group", "aria-label": "Rate this answer" });
    const status = make("span", { role: "status" });
    const note = make("textarea", {
      "aria-label": "Note on this answer (optional)",
      placeholder: "What was right or wrong? (optional)",
      maxlength: NOTE,
      rows: 1,
    });
    const keep = make("button", { type: "button" }, "Send note");
    note.value = state.note;
    note.addEventListener("input", () => (state.note = note.value));
    const show = () => {
      note.hidden = keep.hidden = !state.rating;
      buttons.forEach(([value, button]) => button.setAttribute("aria-pressed", state.rating === value));
    };
    const tell = async (words) => {
      status.textContent = "";
      const fault = await send(answer);
      status.textContent = fault || words; // a polite live region: read out when it changes
      return !fault;
    };
    const buttons = [["up", "Helpful"], ["down", "Not helpful"]].map(([value, label]) => {
      const button = make("button", { type: "button" }, label);
      button.addEventListener("click", async () => {
        const before = state.rating;
        state.rating = before === value ? null : value; // a second press takes it back
        show();
        if (await tell(state.rating ? "Thank you, your rating is kept." : "Your rating is taken back.")) return;
        state.rating = before;
        show();
      });
      return [value, button];
    });
    keep.addEventListener("click", () => tell("Thank you, your note is kept."));
    group.append(...buttons.map(([, button]) => button), note, keep, status);
    show();
    return group;
  }

  function equip() {
    document.querySelectorAll("#q-chat .q-rate:not(.q-on)").forEach((place) => {
      place.classList.add("q-on");
      const answer = place.id.replace("q-rate-", "");
      const shown = place.parentElement?.querySelector(".q-answer") || place.previousElementSibling;
      if (!shown) return;
      let actions = shown.querySelector(".q-actions");
      if (!actions) {
        actions = make("div", { class: "q-actions" });
        shown.append(actions);
      }
      actions.append(rating(answer));
    });
  }

  new MutationObserver(equip).observe(document.documentElement, { childList: true, subtree: true });
  equip();
})();
