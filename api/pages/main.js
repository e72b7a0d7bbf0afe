// The page: a form, a key, and what the server says about the contact that was typed.

import { el, icon } from "/page/dom.js";
import { AskError, screenPop } from "/page/graphql.js";
import { showNobody, showSeveral } from "/page/candidates.js";
import { describe, label, lookupOf, recognise } from "/page/lookup.js";
import { showOne } from "/page/pop.js";
import { startTheme } from "/page/theme.js";

const KEY = "tellonce.key";
const SKELETON_AFTER_MS = 200;
const EXAMPLES = [
  ["A phone number", "(303) 555-0197"], ["A handle", "@nora_on_the_go"],
  ["An e-mail address", "john.hartwell@example.com"], ["A name and a city", "Beth Marlowe, Saint Louis"],
];

const byId = (id) => document.getElementById(id);
const answer = byId("answer");
let running = null;

function takeKeyFromAddress() {
  const key = new URLSearchParams(location.hash.slice(1)).get("key");
  if (!key) return;
  sessionStorage.setItem(KEY, key);
  history.replaceState(null, "", location.pathname); // before anything else: it must not be copied
}

const storedKey = () => sessionStorage.getItem(KEY) ?? "";

function showKey(open) {
  const form = byId("key-form");
  form.hidden = !open;
  byId("key-button").setAttribute("aria-expanded", String(open));
  byId("key-state").textContent = storedKey() ? "API key set" : "API key";
  byId("key-forget").hidden = !storedKey();
  byId("search").querySelector("button").classList.toggle("primary", !open);
  if (open) byId("key").focus();
}

function show(state, ...nodes) {
  answer.dataset.state = state;
  answer.setAttribute("aria-busy", String(state === "loading"));
  answer.replaceChildren(...nodes.filter(Boolean));
}

const say = (text) => { byId("said").textContent = text; };

async function ask(lookup) {
  if (!storedKey()) return needKey("An API key is needed", "Paste the key above; then look again.");
  running?.abort();
  const mine = new AbortController();
  running = mine;
  const skeleton = setTimeout(() => show("loading", contactLine(lookup), el("div", { class: "card skeleton" }, el("i"), el("i"), el("i"), el("i"))), SKELETON_AFTER_MS);
  const started = performance.now();
  try {
    const pop = await screenPop(lookup, storedKey(), mine.signal);
    showPop(pop, lookup, performance.now() - started);
  } catch (error) {
    if (mine === running && error.name !== "AbortError") showFailure(error, lookup);
  } finally {
    clearTimeout(skeleton);
  }
}

function showPop(pop, lookup, milliseconds) {
  const again = (field, text) => ask({ ...lookup, ...lookupOf(text, "", KINDS[field] ?? "") });
  const shown = pop.resolution === "ONE" ? showOne(pop)
    : pop.resolution === "SEVERAL" ? showSeveral(pop, again) : showNobody(pop, again);
  show(pop.resolution.toLowerCase(), contactLine(lookup, milliseconds), shown);
  say(answer.querySelector("h1").textContent);
}

// What a question asks for, as the form's kinds; anything else is recognised.
const KINDS = { email: "email", phone: "phone", handle: "handle", order: "order", case: "case", account: "account" };

function contactLine(lookup, milliseconds = null) {
  const parts = describe(lookup).map(([what, value]) => el("span", {}, `${what} `, el("b", {}, value)));
  const at = new Date().toLocaleTimeString("en-GB");
  return el("p", { class: "asked" }, parts, milliseconds === null ? null : el("span", { class: "when" }, `as of ${at}, ${Math.round(milliseconds)} ms`));
}

function needKey(title, text) {
  show("key", notice("warn", title, text));
  showKey(true);
}

function showFailure(error, lookup) {
  if (!(error instanceof AskError)) {
    console.error(error);
    return show("fault", notice("bad", "This page failed.", "Reload it; what you typed was not changed."));
  }
  if (error.kind === "key") {
    sessionStorage.removeItem(KEY);
    return needKey("This key is not accepted", "It is not known here, or it was revoked. Paste another one; then look again.");
  }
  const title = { offline: "No connection", role: "This key may not look people up", busy: "The server is busy" }[error.kind] ?? "The look-up failed";
  const retry = el("button", { class: "btn", type: "button", onclick: () => ask(lookup) }, "Try again");
  show(error.kind, contactLine(lookup), notice(error.kind === "fault" ? "bad" : "warn", title, error.message, error.requestId, error.kind === "role" ? null : retry));
}

function notice(tone, title, text, requestId = null, button = null) {
  return el("div", { class: `notice ${tone}`, role: "alert" }, icon("warning"),
    el("div", {}, el("b", {}, title), el("p", {}, text), requestId && el("p", { class: "small muted" }, `Request ${requestId}. Nothing was changed.`), button));
}

function showEmpty() {
  const tips = EXAMPLES.map(([what, example]) => el("button", { class: "btn", type: "button", onclick: () => fill(example) }, el("span", {}, what), el("span", { class: "muted" }, example)));
  show("empty", el("section", { class: "card" }, el("h1", {}, "Nobody has to tell it twice"),
    el("p", { class: "muted" }, "Type whatever you have of a contact. You see who it is and how sure that is, what to say first, what was tried, and what to do next."),
    el("div", { class: "tips", "aria-label": "Examples" }, tips)));
}

function fill(example) {
  byId("who").value = example;
  byId("city").value = "";
  byId("kind").value = "";
  readAs();
  byId("who").focus();
}

function readAs() {
  const kind = byId("kind").value ? "" : recognise(byId("who").value);
  byId("read-as").textContent = kind ? `Read as: ${label(kind)}` : "";
}

function start() {
  takeKeyFromAddress();
  startTheme(byId("theme"));
  byId("key-button").addEventListener("click", () => showKey(byId("key-form").hidden));
  byId("key-forget").addEventListener("click", () => { sessionStorage.removeItem(KEY); byId("key").value = ""; showKey(true); });
  byId("key-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const key = byId("key").value.trim();
    if (!key) return;
    sessionStorage.setItem(KEY, key);
    byId("key").value = "";
    showKey(false);
    if (byId("who").value.trim()) byId("search").requestSubmit();
    else { showEmpty(); byId("who").focus(); }
  });
  byId("who").addEventListener("input", readAs);
  byId("kind").addEventListener("change", readAs);
  byId("search").addEventListener("submit", (event) => {
    event.preventDefault();
    const lookup = lookupOf(byId("who").value, byId("city").value, byId("kind").value);
    if (Object.keys(lookup).length) ask(lookup);
    else byId("who").focus();
  });
  window.addEventListener("hashchange", () => { takeKeyFromAddress(); showKey(false); });
  showEmpty();
  showKey(!storedKey());
  if (storedKey()) byId("who").focus();
}

start();
