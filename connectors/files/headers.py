"""What the usual headers mean, in English, German, French and Spanish."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

# Headers as people write them, comma-separated; compared without spaces, marks, accents and case.
WORDS: Final = {
    "id": "record id, id, uid, uuid, guid, customer id, client id, contact id, person id, user id, "
    "lead id, external id, source id, kunden id, kunde id, id client, identifiant, id cliente, "
    "identificador",
    "numbers.account": "customer no, customer number, customer nr, customer code, client number, "
    "client no, account number, account no, kundennummer, kundennr, kunden nr, kdnr, "
    "debitorennummer, debitor, numero client, num client, n client, no client, code client, "
    "numero de cliente, numero cliente, n cliente, codigo cliente, codigo de cliente",
    "numbers.loyalty": "loyalty, loyalty no, loyalty number, loyalty id, loyalty card, bonus card, "
    "member no, member number, membership number, kundenkarte, kundenkartennummer, bonuskarte, "
    "treuekarte, mitgliedsnummer, carte de fidelite, numero de fidelite, fidelite, "
    "tarjeta de fidelidad, fidelidad, numero de socio",
    "numbers.order": "order no, order number, order nr, order id, order, last order, "
    "last order no, last order number, bestellnummer, bestellnr, bestellung, auftragsnummer, "
    "auftragsnr, numero de commande, n commande, commande, numero de pedido, n pedido, pedido",
    "numbers.case": "case no, case number, case id, ticket no, ticket number, ticket id, "
    "fallnummer, vorgangsnummer, ticketnummer, numero de dossier, numero de caso",
    "numbers.contract": "contract no, contract number, contract id, vertragsnummer, vertragsnr, "
    "numero de contrat, contrat, numero de contrato, contrato",
    "name": "name, full name, customer name, contact name, display name, customer, contact, "
    "kunde, kundenname, vollstandiger name, vor und nachname, nom complet, nom et prenom, "
    "nombre completo, nombre y apellidos",
    "given_name": "first name, fname, first, given name, given, forename, christian name, vorname, "
    "rufname, prenom, nombre de pila, primer nombre",
    "family_name": "last name, lname, last, surname, family name, family, nachname, familienname, "
    "zuname, nom de famille, apellido, apellidos, primer apellido",
    "city": "city, town, city town, town city, locality, place, municipality, wohnort, ort, stadt, "
    "ville, commune, localite, ciudad, poblacion, localidad",
    "region": "state, region, province, county, state province, bundesland, kanton, departement, "
    "provincia, comunidad autonoma",
    "country": "country, country code, country region, nation, land, staat, landerkurzel, pays, "
    "code pays, pais",
    "postcode": "zip, zip code, postal code, postcode, post code, plz, postleitzahl, code postal, "
    "cp, codigo postal",
    "address": "address, street, street address, address line, address1, addr, strasse, "
    "strasse hausnummer, strasse nr, strasse und hausnummer, anschrift, adresse, rue, direccion, "
    "calle, domicilio",
    "birth_date": "dob, birth date, date of birth, birthday, born, geburtsdatum, geburtstag, geb, "
    "geb datum, geboren, geboren am, date de naissance, naissance, ne le, fecha de nacimiento, "
    "nacimiento, f nacimiento",
    "occupation": "occupation, job, job title, profession, beruf, tatigkeit, metier, profesion, "
    "ocupacion",
    "organisation": "company, company name, organisation, organization, organisation name, "
    "organization name, employer, firma, firmenname, unternehmen, arbeitgeber, societe, "
    "entreprise, employeur, empresa, compania",
    "preferred_channel": "preferred channel, preferred contact method, preferred contact channel, "
    "contact preference, bevorzugter kanal, bevorzugter kontaktweg, canal prefere, canal preferido",
    "language": "language, lang, preferred language, locale, sprache, langue, idioma",
    "phones": "phone, phones, phone no, phone number, telephone, telephone no, telephone number, "
    "tel, tel no, mobile, mobile no, mobile number, mobile phone, cell, cell phone, cellphone, "
    "landline, home phone, work phone, business phone, day phone, evening phone, other phone, "
    "whatsapp, msisdn, handy, handynummer, handynr, mobil, mobilnummer, mobilnr, mobiltelefon, "
    "mobilfunk, mobilfunknummer, telefon, telefonnummer, telefonnr, tel nr, rufnummer, festnetz, "
    "festnetznummer, telefon privat, telefon geschaftlich, telefon mobil, telefon festnetz, "
    "portable, telephone portable, tel portable, numero de portable, telephone fixe, tel fixe, "
    "numero de telephone, telefono, telefono movil, telefono fijo, movil, celular, "
    "numero de telefono",
    "emails": "email, emails, mail, email address, mail address, email id, work email, home email, "
    "private email, other email, emailadresse, mailadresse, email privat, email geschaftlich, "
    "courriel, adresse email, adresse mail, adresse electronique, adresse courriel, correo, "
    "correo electronico, direccion de correo",
    "handles.x": "twitter, twitter handle, twitter name, twitter username, x handle, x username, "
    "handle",
    "handles.instagram": "instagram, instagram handle, instagram name, insta, ig, ig handle",
    "handles.facebook": "facebook, facebook name, facebook id, fb",
    "handles.linkedin": "linkedin, linked in",
    "handles.tiktok": "tiktok, tik tok",
    "handles.mastodon": "mastodon",
    "handles.bluesky": "bluesky",
    "handles.telegram": "telegram",
    "updated_at": "updated at, updated, last change, last changed, last changed at, last modified, "
    "modified, modified at, modified on, changed at, changed on, last update, last updated, "
    "change date, modification date, letzte anderung, zuletzt geandert, geandert am, "
    "anderungsdatum, anderung, date de modification, derniere modification, modifie le, "
    "mise a jour, derniere mise a jour, ultima modificacion, fecha de modificacion, "
    "ultimo cambio, actualizado, fecha de actualizacion",
    "birthplace": "birth place, place of birth, birthplace, geburtsort, lieu de naissance, "
    "lugar de nacimiento",
    "nom": "nom",  # family name beside a first name, else the whole name
    "nombre": "nombre",  # first name beside a family name, else the whole name
}
_OWNERS: Final = frozenset(
    {"customer", "client", "contact", "person", "personal", "user", "member", "primary", "main"}
    | {"default", "home", "billing", "mailing", "private", "preferred", "kunden", "kunde", "cust"}
)  # words that may stand before the others and change nothing: "Billing City"


def meaning(header: str) -> str | None:
    """Return the field that a header means, or None: "Kundennr." is "numbers.account"."""
    words = _words(header)
    known = _known()
    while words:
        field = known.get("".join(words))
        if field is not None:
            return field
        if words[-1].isdigit():
            words.pop()
        elif words[0] in _OWNERS:
            words.pop(0)
        else:
            return None
    return None


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    return {
        "".join(_words(phrase)): field for field, phrases in WORDS.items()
        for phrase in phrases.split(",")
    }  # fmt: skip


def _words(header: str) -> list[str]:
    """Return a header's words in small ASCII letters; digits are words of their own."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z0-9])", " ", header)
    plain = unicodedata.normalize("NFKD", apart.casefold())
    return re.findall(r"[a-z]+|[0-9]+", re.sub(r"[\u0300-\u036f]", "", plain))
