"""What does our side say to a customer: a greeting, that it is sorry, what was tried before?

In English, German, Spanish and French, by phrases in small letters. It is evidence for a machine's
score, which people check, appeal and calibrate; not a judgement.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

OPENING: Final = 200  # characters in which a greeting stands


def _any(*phrases: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(phrases)})(?!\w)")


GREETING: Final = _any(
    r"hello", r"hi", r"hey", r"dear", r"good (?:morning|afternoon|evening|day)", r"welcome",
    r"thank(?:s| you) for (?:calling|contacting|getting in touch|writing|reaching out)",
    r"hallo", r"guten (?:morgen|tag|abend)", r"gr[üu]ß gott", r"sehr geehrte[rs]?", r"liebe[rs]?",
    r"willkommen", r"hola", r"buen(?:os|as) (?:d[ií]as|tardes|noches)", r"estimad[oa]",
    r"bienvenid[oa]", r"bonjour", r"bonsoir", r"ch[eè]re?", r"bienvenue",
)  # fmt: skip
APOLOGY: Final = _any(
    r"sorry", r"apologi[sz]e", r"apolog(?:y|ies)", r"regret",
    r"entschuldig\w+", r"tut (?:mir|uns) (?:sehr |wirklich |aufrichtig )?leid", r"verzeih\w+",
    r"lo sient\w+", r"disculp\w+", r"perd[oó]n\w*", r"lament\w+",
    r"d[ée]sol[ée]e?s?", r"excus\w+", r"navr[ée]e?s?",
)  # fmt: skip
# That somebody knows of earlier attempts, and asks nobody to tell it again.
ACKNOWLEDGED: Final = _any(
    r"(?:i|we) (?:can )?see (?:here )?(?:that |from [^.]{0,40}that )?(?:you|your)[^.]{0,60}"
    r"(?:called|wrote|written|tweeted|posted|contacted|tried|waited|been|spoke\w*|told|explained)",
    r"you (?:have |had |already )*(?:called|written|wrote|posted|tweeted|contacted us|explained"
    r"|told us|been in touch|been passed|been transferred|waited|tried)",
    r"(?:need not|do ?n[o']t (?:have|need) to|no need to) (?:tell|explain|repeat)[^.]{0,40}",
    r"after (?:your|the) (?:first |last |earlier |previous )?(?:calls?|messages?|chat|post)",
    r"(?:your|the) (?:earlier|previous|last) (?:calls?|messages?|chat|attempts?|contact)",
    r"sie (?:haben|hatten)[^.]{0,60}"
    r"(?:angerufen|geschrieben|gewartet|erkl[äa]rt|gemeldet|versucht)",
    r"ich sehe,? dass sie[^.]{0,60}",
    r"(?:ihr|ihrem|ihren) (?:letzte[nmr]?|fr[üu]here[nmr]?) (?:anruf\w*|nachricht\w*|chat\w*)",
    r"veo que[^.]{0,60}",
    r"(?:ya|antes) (?:nos )?(?:ha|hab[ií]a) (?:llamado|escrito|explicado|esperado)",
    r"no (?:tiene|hace falta) que (?:repetir|explicar)\w*",
    r"je vois que vous[^.]{0,60}",
    r"vous (?:nous )?avez d[ée]j[àa] (?:appel[ée]|[ée]crit|expliqu[ée]|attendu)",
    r"(?:votre|vos) (?:dernier|derni[èe]re|pr[ée]c[ée]dent\w*) (?:appels?|messages?)",
)  # fmt: skip


def greets(texts: Sequence[str]) -> bool:
    """Return whether it begins with a greeting."""
    return GREETING.search(" ".join(texts)[:OPENING].casefold()) is not None


def apologises(texts: Iterable[str]) -> bool:
    return any(APOLOGY.search(one.casefold()) for one in texts)


def acknowledges(texts: Iterable[str]) -> bool:
    """Return whether it speaks of what the customer went through before."""
    return any(ACKNOWLEDGED.search(one.casefold()) for one in texts)


def named_among(names: Iterable[str], texts: Iterable[str]) -> tuple[str, ...]:
    """Return which of these names stand in the texts as whole words, in any case."""
    said = "\n".join(" ".join(one.casefold().split()) for one in texts)
    return tuple(
        one
        for one in names
        if re.search(rf"(?<!\w){re.escape(' '.join(one.casefold().split()))}(?!\w)", said)
    )
