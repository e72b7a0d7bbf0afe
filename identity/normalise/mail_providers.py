"""Whose mail is it: a company's own domain, or one where anybody may have a mailbox?"""

import re
from typing import Final

# Providers that give mailboxes to the public, and access providers that give one to subscribers.
PUBLIC: Final = frozenset(
    {
        "126.com", "139.com", "163.com", "189.cn", "21cn.com", "aim.com", "aliyun.com", "alice.it",
        "arcor.de", "att.net", "bellsouth.net", "bigpond.com", "bk.ru", "bluewin.ch", "bol.com.br",
        "btinternet.com", "btopenworld.com", "centurylink.net", "charter.net", "comcast.net",
        "cox.net", "daum.net", "duck.com", "earthlink.net", "email.com", "email.de", "fastmail.com",
        "fastmail.fm", "free.fr", "freenet.de", "frontier.com", "gmail.com", "hanmail.net",
        "hey.com", "hushmail.com", "icloud.com", "ig.com.br", "inbox.lv", "inbox.ru", "interia.pl",
        "juno.com", "kakao.com", "kolumbus.fi", "kpnmail.nl", "laposte.net", "libero.it", "list.ru",
        "mail.com", "mail.de", "mail.ru", "mailbox.org", "msn.com", "naver.com", "neuf.fr",
        "ntlworld.com", "numericable.fr", "o2.pl", "onet.pl", "online.de", "optonline.net",
        "optusnet.com.au", "orange.fr", "outlook.com", "planet.nl", "poczta.onet.pl", "posteo.de",
        "proton.me", "qq.com", "rambler.ru", "rediffmail.com", "rocketmail.com", "rogers.com",
        "roadrunner.com", "runbox.com", "sbcglobal.net", "seznam.cz", "sfr.fr", "shaw.ca",
        "sina.com", "sky.com", "skynet.be", "sohu.com", "sympatico.ca", "t-online.de",
        "talktalk.net", "telenet.be", "telia.com", "telus.net", "terra.com.br", "terra.es",
        "tin.it", "tiscali.it",
        "tutanota.com", "tuta.io", "tuta.com", "ukr.net", "uol.com.br", "verizon.net",
        "videotron.ca", "virgilio.it", "virgin.net", "virginmedia.com", "wanadoo.fr", "wanadoo.es",
        "web.de", "windstream.net", "wp.pl", "xs4all.nl", "xtra.co.nz", "yandex.ru", "yeah.net",
        "ymail.com", "ziggo.nl", "zoho.com",
    }
)  # fmt: skip
_IN_EVERY_COUNTRY: Final = re.compile(
    r"(?:gmx|hotmail|live|outlook|windowslive|yahoo|googlemail|protonmail)(?:\.com?)?\.[a-z]{2,3}"
)
_RELAYS: Final = ("privaterelay.appleid.com", "mozmail.com", "simplelogin.com", "anonaddy.com")
_NOBODYS: Final = re.compile(r"example\.(?:com|net|org)")  # RFC 2606


def company_domain(email: str) -> str | None:
    """Return the domain of a normalised address, None where it tells nothing of a company."""
    domain = email.rpartition("@")[2]
    if domain in PUBLIC or domain in _RELAYS or not domain:
        return None
    if _IN_EVERY_COUNTRY.fullmatch(domain) or _NOBODYS.fullmatch(domain):
        return None
    return domain
