// Put Quoth into another page with one script tag. docs/embedding.md describes it.
// Everything lives in shadow trees styled through the CSSOM, so that neither page's styles reach
// the other's and a host's strict content security policy is kept.
(() => {
  "use strict";

  const script = document.currentScript;
  const base = new URL(".", script.src);
  const own = script.dataset;
  const LABELS = {
    en: { open: "Ask the documents", close: "Close", title: "Quoth" },
    de: { open: "Die Dokumente fragen", close: "Schließen", title: "Quoth" },
    fr: { open: "Interroger les documents", close: "Fermer", title: "Quoth" },
    zh: { open: "查询文档", close: "关闭", title: "Quoth" },
  };
  const language = (own.language || document.documentElement.lang || "en").slice(0, 2);
  const labels = { ...(LABELS[language] || LABELS.en) };
  if (own.title) labels.title = labels.open = own.title;
  const colour = CSS.supports("color", own.colour || "") ? own.colour : "#1f4e79";
  const left = own.position === "left";

  const STYLE = `
    :host { all: initial; }
    button { font: 500 16px/1 system-ui, sans-serif; cursor: pointer; border: 0; color: #fff; background: ${colour}; }
    button:focus-visible { outline: 3px solid ${colour}; outline-offset: 3px; }
    iframe { border: 0; display: block; width: 100%; height: 100%; background: Canvas; }
    .bubble { position: fixed; z-index: 2147483000; bottom: 20px; ${left ? "left" : "right"}: 20px; padding: 15px 20px;
      border-radius: 26px; box-shadow: 0 3px 14px rgb(0 0 0 / .3); }
    .panel { position: fixed; z-index: 2147483001; bottom: 20px; ${left ? "left" : "right"}: 20px; width: min(460px, calc(100vw - 40px));
      height: min(720px, calc(100vh - 40px)); display: flex; flex-direction: column; overflow: hidden; border-radius: 12px;
      box-shadow: 0 6px 30px rgb(0 0 0 / .35); background: ${colour}; }
    .panel[hidden], .bubble[hidden] { display: none; }
    .bar { display: flex; justify-content: space-between; align-items: center; color: #fff; padding: 4px 4px 4px 16px;
      font: 600 16px/1.2 system-ui, sans-serif; }
    .bar button { min-width: 44px; min-height: 40px; font-size: 20px; background: none; }
    .bar button:focus-visible { outline-color: #fff; outline-offset: -3px; }
    .frame { flex: 1; min-height: 0; }
    .inline { height: 100%; min-height: 420px; }
    @media (max-width: 600px) { .panel { inset: 0; width: auto; height: auto; border-radius: 0; } }
  `;

  function shadow(host) {
    const root = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    return root;
  }

  function element(name, facts, ...children) {
    const made = Object.assign(document.createElement(name), facts);
    made.append(...children);
    return made;
  }

  // A frame with Quoth in it. Questions asked before it is ready wait.
  function frame(options) {
    const address = new URL(".", base);
    address.searchParams.set("embed", "1");
    address.searchParams.set("host", location.origin);
    if (["light", "dark"].includes(options.theme)) address.searchParams.set("__theme", options.theme);
    const iframe = element("iframe", { src: address.href, title: labels.title, allow: "clipboard-write" });
    const waiting = options.question ? [options.question] : [];
    let ready = false;
    const send = (question) => iframe.contentWindow.postMessage({ quoth: "ask", question }, base.origin);
    window.addEventListener("message", (event) => {
      if (event.origin !== base.origin || event.source !== iframe.contentWindow) return;
      if (event.data?.quoth === "ready") {
        ready = true;
        waiting.splice(0).forEach(send);
      } else if (event.data?.quoth === "close") options.close?.();
    });
    return {
      iframe,
      ask: (question) => (ready ? send(question) : waiting.push(question)),
    };
  }

  function inline(host) {
    if (host.shadowRoot) return null;
    const chat = frame({ ...own, ...host.dataset });
    shadow(host).append(element("div", { className: "inline" }, chat.iframe));
    return { open: () => chat.iframe.focus(), close() {}, ask: chat.ask };
  }

  function bubble() {
    const host = element("div", {});
    const root = shadow(host);
    const opener = element("button", { className: "bubble", type: "button", textContent: labels.open });
    opener.setAttribute("aria-haspopup", "dialog");
    opener.setAttribute("aria-expanded", "false");
    const closer = element("button", { type: "button", textContent: "×" });
    closer.setAttribute("aria-label", labels.close);
    const place = element("div", { className: "frame" });
    const panel = element(
      "div",
      { className: "panel", hidden: true },
      element("div", { className: "bar" }, element("span", { textContent: labels.title }), closer),
      place,
    );
    panel.setAttribute("role", "dialog");
    panel.setAttribute("aria-label", labels.title);
    let chat = null; // made on the first click: a page that nobody asks loads nothing
    let before = null;

    function open() {
      if (!chat) {
        chat = frame({ ...own, close });
        place.append(chat.iframe);
      }
      if (!panel.hidden) return;
      before = document.activeElement === host ? opener : document.activeElement;
      panel.hidden = false;
      opener.hidden = true;
      opener.setAttribute("aria-expanded", "true");
      chat.iframe.focus();
    }

    function close() {
      if (panel.hidden) return;
      panel.hidden = true;
      opener.hidden = false;
      opener.setAttribute("aria-expanded", "false");
      (before && before !== document.body && before.isConnected ? before : opener).focus();
    }

    opener.addEventListener("click", open);
    closer.addEventListener("click", close);
    panel.addEventListener("keydown", (event) => event.key === "Escape" && close());
    root.append(opener, panel);
    document.body.append(host);
    return {
      open,
      close,
      ask(question) {
        open();
        chat.ask(question);
      },
    };
  }

  function start() {
    const places = [...document.querySelectorAll("div[data-quoth]")];
    const chat = places.length ? places.map(inline).filter(Boolean)[0] : bubble();
    // The page around may open, close and ask, by messages to its own window.
    window.addEventListener("message", (event) => {
      if (event.source !== window || event.origin !== location.origin || !chat) return;
      const { quoth, question } = event.data || {};
      if (quoth === "open" || quoth === "close") chat[quoth]();
      if (quoth === "ask" && typeof question === "string" && question.trim()) chat.ask(question);
    });
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
