// Every visible button and link in the order of the page, with what points at it; the body of a function.
const roleOf = (element) => {
  const role = element.getAttribute("role");
  if (role) return squeeze(role);
  return element.matches(implied.link) ? "link" : "button";
};
// A selector for what has no name to be known by.
const selectorOf = (element) => {
  const quoted = (value) => `"${CSS.escape(value)}"`;
  if (element.id) return `#${CSS.escape(element.id)}`;
  for (const attribute of ["data-testid", "data-provider", "href", "value", "title"]) {
    const value = element.getAttribute(attribute);
    if (value) return `${element.localName}[${attribute}=${quoted(value)}]`;
  }
  const form = element.closest("form[action]");
  if (form) return `form[action=${quoted(form.getAttribute("action"))}] ${element.localName}`;
  const known = [...element.classList].find((name) => !/^\d/.test(name));
  return known ? `${element.localName}.${CSS.escape(known)}` : null;
};
const all = document.querySelectorAll(`${implied.button}, ${implied.link}, [role=button], [role=link]`);
return [...all]
  .filter((element) => visible(element) && ["button", "link"].includes(roleOf(element)))
  .map((element) => ({
    role: roleOf(element),
    name: (nameOf(element) || "").replace(/\s+/g, " ").trim(),
    text: (element.innerText || "").replace(/\s+/g, " ").trim(),
    href: element.href || null,
    own: !element.href || element.origin === location.origin,
    css: selectorOf(element),
    popup: element.hasAttribute("aria-haspopup") || element.hasAttribute("aria-expanded") ||
      element.localName === "summary",
  }));
