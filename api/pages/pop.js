// The pop of one customer: what to say, what was tried, what to do, who it is, what happened.

import { card, el, icon, tag } from "/page/dom.js";
import * as words from "/page/words.js";

const SHOWN_AT_ONCE = 12;
const HANDLES = new Set(["x", "instagram", "facebook", "tiktok", "threads"]);

export function showOne(pop) {
  const { customer } = pop;
  return el("div", { class: "pop" },
    who(customer, pop),
    el("div", { class: "flow" },
      el("div", { class: "stack main" }, say(pop.acknowledgement), attempts(pop)),
      el("div", { class: "stack side" }, nextActions(pop.nextActions), matters(pop.matters)),
      el("div", { class: "stack main" }, timeline(pop), orders(pop.orders)),
      el("div", { class: "stack side" },
        route(pop.route), identifiers(customer.identifiers), cases(pop.cases), carts(pop.carts),
        belongings(pop))),
  );
}

export function say(sentence) {
  const button = el("button", { class: "btn", type: "button", onclick: () => copy(sentence, button) }, icon("copy"), el("span", {}, "Copy"));
  return el("section", { class: "card say" },
    el("div", {}, el("h2", { class: "label" }, "Say first"), el("p", { class: "lead" }, sentence)),
    button);
}

async function copy(text, button) {
  const label = button.querySelector("span");
  try {
    await navigator.clipboard.writeText(text);
    label.textContent = "Copied";
  } catch {
    label.textContent = "Select and copy by hand";
  }
  setTimeout(() => { label.textContent = "Copy"; }, 2000);
}

export function route(chosen) {
  return card("Desk", null, el("p", {}, el("b", {}, words.capital(chosen.desk))), el("p", { class: "muted" }, words.capital(chosen.why)));
}

export const moment = (iso) => el("time", { datetime: iso, title: new Date(iso).toString() }, words.instant(iso));

function who(customer, pop) {
  const place = [customer.city, customer.country].filter(Boolean).join(", ");
  const found = customer.matched.map((kind) =>
    el("li", { class: "chip" }, icon("check"), `${words.kind(kind)} equal`));
  const facts = [
    customer.since && ["Customer since", words.month(customer.since)],
    ["Orders", String(pop.orders.length)],
    ["Known in", customer.sources.join(", ")],
  ].filter(Boolean);
  return el("section", { class: "who", "aria-label": "Customer" },
    el("div", {},
      el("div", { class: "who-name" },
        el("h1", {}, customer.name ?? "Customer without a name"),
        tag("good", "check", "One customer"),
        place && el("span", { class: "muted" }, place)),
      found.length ? el("ul", { class: "chips", "aria-label": "Found by" }, found) : null),
    el("dl", { class: "facts" }, facts.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value)))));
}

function attempts({ attempts: tried, effort }) {
  if (!tried.length) return null;
  const items = tried.map((attempt, index) => el("li", {},
    el("div", { class: "head" },
      el("span", { class: "n" }, String(index + 1)), icon(words.channelIcon(attempt.channel)),
      el("b", {}, words.channel(attempt.channel)), moment(attempt.at)),
    el("p", {}, attempt.words),
    attempt.waitedSeconds === null ? null
      : el("p", { class: "wait" }, el("b", {}, words.duration(attempt.waitedSeconds)), el("span", {}, "waited"))));
  const sum = [
    effort.waitedSeconds > 0 && [words.duration(effort.waitedSeconds), "waiting live"],
    [words.count(effort.attempts, "attempt"), `on ${words.count(effort.channels, "channel")}`],
    [words.count(effort.transfers, "transfer"), ""],
  ].filter(Boolean);
  return card(`${words.count(tried.length, "open attempt")}`, "oldest first",
    el("ol", { class: "tries" }, items),
    el("p", { class: "sum" }, sum.map(([number, what]) => el("span", {}, el("b", {}, number), ` ${what}`))));
}

function nextActions(actions) {
  if (!actions.length) return null;
  const items = actions.map((action) => el("li", {},
    el("h3", {}, action.text),
    el("p", { class: "why" }, icon("check"), el("span", {}, words.capital(action.why)))));
  return el("section", { class: "card next" }, el("h2", { class: "label" }, "Do next"), el("ul", {}, items));
}

function matters(open) {
  const items = open.map((matter) => el("li", {},
    el("p", {}, el("b", {}, matter.subject)),
    el("p", { class: "muted" }, "since ", moment(matter.openedAt), ` · ${words.count(matter.attempts, "attempt")} on ${matter.channels.map(words.channel).join(", ")}`),
    matter.about.length ? el("p", { class: "muted" }, `About ${matter.about.join(", ")}`) : null,
    el("p", { class: "small muted" }, matter.why)));
  return card(open.length === 1 ? "Open matter" : "Open matters", null, items.length && el("ul", { class: "items" }, items));
}

