// A press of the mouse is lost when its element moves between measuring and pressing (a late style sheet).
// Tells the harness whether the press of this number hit the element, and keeps what missed it from the page,
// so that it can be repeated.
const watchPress = (element, number) => {
  const key = Symbol.for("harness.press");
  window[key]?.();
  const report = (what) => window.harnessPress?.(`${number} ${what}`);
  const kinds = ["pointerdown", "mousedown", "pointerup", "mouseup", "click"];
  let down = false;
  const hits = (event) => {
    const path = event.composedPath();
    return path.includes(element) || [...(element.labels || [])].some((label) => path.includes(label));
  };
  const hear = (event) => {
    const hit = hits(event);
    if (hit && event.type === "mousedown") {
      down = true;
      report("down");
    }
    // What the button's going down has removed was hit.
    if ((hit && event.type === "click") || (down && !element.isConnected)) {
      stop();
      report("click");
    } else if (!hit && event.isTrusted) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  };
  const stop = () => {
    for (const kind of kinds) window.removeEventListener(kind, hear, true);
    delete window[key];
  };
  for (const kind of kinds) window.addEventListener(kind, hear, true);
  Object.defineProperty(window, key, { value: stop, configurable: true, enumerable: false });
};
// At once: a page that scrolls smoothly would be measured on its way.
const bringIntoView = (element) => {
  const { left, top, right, bottom } = element.getBoundingClientRect();
  if (left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight) return;
  element.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
};
