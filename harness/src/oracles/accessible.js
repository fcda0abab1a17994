// What keeps people from using the page that is shown: a list of sentences. The body of a function.
// Title, language, heading, a way on for keyboards (WCAG 2.2: 2.4.2, 3.1.1, 2.4.6, 2.1.1), and contrast (1.4.3).
const lacks = [];
if (!document.title.trim()) lacks.push("no title");
if (!document.documentElement.lang.trim()) lacks.push("no `lang`");
const shown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
  && element.getClientRects().length > 0;
const all = (selector) => [...document.querySelectorAll(selector)].filter(shown);
if (!all("h1, h2, h3, h4, h5, h6, [role=heading]").some((heading) => heading.innerText.trim())) lacks.push("no heading");
const ways = all("a[href], button, input[type=submit], input[type=button], [role=button], [role=link]");
if (!ways.some((way) => way.tabIndex >= 0 && !way.disabled)) lacks.push("nothing to go on with that the keyboard reaches");

// A canvas turns every way to write a color into four bytes.
const canvas = document.createElement("canvas");
canvas.width = canvas.height = 1;
const pen = canvas.getContext("2d", { willReadFrequently: true });
const bytes = (color) => {
  pen.clearRect(0, 0, 1, 1);
  pen.fillStyle = color;
  pen.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = pen.getImageData(0, 0, 1, 1).data;
  return { rgb: [red, green, blue], alpha: alpha / 255 };
};
const over = (front, back) => front.rgb.map((part, i) => part * front.alpha + back[i] * (1 - front.alpha));
// What stands behind a text; nothing can be said of a picture, nor of what is blended into it.
const behind = (element) => {
  const layers = [];
  for (let node = element; node; node = node.parentElement ?? node.getRootNode().host) {
    const style = getComputedStyle(node);
    if (style.backgroundImage !== "none" || style.mixBlendMode !== "normal" || Number(style.opacity) < 1) return null;
    const layer = bytes(style.backgroundColor);
    layers.push(layer);
    if (layer.alpha === 1) break;
  }
  const dark = getComputedStyle(document.documentElement).colorScheme.includes("dark")
    && matchMedia("(prefers-color-scheme: dark)").matches;
  return layers.reverse().reduce((back, layer) => over(layer, back), dark ? [18, 18, 18] : [255, 255, 255]);
};
const luminance = (rgb) => {
  const linear = rgb.map((part) => part / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
};
const contrast = (one, other) => {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
};
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (texts.nextNode()) {
  const text = texts.currentNode.data.trim();
  const element = texts.currentNode.parentElement;
  if (!text || !shown(element) || element.closest("noscript, script, style, :disabled")) continue;
  const style = getComputedStyle(element);
  const back = behind(element);
  if (!back) continue;
  const size = parseFloat(style.fontSize);
  const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
  const found = contrast(over(bytes(style.color), back), back);
  if (found < (large ? 3 : 4.5)) {
    lacks.push(`the contrast of "${text.slice(0, 40)}" is ${found.toFixed(1)} : 1`);
    break;
  }
}
return lacks;
