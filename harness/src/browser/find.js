// Finds one visible element as a person would point at it, and answers as soon as it is there:
// a MutationObserver instead of polling. Arguments: a question, then the callback.
// The question: `locators`, tried in this order; `cap`, how long to wait in milliseconds;
// `text`, true when the element's text is asked for, and elements without any do not count;
// `count`, true when the number of elements is asked for;
// `press`, the number of the press that comes next, when one does (see press.js).
// Answers the text, or the element with what it holds, or null when the cap has passed
// (the caller asks again until its own deadline).
const [{ locators, cap, text, press, count }, done] = arguments;
const squeezed = (locator) => Object.fromEntries(
  Object.entries(locator).map(([k, v]) => [k, k === "css" ? v : squeeze(v)]));
const wishes = locators.map(squeezed);
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
  const shown = candidates(wanted).filter(visible);
  if (text) return shown.map((element) => element.innerText).find((words) => words.trim()) ?? null;
  const [element] = shown;
  return element && { element, filled: Boolean(element.value ?? element.textContent), ticked: Boolean(element.checked) };
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
