// Called in every new document before its own scripts. Lets `press.js` report where a press landed, and says at once
// that a script, link, or form asks for another document: the browser's own word about that comes later.
(channel) => {
  if (window !== window.top) return;
  Object.defineProperty(window, "harnessPress", { value: (what) => channel(what), configurable: true });
  window.navigation?.addEventListener("navigate", (event) => {
    if (!event.destination.sameDocument && event.downloadRequest === null) channel("leaving");
  });
}
