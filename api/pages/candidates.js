// Several customers fit, or nobody does: the question to ask, and what speaks for whom.

import { card, el, icon, tag } from "/page/dom.js";
import { label } from "/page/lookup.js";
import { route, say } from "/page/pop.js";
import * as words from "/page/words.js";

const WIDEST_BITS = 18; // a weight that fills its side of the bar

const COUNTS = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"];

/** `onAnswer(field, text)` is called with the answer to the question. */
export function showSeveral(pop, onAnswer) {
  const found = pop.candidates;
  const fits = found.length === 1 ? "One customer may fit" : `${COUNTS[found.length] ?? found.length} customers fit`;
  return el("div", { class: "pop" },
    heading(fits, tag("warn", "question", "Not certain"), "Nothing is attached to anybody, and nothing personal is read out, before you know."),
    el("div", { class: "cols" },
      el("div", { class: "stack" }, say(pop.acknowledgement), question(pop.question, onAnswer)),
      el("div", { class: "stack" }, odds(found), route(pop.route))),
    el("div", { class: "pair" }, found.map(candidate)));
}

export function showNobody(pop, onAnswer) {
  const migrating = pop.resolution === "MIGRATING";
  return el("div", { class: "pop" },
    heading(migrating ? "In a book that is still loading" : "Nobody found yet",
      migrating ? tag("warn", "clock", "Migrating") : tag("plain", "person", "Not known"),
      migrating ? "This contact is announced; the record is not here yet." : "Nothing that we know matches what was typed."),
    el("div", { class: "cols" },
      el("div", { class: "stack" }, say(pop.acknowledgement), question(pop.question, onAnswer)),
      el("div", { class: "stack" }, route(pop.route))));
}

function heading(title, mark, more) {
  return el("section", { class: "who", "aria-label": "Result" },
    el("div", {}, el("div", { class: "who-name" }, el("h1", {}, title), mark), el("p", { class: "muted" }, more)));
}

function question(asked, onAnswer) {
  if (!asked) return null;
  const input = el("input", { id: "answer-text", type: "text", autocomplete: "off", maxlength: "200", required: true });
  const submit = (event) => {
    event.preventDefault();
    if (input.value.trim()) onAnswer(asked.field, input.value);
  };
  const section = card("Ask this", null,
    el("p", { class: "lead" }, `“${asked.text.replace(/^[“"]|[”"]$/g, "")}”`),
    el("p", { class: "small muted" }, words.capital(asked.why)),
    el("form", { class: "answer-form", onsubmit: submit },
      el("div", { class: "field" }, el("label", { for: "answer-text" }, `The answer (${label(asked.field)})`), input),
      el("button", { class: "btn", type: "submit" }, "Look again")));
  return section;
}

function odds(found) {
  const rest = Math.max(0, 1 - found.reduce((sum, one) => sum + one.probability, 0));
  const rows = [
    ...found.map((one, index) => [`${letter(index)}  ${one.name ?? "Customer without a name"}`, one.probability, index === 0 ? "first" : "rest"]),
    ["Somebody else", rest, "else"],
  ].map(([name, probability, place]) => el("li", { class: place },
    el("span", {}, name),
    el("span", { class: "track" }, el("i", { width: `${(probability * 100).toFixed(1)}%` })),
    el("span", { class: "num" }, el("b", {}, words.percent(probability)), el("span", { class: "muted" }, ` ${words.likely(probability)}`))));
  return card("How likely", "given what was typed", el("ul", { class: "odds" }, rows));
}

const letter = (index) => String.fromCharCode(65 + index);

function candidate(one, index) {
  const rows = one.evidence.map((piece) => el("tr", {},
    el("th", { scope: "row" }, words.spaced(piece.comparison)),
    el("td", {}, words.capital(piece.words), piece.ours && piece.theirs ? el("div", { class: "small muted" }, `${piece.ours} | ${piece.theirs}`) : null),
    el("td", {}, bar(piece.weight)),
    el("td", { class: "num" }, words.bits(piece.weight))));
  const head = el("thead", {}, el("tr", {},
    el("th", { scope: "col" }, "Compared"), el("th", { scope: "col" }, "Fits"),
    el("th", { scope: "col" }, "against | for"), el("th", { class: "num", scope: "col" }, "bits")));
  return el("section", { class: "card" },
    el("header", {},
      el("h2", {}, el("span", { class: "letter" }, letter(index)), one.name ?? "Customer without a name"),
      el("b", {}, words.percent(one.probability))),
    el("p", { class: "muted" }, [one.city, one.namesakes > 1 ? `${one.namesakes} customers have this name there` : null].filter(Boolean).join(" · ")),
    rows.length ? el("table", { class: "evidence" }, head, el("tbody", {}, rows)) : null,
    el("p", { class: "sum" }, el("span", {}, "Together ", el("b", {}, words.bits(one.weight)), " bits, prior included")));
}

function bar(weight) {
  const width = Math.min(1, Math.abs(weight) / WIDEST_BITS) * 50;
  const left = weight < 0 ? 50 - width : 50;
  const title = weight < 0 ? "speaks against" : "speaks for";
  return el("div", { class: "bits", role: "img", "aria-label": title },
    el("i", { class: weight < 0 ? "against" : null, width: `${width}%`, left: `${left}%` }));
}
