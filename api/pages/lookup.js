// What was typed: a phone number, a mail address, a handle, a number or a name.

const NETWORKS = "x|twitter|instagram|facebook|tiktok|youtube|linkedin|mastodon|bluesky|threads";
const NETWORK_HANDLE = new RegExp(`^(${NETWORKS})\\s*:\\s*@?([\\w.-]+)$`, "i");
const PROFILE = /^(?:https?:\/\/)?(?:www\.|m\.)?(x|twitter|instagram|facebook|tiktok)\.com\/@?([\w.-]+)\/?$/i;
const CITED = /^(order|case|account|loyalty|customer|contract|ticket|#)\s*(?:number|no\.?|nr\.?)?\s*[:#]?\s*([\w/-]*\d[\w/-]*)$/i;
const LABELS = {
  phone: "phone number", email: "e-mail", handle: "handle", order: "order number", case: "case number",
  account: "account number", name: "name",
};

/** Return what the text most likely is: one of the keys of LABELS, or null when it is blank. */
export function recognise(text) {
  const typed = text.trim();
  if (!typed) return null;
  if (/^\S+@\S+\.\S+$/.test(typed) && !PROFILE.test(typed)) return "email";
  if (/^@[\w.-]+$/.test(typed) || NETWORK_HANDLE.test(typed) || PROFILE.test(typed)) return "handle";
  const cited = CITED.exec(typed)?.[1].toLowerCase();
  if (cited) return { order: "order", "#": "order", case: "case", ticket: "case" }[cited] ?? "account";
  const digits = typed.replace(/\D/g, "").length;
  if (digits >= 7 && /^(tel:)?\+?[\d\s()./\u2010-\u2015-]+(x\d+)?$/i.test(typed)) return "phone";
  if (digits > 0 && !/\s/.test(typed)) return "order";
  return "name";
}

/** Return the LookupInput for what was typed; `kind` overrides what it is recognised as. */
export function lookupOf(text, city = "", kind = "") {
  const typed = text.trim();
  const read = kind || recognise(typed);
  const lookup = read ? READERS[read](typed) : {};
  if (city.trim()) lookup.city = city.trim();
  return lookup;
}

/** Return the look-up in words: "phone number 555 0142, Austin". */
export function describe(lookup) {
  const parts = [];
  if (lookup.phone) parts.push(["phone number", lookup.phone]);
  if (lookup.email) parts.push(["e-mail", lookup.email]);
  if (lookup.handle) parts.push([`${lookup.handle.network} handle`, `@${lookup.handle.handle}`]);
  if (lookup.orderNumber) parts.push(["order number", lookup.orderNumber]);
  if (lookup.caseNumber) parts.push(["case number", lookup.caseNumber]);
  if (lookup.accountNumber) parts.push(["account number", lookup.accountNumber]);
  if (lookup.name) parts.push(["name", lookup.name]);
  if (lookup.city) parts.push(["city", lookup.city]);
  return parts;
}

export const label = (kind) => LABELS[kind] ?? "e-mail, phone, order…";

const cited = (typed) => CITED.exec(typed)?.[2] ?? typed.replace(/^#/, "");

const READERS = {
  phone: (typed) => ({ phone: typed.replace(/^tel:/i, "") }),
  email: (typed) => ({ email: typed }),
  handle: readHandle,
  order: (typed) => ({ orderNumber: cited(typed) }),
  case: (typed) => ({ caseNumber: cited(typed) }),
  account: (typed) => ({ accountNumber: cited(typed) }),
  name: readName,
};

function readHandle(typed) {
  const [, network = "x", handle = typed.replace(/^@/, "")] = PROFILE.exec(typed) ?? NETWORK_HANDLE.exec(typed) ?? [];
  const name = network.toLowerCase();
  return { handle: { network: name === "twitter" ? "x" : name, handle } };
}

function readName(typed) {
  const [name, ...rest] = typed.split(",");
  const city = rest.join(",").trim();
  return city ? { name: name.trim(), city } : { name: typed };
}
