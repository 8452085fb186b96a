// What a page gains when scripts run; every page works without. No inline script, nothing stored in the browser.
"use strict";

(() => {
  const MARK = "samsporReady";
  const body = document.body;

  // --- components of dkfds, in the page and in every fragment that htmx puts in ---------------------------------
  const components = {
    ".form-limit": (el) => {
      const words = {
        character_remaining: body.dataset.wordsLeft, characters_remaining: body.dataset.wordsLeft,
        character_too_many: body.dataset.wordsOver, characters_too_many: body.dataset.wordsOver,
      };
      const limit = new DKFDS.CharacterLimit(el, words);
      limit.init();
      limit.silentUpdateMessages();
      hint(el);
    },
    ".accordion, .accordion-bordered": (el) => new DKFDS.Accordion(el).init(),
    ".js-radio-toggle-group": (el) => new DKFDS.RadioToggleGroup(el).init(),
    ".js-checkbox-toggle-content": (el) => new DKFDS.CheckboxToggleContent(el).init(),
    ".js-dropdown": (el) => new DKFDS.Dropdown(el).init(),
    ".alert.has-close": (el) => new DKFDS.Alert(el).init(),
    "[data-module='error-summary']": (el) => new DKFDS.ErrorSummary(el).init(),
    "form[method='post' i]": (el) => watch(el),
  };

  // How much is left is told when it begins to matter, not to somebody who has not written yet.
  const NEAR = 200;

  function hint(el) {
    const field = el.querySelector("textarea");
    const said = el.querySelector(".character-limit");
    const tell = () => said.classList.toggle("d-none", el.dataset.maxlength - field.value.length > NEAR);
    field.addEventListener("input", tell);
    tell();
  }

  function ready(scope) {
    for (const [selector, start] of Object.entries(components)) {
      const found = [...scope.querySelectorAll(selector)];
      if (scope.matches?.(selector)) found.unshift(scope);
      for (const el of found) {
        if (MARK in el.dataset) continue;
        el.dataset[MARK] = "";
        start(el);
      }
    }
  }

  // --- forms: sent once, and not left by accident ----------------------------------------------------------------
  const typed = new Map(); // form → what stood in it when it was shown

  const words = (form) =>
    [...new FormData(form)].filter(([name, value]) =>
      name !== "csrfmiddlewaretoken" && name !== "keep-form" && typeof value === "string" && !isSecret(form, name));
  const isSecret = (form, name) => form.elements[name]?.type === "password";
  const asText = (form) => new URLSearchParams(words(form)).toString();
  const isDirty = (form) => form.isConnected && typed.has(form) && typed.get(form) !== asText(form);

  function watch(form) {
    form.noValidate = true; // our own sentences, linked to the fields
    if (!("noWarning" in form.dataset)) {
      // A form that comes back with errors holds words that are saved nowhere.
      typed.set(form, form.querySelector("[data-module='error-summary']") ? "" : asText(form));
    }
  }

  function isUnsaved() {
    return [...typed.keys()].some((form) => isDirty(form) && !("sending" in form.dataset));
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("form[method='post' i]")) return;
    if ("sending" in form.dataset) {
      event.preventDefault();
      return;
    }
    form.dataset.sending = "";
    const button = event.submitter;
    button?.setAttribute("aria-disabled", "true");
    window.setTimeout(() => settle(form), 8000); // a download leaves the page standing
  });

  function settle(form) {
    delete form.dataset.sending;
    form.querySelectorAll("[aria-disabled='true']").forEach((el) => el.removeAttribute("aria-disabled"));
  }

  window.addEventListener("beforeunload", (event) => {
    if (isUnsaved() && !locking) event.preventDefault();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-sending]").forEach(settle);
  });

  // --- menus: a click elsewhere or Escape closes them -------------------------------------------------------------
  const menus = () => document.querySelectorAll("details.site-menu[open]");
  document.addEventListener("click", (event) => {
    menus().forEach((menu) => menu.contains(event.target) || menu.removeAttribute("open"));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menus().forEach((menu) => {
      menu.removeAttribute("open");
      menu.querySelector("summary").focus();
    });
  });

  // --- the page's clock: after a while without a person, hand what is typed to the server and lock ----------------
  const idle = Number(body.dataset.idleSeconds) * 1000;
  const TIMER = { "X-Samspor-Timer": "1" }; // sent by the clock, not by a person
  const TOLD_EVERY = 60_000;
  let last = Date.now(); // when a person was last seen in this window
  let told = Date.now(); // when the server last heard of it
  let locking = false;

  function seen() {
    last = Date.now();
    if (last - told < TOLD_EVERY) return;
    told = last;
    fetch(body.dataset.keepUrl).catch(() => {}); // someone writes a long text: the session stays open
  }

  async function keep(form, number) {
    const key = `${location.pathname}#${form.getAttribute("id") || number}`;
    const sent = new URLSearchParams(words(form));
    sent.set("keep-path", new URL(form.getAttribute("action") || location.href, location.href).pathname);
    sent.set("keep-page", location.pathname + location.search);
    sent.set("keep-form", key);
    const token = JSON.parse(body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
    await fetch(body.dataset.keepUrl, { method: "POST", body: sent, headers: { "X-CSRFToken": token, ...TIMER } });
    if (!form.elements["keep-form"]) {
      const field = Object.assign(document.createElement("input"), { type: "hidden", name: "keep-form", value: key });
      form.append(field); // once it is sent, what was kept of it is dropped
    }
  }

  /** How long the server still gives: another window may have been used meanwhile. */
  async function secondsLeft() {
    const answer = await fetch(body.dataset.keepUrl, { headers: TIMER });
    return (await answer.json()).seconds;
  }

  async function lockWhenIdle() {
    if (locking || Date.now() - last < idle) return;
    locking = true;
    try {
      const left = await secondsLeft();
      if (left > 0) {
        last = Date.now() - idle + left * 1000;
        locking = false;
        return;
      }
    } catch { /* no answer: lock */ }
    await Promise.allSettled([...typed.keys()].filter(isDirty).map(keep));
    location.assign(body.dataset.lockedUrl);
  }

  if (idle && body.dataset.keepUrl && body.dataset.lockedUrl) {
    ["keydown", "pointerdown", "scroll", "input"].forEach((kind) =>
      window.addEventListener(kind, seen, { passive: true, capture: true }));
    document.addEventListener("visibilitychange", lockWhenIdle);
    window.setInterval(lockWhenIdle, 5000);
  }

  // --- htmx --------------------------------------------------------------------------------------------------------
  document.addEventListener("htmx:load", (event) => ready(event.detail.elt));
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest?.("form");
    if (form) settle(form);
  });

  ready(document);
})();
