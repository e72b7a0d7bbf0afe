// Times, durations and codes in plain words.

const LOCALE = "en-GB";

const CHANNELS = {
  voice: ["Phone", "phone"], social: ["Social", "at"], dm: ["Direct message", "chat"], chat: ["Chat", "chat"],
  email: ["E-mail", "mail"], sms: ["SMS", "chat"], web: ["Web", "web"], counter: ["Counter", "person"], review: ["Review", "web"],
};
const KINDS = { phone: "Phone", email: "E-mail", x: "X", order: "Order", case: "Case", loyalty: "Loyalty", account: "Account", instagram: "Instagram", facebook: "Facebook" };

export const channel = (name) => CHANNELS[name]?.[0] ?? spaced(name);
export const channelIcon = (name) => CHANNELS[name]?.[1] ?? "web";
export const kind = (name) => KINDS[name] ?? spaced(name);
export const spaced = (name) => capital(name.replaceAll("_", " "));
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
export const count = (number, one, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;

/** Return "Tue 17 Nov, 12:08"; the year when it is not this one. */
export function instant(iso, now = new Date()) {
  const at = new Date(iso);
  const day = { weekday: "short", day: "numeric", month: "short" };
  if (at.getFullYear() !== now.getFullYear()) Object.assign(day, { weekday: undefined, year: "numeric" });
  const clock = at.toLocaleTimeString(LOCALE, { hour: "2-digit", minute: "2-digit" });
  return `${at.toLocaleDateString(LOCALE, day).replace(",", "")}, ${clock}`;
}

/** Return "17 Nov", or "Nov 2024" when it is not this year. */
export function day(iso, now = new Date()) {
  const at = new Date(iso);
  const same = at.getFullYear() === now.getFullYear();
  return at.toLocaleDateString(LOCALE, same ? { day: "numeric", month: "short" } : { month: "short", year: "numeric" });
}

/** Return "Nov 2024". */
export const month = (iso) => new Date(iso).toLocaleDateString(LOCALE, { month: "short", year: "numeric" });

/** Return "23 min", "6 h 21 min", "2 d 2 h". */
export function duration(seconds) {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60); // as the sentences do
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  return hours % 24 ? `${Math.floor(hours / 24)} d ${hours % 24} h` : `${hours / 24} d`;
}

export function money(amount, currency) {
  if (amount === null || amount === undefined) return "";
  try {
    return Number(amount).toLocaleString("en-US", { style: "currency", currency: currency ?? "" });
  } catch {
    return [amount, currency].filter(Boolean).join(" ");
  }
}

export function bits(weight) {
  const rounded = weight.toFixed(1);
  return weight > 0 ? `+${rounded}` : rounded.replace("-", "\u2212");
}

export function percent(probability) {
  if (probability > 0 && probability < 0.01) return "under 1 %";
  if (probability < 1 && probability > 0.99) return "over 99 %";
  return `${Math.round(probability * 100)} %`;
}

export function likely(probability) {
  if (probability >= 0.94) return "almost certain";
  if (probability >= 0.6) return "likely";
  if (probability >= 0.2) return "possible";
  return "unlikely";
}
