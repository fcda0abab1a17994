// Called on an element. Answers the point to press: the middle of its first box, scrolled into view,
// as soon as nothing else covers it; or why there is none after `cap` milliseconds.
async function (cap) {
  const started = performance.now();
  const nextFrame = () => new Promise((next) => {
    requestAnimationFrame(next);
    // A page without frames draws nothing, but its scripts still run.
    setTimeout(next, 50);
  });
  const middle = () => {
    const box = [...this.getClientRects()].find((rect) => rect.width > 0 && rect.height > 0);
    return box && { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  const inView = ({ x, y }) => x >= 0 && y >= 0 && x < innerWidth && y < innerHeight;
  const deepest = ({ x, y }) => {
    let hit = document.elementFromPoint(x, y);
    while (hit?.shadowRoot) {
      const inner = hit.shadowRoot.elementFromPoint(x, y);
      if (!inner || inner === hit) break;
      hit = inner;
    }
    return hit;
  };
  const holds = (outer, inner) => {
    for (let node = inner; node; node = node.parentNode || node.host) if (node === outer) return true;
    return false;
  };
  const described = (element) => {
    if (!element) return "nothing is at its place";
    const id = element.id ? `#${element.id}` : "";
    return `<${element.localName}${id}> covers it`;
  };
  for (;;) {
    if (!this.isConnected) return { why: "it was removed from the page" };
    let point = middle();
    if (point && !inView(point)) {
      this.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
      point = middle();
    }
    const hit = point && inView(point) ? deepest(point) : null;
    if (hit && [this, ...(this.labels || [])].some((part) => holds(part, hit))) return point;
    if (performance.now() - started >= cap) return { why: point ? described(hit) : "it has no size" };
    await nextFrame();
  }
}
