// How an element is made. Text is always text: nothing here reads HTML.

const SVG = "http://www.w3.org/2000/svg";

/** Return an element; properties are attributes, `on…` functions are listeners. */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (name === "width") element.style.width = value;
    else if (name === "left") element.style.left = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "i");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

export const tag = (kind, iconName, text) => el("span", { class: `tag ${kind}` }, icon(iconName), text);

/** Return a card with a heading, or null when there is nothing to put into it. */
export function card(title, aside, ...children) {
  const shown = children.flat(Infinity).filter(Boolean);
  if (shown.length === 0) return null;
  const head = el("header", {}, el("h2", {}, title), aside && el("span", { class: "muted" }, aside));
  return el("section", { class: "card" }, head, shown);
}
