// How people point at elements: role, accessible name, and whether one is visible.
const squeeze = (text) => (text || "").replace(/\s+/g, " ").trim().toLowerCase();

const implied = {
  button: "button, summary, input[type=submit], input[type=button], input[type=reset], input[type=image]",
  link: "a[href], area[href]",
  textbox: "textarea, input:not([type]), input[type=text], input[type=email], input[type=tel], input[type=url], input[type=password]",
  searchbox: "input[type=search]",
  spinbutton: "input[type=number]",
  checkbox: "input[type=checkbox]",
  radio: "input[type=radio]",
  combobox: "select",
  heading: "h1, h2, h3, h4, h5, h6",
  img: "img",
  main: "main",
  navigation: "nav",
  form: "form",
  dialog: "dialog",
  list: "ul, ol",
  listitem: "li",
};

const visible = (element) => {
  if (!element.getClientRects().length) return false;
  const style = getComputedStyle(element);
  return style.visibility !== "hidden" && style.display !== "none";
};
const byIds = (ids) => ids.split(/\s+/).map((id) => document.getElementById(id)?.textContent || "").join(" ");
// The parts of the accessible name computation that pages use in practice, in its order of precedence.
const nameOf = (element) => {
  const labelledBy = element.getAttribute("aria-labelledby");
  if (labelledBy) return byIds(labelledBy);
  const label = element.getAttribute("aria-label");
  if (label) return label;
  if (element.labels && element.labels.length) return [...element.labels].map((l) => l.textContent).join(" ");
  if (element.matches("input[type=submit], input[type=button], input[type=reset]")) return element.value;
  const alt = element.getAttribute("alt");
  if (alt) return alt;
  const text = element.innerText;
  if (text && text.trim()) return text;
  const inner = [...element.querySelectorAll("[aria-label], img[alt]")]
    .map((e) => e.getAttribute("aria-label") || e.getAttribute("alt")).join(" ");
  return inner || element.getAttribute("title") || element.getAttribute("placeholder") || "";
};
