"""Which mailbox is meant? Variants that one provider delivers to one box are one address."""

import re
from typing import Final

from identity.normalise.text import fold_identifier

MOST_CHARACTERS: Final = 320  # 64 of the local part, "@", 255 of the domain
MOST_ADDRESSES: Final = 4  # in one cell

_IN_BRACKETS: Final = re.compile(r"<([^<>]+)>")
_COMMENT: Final = re.compile(r"\s*\([^()]*\)$")  # "ana@example.com (Ana)"
_BETWEEN: Final = re.compile(r"[\s;,|/]+")
_ADDRESS: Final = re.compile(r"[^\s@<>\"'*,;:()\[\]]+@[^\s@<>\"'*,;:/()]+\.[^\s@<>\"'*,;:/()]+")
_DOMAIN_ALIASES: Final = {  # one mailbox, whatever the domain
    "googlemail.com": "gmail.com",
    "me.com": "icloud.com",
    "mac.com": "icloud.com",
    "pm.me": "proton.me",
    "protonmail.com": "proton.me",
    "protonmail.ch": "proton.me",
    "ya.ru": "yandex.ru",
    "yandex.com": "yandex.ru",
    "yandex.by": "yandex.ru",
    "yandex.kz": "yandex.ru",
}
_DOTS_IGNORED: Final = frozenset({"gmail.com"})
_TAGS_IGNORED: Final = frozenset(
    {
        "gmail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "icloud.com",
        "fastmail.com", "fastmail.fm", "proton.me", "yandex.ru", "zoho.com", "hey.com",
        "mailbox.org", "posteo.de", "runbox.com",
    }
)  # fmt: skip
_MICROSOFT: Final = re.compile(r"(?:outlook|hotmail|live)\.(?:com?\.)?[a-z]{2}")
_NOBODY: Final = frozenset(
    {
        "noreply", "donotreply", "nobody", "none", "unknown", "noemail", "nomail", "null",
        "noone", "invalid", "anonymous", "notprovided", "notavailable", "mailerdaemon",
        "undisclosed", "bounce", "bounces", "keineemail", "keinemail", "sincorreo", "sinemail",
        "sinmail", "pasdemail", "pasdemel", "noemailaddress", "customerhasnoemail",
    }
)  # fmt: skip
_PLACEHOLDER_LABELS: Final = frozenset(
    {
        "test", "testing", "none", "no", "na", "email", "mail", "example", "asdf", "qwerty", "abc",
        "xxx", "foo", "dummy", "fake", "null", "user", "name",
    }
)  # fmt: skip
_NO_DOMAINS: Final = (".invalid", ".localhost", ".localdomain")  # RFC 2606 and 6761
ROLES: Final = frozenset(
    {
        "accounting", "accounts", "admin", "billing", "booking", "bookings", "buchhaltung",
        "contact", "contacto", "customerservice", "einkauf", "enquiries", "finance", "hello",
        "help", "helpdesk", "hr", "info", "inquiries", "invoices", "jobs", "kontakt", "mail",
        "marketing", "office", "orders", "postmaster", "purchasing", "reception", "reservations",
        "sales", "service", "support", "team", "ventas", "verkauf", "webmaster",
    }
)  # fmt: skip

_NO_SEPARATORS: Final = {ord(one): None for one in "._-"}
_NO_DIGITS: Final = {ord(one): None for one in "._-0123456789"}


def normalise_email(text: str) -> str | None:
    """Return the first address of a cell, None for what is no address or nobody's."""
    return next(iter(normalise_emails(text)), None)


def normalise_emails(text: str) -> tuple[str, ...]:
    """Return the cell's addresses in lower case, without what is no address or nobody's.

    Tags after a plus and dots count for nothing only where the provider ignores them.
    """
    text = text[:MOST_CHARACTERS]
    if text.count("@") < 2:
        address = _one(text)
        return () if address is None else (address,)
    written = _IN_BRACKETS.findall(text) or _BETWEEN.split(text.strip(" \t\r\n;,|/"))
    if not all("@" in one for one in written):
        return ()
    addresses = dict.fromkeys(map(_one, written))
    return tuple(one for one in addresses if one is not None)[:MOST_ADDRESSES]


def is_role(address: str) -> bool:
    """Whether the mailbox is an office's ("sales@example.com") and so no single person's."""
    local = address.partition("@")[0].partition("+")[0]
    return local.translate(_NO_SEPARATORS) in ROLES


def _one(text: str) -> str | None:
    bracketed = _IN_BRACKETS.search(text)
    plain = fold_identifier(bracketed[1] if bracketed else _COMMENT.sub("", text))
    plain = plain.removeprefix("mailto:").partition("?")[0].strip("'\" ").rstrip(".")
    if not plain.isascii():
        plain = plain.replace("。", ".")
    if not _ADDRESS.fullmatch(plain) or ".." in plain:
        return None
    local, _, domain = plain.partition("@")
    domain = _ascii_domain(domain)
    domain = _DOMAIN_ALIASES.get(domain, domain)
    if domain in _TAGS_IGNORED or _MICROSOFT.fullmatch(domain):
        local = local.partition("+")[0]
    if domain in _DOTS_IGNORED:
        local = local.replace(".", "")
    return None if not local or _is_nobodys(local, domain) else f"{local}@{domain}"


def _is_nobodys(local: str, domain: str) -> bool:
    if local.translate(_NO_DIGITS) in _NOBODY or domain.endswith(_NO_DOMAINS):
        return True
    label = domain.partition(".")[0]
    return local == label and (label in _PLACEHOLDER_LABELS or len(set(label)) == 1)


def _ascii_domain(domain: str) -> str:
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain
