// Finds one visible element as a person would point at it, and answers as soon as it is there:
// a MutationObserver instead of polling. Arguments: a question, then the callback.
// The question: `locators`, tried in this order; `cap`, how long to wait in milliseconds;
// `text`, true when the element's text is asked for, and elements without any do not count;
// `count`, true when the number of elements is asked for;
// `press`, the number of the press that comes next, when one does (see press.js).
// Answers the text, or the element with what it holds, or null when the cap has passed
// (the caller asks again until its own deadline).
const [{ locators, cap, text, press, count }, done] = arguments;
const squeeze = (text) => (text || "").replace(/\s+/g, " ").trim().toLowerCase();
const squeezed = (locator) => Object.fromEntries(
  Object.entries(locator).map(([k, v]) => [k, k === "css" ? v : squeeze(v)]));
const wishes = locators.map(squeezed);

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
const fields = "input, textarea, select, [role=textbox], [role=checkbox], [role=combobox]";

const candidates = (wanted) => {
  if (wanted.css) return [...document.querySelectorAll(wanted.css)];
  if (wanted.role) {
    const selector = `[role="${CSS.escape(wanted.role)}"]` + (implied[wanted.role] ? ", " + implied[wanted.role] : "");
    const all = [...document.querySelectorAll(selector)].filter(
      (e) => !e.hasAttribute("role") || squeeze(e.getAttribute("role")) === wanted.role);
    if (!wanted.name) return all;
    const names = new Map(all.map((e) => [e, squeeze(nameOf(e))]));
    const exact = all.filter((e) => names.get(e) === wanted.name);
    return exact.length ? exact : all.filter((e) => names.get(e).includes(wanted.name));
  }
  if (wanted.label) {
    const all = [...document.querySelectorAll(fields)];
    const exact = all.filter((e) => squeeze(nameOf(e)) === wanted.label);
    return exact.length ? exact : all.filter((e) => squeeze(nameOf(e)).includes(wanted.label));
  }
  const holders = [...document.body.querySelectorAll("*")].filter((e) => squeeze(e.innerText).includes(wanted.text));
  return holders.filter((e) => !holders.some((other) => other !== e && e.contains(other)));
};
const answerOf = (wanted) => {
  if (count) return candidates(wanted).filter(visible).length;
  const element = candidates(wanted).find(visible);
  if (!element) return null;
  if (text) return element.innerText.trim() ? element.innerText : null;
  return { element, filled: Boolean(element.value ?? element.textContent), ticked: Boolean(element.checked) };
};
const look = () => {
  if (!document.body) return null;
  for (const wanted of wishes) {
    const answer = answerOf(wanted);
    if (answer) return answer;
  }
  return null;
};
const tell = (answer) => {
  if (answer && press) {
    bringIntoView(answer.element);
    watchPress(answer.element, press);
  }
  done(answer);
};

const now = look();
if (now || cap <= 0) {
  tell(now);
} else {
  let timer;
  const observer = new MutationObserver(() => {
    const found = look();
    if (found) finish(found);
  });
  const finish = (answer) => {
    observer.disconnect();
    clearTimeout(timer);
    tell(answer);
  };
  timer = setTimeout(() => finish(look()), cap);
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
}
