"use strict";
(() => {
  const said = document.getElementById("said");
  const dialog = document.getElementById("keys");

  // The part of the page that changes, fetched anew when something happened.
  const live = document.getElementById("live");
  let waiting = 0;
  const refresh = async () => {
    waiting = 0;
    // What somebody is typing stays.
    const typed = [...live.querySelectorAll("input")].some((input) => input.value !== input.defaultValue);
    if (typed || live.querySelector("form :focus")) { waiting = setTimeout(refresh, 1000); return; }
    const response = await fetch(location.href, { headers: { accept: "text/html" } });
    if (!response.ok) return;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("live");
    if (!fresh) return;
    const open = [...live.querySelectorAll("details[open][id]")].map((fold) => fold.id);
    const focused = steps().indexOf(document.activeElement);
    const href = document.activeElement.getAttribute("href");
    live.replaceChildren(...fresh.childNodes);
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    if (focused >= 0) (steps().find((step) => href && step.getAttribute("href") === href) ?? steps()[focused])?.focus();
    dress();
  };
  const news = () => { waiting ||= setTimeout(refresh, 150); };
  if (live) {
    const source = new EventSource(live.dataset.events);
    for (const kind of ["exchange", "flow", "cleared", "lost"]) source.addEventListener(kind, news);
    addEventListener("pagehide", () => source.close());
  }

  // A button beside everything that is meant to be copied.
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      said.textContent = "Copied";
    } catch {
      said.textContent = "The browser did not allow copying";
    }
  };
  const dress = () => {
    for (const block of document.querySelectorAll("pre[data-copy]:not([data-dressed])")) {
      block.dataset.dressed = "";
      const button = document.createElement("button");
      button.type = "button";
      button.className = "copy";
      button.textContent = "Copy";
      button.addEventListener("click", () => { copy(block.textContent); button.textContent = "Copied"; });
      block.before(button);
    }
  };
  dress();

  // A link to a folded request unfolds it.
  const unfold = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    if (target?.tagName === "DETAILS") { target.open = true; target.scrollIntoView(); }
  };
  addEventListener("hashchange", unfold);
  unfold();

  const steps = () => [...document.querySelectorAll("[data-step]")];
  const move = (by) => {
    const all = steps();
    if (all.length === 0) return;
    const here = all.indexOf(document.activeElement);
    const next = here < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, here + by));
    all[next].focus();
  };
  const showKeys = () => { if (!dialog.open) dialog.showModal(); };
  const opener = document.getElementById("keys-open");
  opener.hidden = false;
  opener.addEventListener("click", showKeys);
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || dialog.open) return;
    if (event.target.closest("input, select, textarea")) return;
    const act = {
      j: () => move(1),
      k: () => move(-1),
      u: () => location.assign(document.body.dataset.root),
      "/": () => document.querySelector("input[type=search]")?.focus(),
      "?": showKeys,
      c: () => {
        const fold = event.target.closest(".exchange") ?? document;
        const block = fold.querySelector("pre[data-copy]");
        if (block) copy(block.textContent);
      },
    }[event.key];
    if (act) { event.preventDefault(); act(); }
  });
})();
