// What a person can do on a page: its forms, with their fields and buttons. Pages work without JavaScript, so
// this reads tags and nothing else.

const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** The forms of a page, in order: `{action, method, fields: [[name, value]], inputs, buttons}`. */
export function forms(html) {
  return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].map(([, tag, inside]) => {
    const form = attributes(tag);
    const inputs = [...inside.matchAll(/<input\b([^>]*)>/g)].map(([, text]) => attributes(text));
    const buttons = [...inside.matchAll(/<button\b([^>]*)>/g)].map(([, text]) => attributes(text));
    const fields = inputs
      .filter(sent)
      .map((input) => [input.name, input.value ?? ""]);
    return { action: form.action ?? "", method: (form.method ?? "get").toUpperCase(), fields, inputs, buttons };
  });
}

/** Hidden fields, what is chosen already, and every scope: people who approve tick them all. */
function sent(input) {
  return input.type === "hidden" || "checked" in input || (input.type === "checkbox" && input.name === "scope");
}

/** The text of the first element with this `data-testid`. */
export function textOf(html, testId) {
  const found = html.match(new RegExp(`data-testid="${testId}"[^>]*>([^<]*)<`));
  return found ? decode(found[1]) : undefined;
}

function attributes(tag) {
  const found = {};
  for (const [, name, value] of tag.matchAll(/([a-zA-Z][\w-]*)(?:="([^"]*)")?/g)) {
    found[name] = decode(value ?? "");
  }
  return found;
}

function decode(text) {
  return text.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal, hex, name) => {
    if (decimal) return String.fromCodePoint(Number(decimal));
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
    return ENTITIES[name] ?? whole;
  });
}
