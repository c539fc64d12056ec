// Questions to start with: a click or Enter on one asks it, as if it had been typed.
(() => {
  "use strict";

  const ASK = /^#ask\/(.+)$/;

  function ask(question) {
    const box = document.querySelector("#q-box textarea");
    const button = document.querySelector("#q-box .submit-button");
    if (!box || !button) return;
    box.value = question;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    // The component takes the text over after this event, before the next frame is drawn.
    requestAnimationFrame(() => {
      button.click();
      box.focus();
    });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.q-starter");
    const asked = link && ASK.exec(link.getAttribute("href") || "");
    if (!asked) return;
    event.preventDefault(); // else <base href> makes the fragment a page load
    ask(decodeURIComponent(asked[1]));
  });
})();
