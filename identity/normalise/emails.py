"""Which mailbox is meant? Variants that one provider delivers to one box are one address."""

import re
from typing import Final

from identity.normalise.text import fold_identifier

MOST_CHARACTERS: Final = 320  # 64 of the local part, "@", 255 of the domain

_IN_BRACKETS: Final = re.compile(r"<([^<>]+)>")
_ADDRESS: Final = re.compile(r"[^\s@<>\",;:]+@[^\s@<>\",;:/]+\.[^\s@<>\",;:/]+")
_DOMAIN_ALIASES: Final = {"googlemail.com": "gmail.com"}
_DOTS_IGNORED: Final = frozenset({"gmail.com"})
_TAGS_IGNORED: Final = frozenset(
    {
        "gmail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "icloud.com",
        "me.com", "mac.com", "fastmail.com", "fastmail.fm", "protonmail.com", "proton.me",
        "pm.me", "yandex.com", "yandex.ru", "zoho.com", "hey.com",
    }
)  # fmt: skip
_NOBODY: Final = frozenset(
    {
        "noreply", "donotreply", "nobody", "none", "unknown", "noemail", "nomail", "null",
        "na", "noone", "invalid",
    }
)  # fmt: skip
_PLACEHOLDERS: Final = frozenset({"test@test.com", "a@a.com", "no@no.com", "email@email.com"})
ROLES: Final = frozenset(
    {
        "admin", "info", "office", "sales", "support", "contact", "hello", "mail",
        "service", "billing", "accounts", "webmaster",
    }
)  # fmt: skip


def normalise_email(text: str) -> str | None:
    """Return the address in lower case, or None for what is no address or nobody's.

    Tags after a plus and dots count for nothing only where the provider ignores them.
    """
    text = text[:MOST_CHARACTERS].strip()
    bracketed = _IN_BRACKETS.search(text)
    plain = fold_identifier(bracketed[1] if bracketed else text)
    plain = plain.removeprefix("mailto:").partition("?")[0].rstrip(".")
    if not _ADDRESS.fullmatch(plain) or ".." in plain.partition("@")[2]:
        return None
    local, _, domain = plain.partition("@")
    domain = _ascii_domain(domain)
    domain = _DOMAIN_ALIASES.get(domain, domain)
    if domain in _TAGS_IGNORED:
        local = local.partition("+")[0]
    if domain in _DOTS_IGNORED:
        local = local.replace(".", "")
    address = f"{local}@{domain}"
    if not local or address in _PLACEHOLDERS or re.sub(r"[^a-z]", "", local) in _NOBODY:
        return None
    return address


def _ascii_domain(domain: str) -> str:
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain
