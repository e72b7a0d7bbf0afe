"""What does a text speak of? Its words, without those that any message has.

Texts that share such a word may be about the same thing; that is weaker than a reference.
"""

import re
from collections.abc import Iterable
from typing import Final

WORD: Final = re.compile(r"[^\W\d_]{4,}")
LONGEST_READ: Final = 2_000  # characters: a problem is named early
# What people write of any problem, and of getting in touch itself. Four letters and more.
COMMON_WORDS: Final = """
about after again agent also already always another answer answered anybody anyone anything asked
asking back because been before being best better black blue both call called caller calling came
cannot chat check come could customer days dear desk does doing done dont down each else email
even ever every everything feel find first from gave getting give going gone good great have hello
help helped here hour hours however into just keep kind know last later left letter like line long
look made mail make many maybe mean message minute minutes more most much must need needed never
next nobody nothing number only open order ordered other over pack phone please post question
ready really reason reply right said same says send sent service several should since size some
somebody someone something soon sorry speak still such support sure take talk team tell thank
thanks that their them then there these they thing think this those three through time times today
told tomorrow tried trying under until very waited waiting want wanted week weeks well went were
what when where which while white whole will wish with without work works worked working would
write wrong wrote year yesterday your yours aber alle auch bitte danke dass dein denn diese dies
doch eine einen einer eines etwas euch euer ganz haben habe hallo hatte heute hier ihnen ihre
immer jetzt kann kein keine können mehr mein meine meiner meinem meinen mich nicht nichts noch
oder schon sehr seit sich sind über unser unsere viel warum werden wenn wieder wird wurde algo
alguien años antes aquí buenas buenos como cómo cuando cuándo desde donde dónde ellos esta está
este estoy estos favor gracias hace hasta hola llamé llamada mejor menos mucho nada nadie nunca
otra otro para pero porque puede quiero según siempre sobre solo también tengo todo todos tiene
usted ustedes ainsi alors après aucun avant avec avez avoir beaucoup bien bonjour cela cette chez
comme comment dans depuis deux elle encore entre être fait faire jamais mais merci même moins
notre nous personne peut plus pour pouvez pourquoi quand quel quelle quelque rien sans sera soit
suis sont tous tout toujours très votre vous
"""
COMMON: Final = frozenset(COMMON_WORDS.split())


def words_of(texts: Iterable[str | None]) -> frozenset[str]:
    """Return the words of texts that may say what they are about, singular and in lower case."""
    found = [_words(text) for text in texts if text]
    if len(found) == 1:
        return found[0]
    return frozenset().union(*found)


def _words(text: str) -> frozenset[str]:
    found = set(WORD.findall(text[:LONGEST_READ].casefold())) - COMMON
    return frozenset([singular(one) if one[-1] == "s" else one for one in found])


def singular(word: str) -> str:
    """Return a word without its plural's s; `glass` keeps its own."""
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 4 else word