function timeline(pop) {
  const events = [
    ...pop.interactions.map((one) => ({ at: one.startedAt, node: interaction(one) })),
    ...pop.orders.flatMap((order) => [
      { at: order.placedAt, node: event("box", order.placedAt, `Order ${order.id}`, lines(order)) },
      ...order.shipments.filter((one) => one.deliveredAt).map((one) =>
        ({ at: one.deliveredAt, node: event("box", one.deliveredAt, `Order ${order.id} delivered`) })),
      ...order.returns.filter((one) => one.openedAt).map((one) =>
        ({ at: one.openedAt, node: event("box", one.openedAt, `Return of order ${order.id}`, one.reason) })),
    ]),
    ...pop.cases.map((one) => ({ at: one.openedAt, node: event("case", one.openedAt, `Case ${one.id} opened`, one.subject) })),
  ].sort((left, right) => right.at.localeCompare(left.at));
  if (!events.length) return card("What happened", null, el("p", { class: "muted" }, "Nothing is recorded yet."));
  const nodes = events.map((one) => one.node);
  const later = nodes.slice(SHOWN_AT_ONCE);
  return card("What happened", "newest first",
    el("ol", { class: "rail" }, nodes.slice(0, SHOWN_AT_ONCE)),
    later.length && el("details", {}, el("summary", {}, `Show ${later.length} older`), el("ol", { class: "rail" }, later)));
}

function event(iconName, at, title, more = null, ours = false) {
  const when = el("time", { datetime: at, title: new Date(at).toString() },
    words.instant(at).split(", ").map((part) => el("span", {}, part)));
  return el("li", { class: ours ? "ours" : null }, when, icon(iconName),
    el("div", {}, el("p", {}, el("b", {}, title)), more && (typeof more === "string" ? el("p", { class: "muted" }, more) : more)));
}

function interaction(one) {
  const ours = one.direction === "out";
  const how = [ours ? "from us" : null, one.public ? "public" : null, one.status].filter(Boolean).join(", ");
  const what = [words.channel(one.channel), one.kind === one.channel ? null : one.kind.replaceAll("_", " ")];
  const title = [what.filter(Boolean).join(": "), how].filter(Boolean).join(", ");
  const more = el("div", {},
    one.waitedSeconds ? el("p", { class: "waited" }, `waited ${words.duration(one.waitedSeconds)}`) : null,
    one.text && el("p", { class: "quote" }, `“${one.text}”`),
    one.reach ? el("p", { class: "small muted" }, `seen by up to ${one.reach.toLocaleString("en-US")}`) : null,
    one.answerText && el("p", { class: "quote answer" }, `We, after ${words.duration((new Date(one.answeredAt) - new Date(one.startedAt)) / 1000)}: “${one.answerText}”`),
    one.about.length ? el("p", { class: "small muted" }, `about ${one.about.join(", ")}`) : null);
  return event(words.channelIcon(one.channel), one.startedAt, title, more, ours);
}

function identifiers(known) {
  const rows = known.map((one) => [
    el("dt", {}, words.kind(one.kind)),
    el("dd", {}, HANDLES.has(one.kind) ? `@${one.value}` : one.value, " ", one.shared ? tag("plain", "person", "shared") : null)]);
  return card("Reached at and known by", null, rows.length && el("dl", { class: "kv" }, rows));
}

const lines = (of) => of.lines.map((line) =>
  [line.quantity === "1" ? null : `${line.quantity} ×`, line.name ?? line.sku, line.variant && `(${line.variant})`].filter(Boolean).join(" ")).join(", ");

function orders(placed) {
  const rows = placed.map((order) => el("tr", {},
    el("th", { scope: "row" }, order.id),
    el("td", {}, lines(order), el("div", { class: "small muted" }, [words.day(order.placedAt), order.status, ...order.returns.map((one) => `return ${one.status ?? "asked"}`)].filter(Boolean).join(" · "))),
    el("td", { class: "num" }, words.money(order.total, order.currency))));
  const head = el("thead", {}, el("tr", {}, ["Order", "What"].map((name) => el("th", { scope: "col" }, name)), el("th", { class: "num", scope: "col" }, "Total")));
  return card("Orders", null, rows.length && el("table", {}, head, el("tbody", {}, rows)));
}

function carts(open) {
  const items = open.map((cart) => el("li", {},
    el("p", {}, lines(cart) || `Cart ${cart.id}`, " ", el("b", {}, words.money(cart.total, cart.currency))),
    el("p", { class: "small muted" }, `since ${words.day(cart.createdAt)}${cart.status ? ` · ${cart.status}` : ""}`)));
  return card("In the cart", null, items.length && el("ul", { class: "items" }, items));
}

function cases(tracked) {
  const items = tracked.map((one) => el("li", {},
    el("p", {}, el("b", {}, `Case ${one.id}`), one.subject ? ` ${one.subject}` : ""),
    el("p", { class: "small muted" }, [one.status, one.priority, `opened ${words.day(one.openedAt)}`, one.closedAt && `closed ${words.day(one.closedAt)}`].filter(Boolean).join(" · "))));
  return card("Cases", null, items.length && el("ul", { class: "items" }, items));
}

function belongings({ assets, contracts }) {
  const items = [
    ...assets.map((one) => [one.name, [one.serial && `serial ${one.serial}`, one.status]]),
    ...contracts.map((one) => [one.name, [one.price && `${words.money(one.price, one.currency)}${one.interval ? ` a ${one.interval}` : ""}`, one.status]]),
  ].map(([name, more]) => el("li", {}, el("p", {}, name), el("p", { class: "small muted" }, more.filter(Boolean).join(" · "))));
  return card("Owns and subscribes", null, items.length && el("ul", { class: "items" }, items));
}
