"""Which words around a number say what it is: an order's, a telephone's, a sum?"""

import re
import unicodedata
from typing import Final

REACH: Final = 48  # characters in front of a number that are read
MOST_FILLERS: Final = 6  # words between a keyword and its number

ANY_KIND: Final = "any"  # "number", "no.", "#": of whichever kind
OTHER: Final = "other"  # a telephone, a parcel, a postcode, a sum

_KINDS: Final = {
    "order": "order orders ordered bestellung bestellungen bestellnummer bestellnr auftrag "
    "auftragsnummer commande commandes pedido pedidos ordine ordini encomenda encomendas "
    "bestelling bestelnummer bestelnr zamowienie zamowienia zamowienie zakaz zakaza purchase po",
    "case": "case cases ticket tickets incident complaint fall fallnummer vorgang vorgangsnummer "
    "dossier caso casos pratica zaak zaaknummer sprawa reclamo reclamacion reclamation enquiry",
    "contract": "contract contracts vertrag vertragsnummer contrat contrato contratto policy "
    "police umowa overeenkomst subscription abo",
    "account": "account customer kunde kundennummer kundennr konto compte client cuenta cliente "
    "conto klant klantnummer klient",
    "loyalty": "loyalty member membership bonus treuekarte fidelite mitgliedsnummer",
    ANY_KIND: "ref reference referenz referencia riferimento",
    OTHER: "tracking track parcel package awb shipment consignment waybill sendung sendungsnummer "
    "paket colis suivi seguimiento phone telephone tel mobile cell cellphone handy telefon "
    "telefonnummer call text fax whatsapp zip zipcode postcode postal plz pin code otp passcode "
    "serial sku model modell item article artikel room flat apt apartment suite unit gate flight "
    "invoice rechnung rechnungsnummer facture factura fattura amount total price paid pay cost "
    "costs worth refund born birthday dob year since until vat iban card ssn extension ext street "
    "highway route line page step version build chapter bus train",
}  # fmt: skip
_WORDS: Final = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_GENERIC: Final = frozenset(
    {"number", "numbers", "no", "nr", "num", "nummer", "numero", "numer", "nro", "n", "id", "#"}
)
_FILLERS: Final = frozenset(
    {
        "is", "was", "are", "were", "the", "my", "a", "an", "of", "it", "it's", "its", "our",
        "your", "this", "that", "ist", "war", "die", "der", "meine", "mein", "meiner", "est", "la",
        "le", "ma", "mon", "es", "el", "mi", "e", "il", "mia", "mio", "and", "und", "et", "y",
        "or", "oder",
    }
)  # fmt: skip
_TOKEN: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|[#,.!?;\n]|\d+")
FULL_STOP, COMMA = ".", ","
_ENDS: Final = frozenset(".!?;\n")
_STATE: Final = re.compile(r"(?:^|[\s,])[A-Z]{2}\s$")  # "Austin, TX 78701"
_UNIT: Final = re.compile(
    r"\s?(?:%|°|[$€£]|(?:km|kg|lbs?|oz|miles?|mi|people|persons?|points?|times|days?|weeks?|months?"
    r"|years?|hours?|hrs?|min|minutes?|dollars|usd|eur|euros?|pounds|gbp|pcs|pieces|units|items|mm"
    r"|cm|m|ml|l|gb|mb|kb|w|v|mah|steps|followers|likes|views|am|pm|uhr|st|nd|rd|th|street|road"
    r"|avenue|stück|stk|tage|jahre)\b)",
    re.IGNORECASE,
)


def named_as(before: str) -> str | None:
    """Return the kind of number that the words right in front announce, None for no word.

    "any" is a number of some kind, "other" one of no kind of ours.
    """
    generic, fillers, behind = False, 0, ""
    for token in reversed(_TOKEN.findall(_plain(before[-REACH:]))):
        if token in _ENDS:
            if fillers or token != FULL_STOP:
                break
            continue  # "no. 1001", "Nr. 1001"
        if token in _GENERIC and behind != COMMA:  # "no, 1987"
            generic = True
        elif token in _WORDS:
            return _WORDS[token]
        elif token not in _FILLERS and token != COMMA:
            break
        fillers, behind = fillers + 1, token
        if fillers > MOST_FILLERS:
            break
    return ANY_KIND if generic else None


def mentions(text: str, kind: str) -> bool:
    """Whether some word of the text speaks of such things."""
    return any(_WORDS.get(word) == kind for word in _TOKEN.findall(_plain(text)))


def is_measured(before: str, after: str) -> bool:
    """Whether the words around make it a quantity, or the postcode behind a state."""
    return bool(_UNIT.match(after)) or bool(_STATE.search(before[-4:]))


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.lower().replace("ł", "l").replace("°", ""))
    return "".join(one for one in decomposed if not unicodedata.combining(one))
