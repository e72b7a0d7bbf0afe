"""With which words does a customer say how to be spoken with? Patterns as data, by language.

They read words in small ASCII letters that each end in a blank, as in "please do not call me "; a
wish is "not", "only", "prefer" or "may" with a channel. Of one list the first that fits counts,
so that "do not call me" is not read as "call me".
"""

import re
from typing import Final

Pattern = tuple[str, str]  # of words, and the wish

# What may stand for a channel after "by", "via", "per"…
BY: Final = {
    "en": {
        "email": "e ?mail|mail",
        "sms": "text|texts|text messages?|sms",
        "chat": "chat",
        "dm": "dm|dms|direct messages?",
        "voice": "phone|telephone|calls?|phone calls?",
    },
    "de": {
        "email": "e ?mail|mail",
        "sms": "sms",
        "chat": "chat",
        "voice": "telefon|anruf",
    },
    "es": {
        "email": "correo|correo electronico|e ?mail|mail",
        "sms": "sms|mensajes? de texto",
        "chat": "chat",
        "voice": "telefono|llamadas?",
    },
    "fr": {
        "email": "e ?mail|mail|courriel|courrier electronique",
        "sms": "sms|texto",
        "chat": "chat",
        "voice": "telephone|appels?",
    },
}

# What may follow "do not call me", so that neither a name ("do not call me Karen") nor a time
# ("do not call me before nine") is taken for a refusal.
_END: Final = r"(?=$|(?:{rest})(?![^ ]))"
_EN_END: Final = _END.format(
    rest="again|any ?more|ever|back|please|about|by|i|we|just|only|e ?mail|write|text|and|or|but|"
    "because|as|thanks|thank|on the phone|for (?:this|that|it)|use|use|instead|reply|answer"
)
_EN_MAY_END: Final = _END.format(
    rest="back|on|at|when|any|anytime|tomorrow|today|again|instead|if|asap|now|please|after|before|"
    "in|about|as|so|thanks"
)
_ES_END: Final = _END.format(
    rest="mas|otra|por|de nuevo|nunca|gracias|solo|solamente|prefiero|escriban|escribanme|y|que|"
    "pero|manden|mandenme|al"
)
_FR_END: Final = _END.format(
    rest="s|svp|merci|je|mais|par|jamais|au telephone|sur mon portable|et|ecrivez|plus|envoyez"
)
_NOT_SAID_OF_OTHERS: Final = "(?<!you )(?<!they )(?<!people )(?<!if )(?<!who )(?<!we )(?<!agents )"

PATTERNS: Final[dict[str, tuple[Pattern, ...]]] = {
    "en": (
        (
            _NOT_SAID_OF_OTHERS
            + rf"(?:do not|never)(?: please| ever| even)? (?:call|phone|ring) me {_EN_END}",
            "not voice",
        ),
        (
            r"(?<!got )(?<!were )(?<!was )(?<!had )(?<!received )(?<!are )(?<!is )(?<!have )"
            r"no(?: more| further)?(?: phone)? calls (?=$|please|thanks|thank|i "
            r"|just|only|any ?more"
            r"|for me|again|and |or |to me)",
            "not voice",
        ),
        (r"(?:please )?stop (?:calling|phoning|ringing) (?:me|us) ", "not voice"),
        (
            r"i (?:really |just )?(?:do not|would not) (?:want|like|wish|care) (?:to (?:have to )?"
            r"(?:call|phone|be called|be phoned|talk on the phone|speak on the phone)"
            r"(?! (?:it|this|that|him|her|them)\b)|(?:any |a |more |phone )*calls?) ",
            "not voice",
        ),
        (
            r"i (?:would |really )?(?:rather|prefer) not (?:to )?"
            r"(?:call|phone|be called|talk on the phone|speak on the phone|get calls) ",
            "not voice",
        ),
        (
            r"i (?:hate|dislike|can not stand) (?:phone calls|talking on the phone|calling) ",
            "not voice",
        ),
        (r"(?:please )?(?:only in writing|in writing only) ", "not voice"),
        (
            r"(?:only|just|exclusively)(?: (?:contact|reach|answer|reply to|write "
            r"to|write) (?:me|us))?"
            r" (?:by|via|through|over) {by} ",
            "only {channel}",
        ),
        (r"(?:by|via|through|over) {by} (?:only|exclusively) ", "only {channel}"),
        (r"(?:^|please |thanks )(?:e ?mail only) $", "only email"),
        (
            _NOT_SAID_OF_OTHERS
            + rf"(?:do not|never)(?: please| ever)? e ?mail (?:me|us) {_EN_END}",
            "not email",
        ),
        (
            _NOT_SAID_OF_OTHERS + rf"(?:do not|never)(?: please| ever)? text (?:me|us) {_EN_END}",
            "not sms",
        ),
        (r"(?:please )?stop e ?mailing (?:me|us) ", "not email"),
        (r"(?:please )?stop texting (?:me|us) ", "not sms"),
        (
            r"i (?:would |really |much )?prefer (?:to be (?:contacted|reached) "
            r"|contact |answers? |it )?"
            r"(?:by|via|over|on the|on) {by} ",
            "prefer {channel}",
        ),
        (
            r"i (?:would |really |much )?prefer {by} (?=$|over|please|to |because|instead|contact)",
            "prefer {channel}",
        ),
        (
            r"(?:best|easiest)(?: way)? (?:to )?(?:reach|contact) me (?:is "
            r")?(?:by|via|on|over) {by} ",
            "prefer {channel}",
        ),
        (r"(?:please )?(?:just )?e ?mail me instead ", "prefer email"),
        (r"(?:please )?(?:just )?text me instead ", "prefer sms"),
        (r"(?:please )?(?:just )?call me instead ", "prefer voice"),
        (
            rf"(?:please|pls|you can|you may|feel free to|could you|can you) "
            rf"(?:call|phone|ring) (?:me|us) {_EN_MAY_END}",
            "may voice",
        ),
    ),
    "de": (
        (
            r"ruf(?:en sie|t|e)? (?:mich|uns) (?:bitte )?(?:nicht|nie)(?: mehr| "
            r"wieder| noch ?mal| zuruck)* (?:zuruck|an) ",
            "not voice",
        ),
        (
            r"(?:bitte|mich|uns) nicht (?:mehr )?(?:anrufen|zuruckrufen) (?!konnen|wollen|konnten)",
            "not voice",
        ),
        (
            r"(?<!gab )(?<!hatte )(?<!habe )(?<!gab es )(?<!bekam )(?<!kamen )keine "
            r"(?:weiteren )?anrufe "
            r"(?=$|mehr|bitte|danke|ich )(?!mehr (?:bekommen|erhalten))",
            "not voice",
        ),
        (
            r"(?:mochte|will|wunsche|wurde) (?:ich )?(?:gern )?(?:nicht|keinesfalls) (?:mehr )?"
            r"(?:telefonieren|angerufen werden|anrufen(?: mussen)?) ",
            "not voice",
        ),
        (r"(?:telefoniere (?:ich )?(?:nicht gern|nicht gerne|ungern|nicht)) ", "not voice"),
        (r"nicht telefonisch (?!erreich|moglich|durch)", "not voice"),
        (r"(?:nur|ausschliesslich) (?:noch )?schriftlich ", "not voice"),
        (
            r"(?:nur|ausschliesslich)(?: noch)? (?:per|uber|via|mit) {by} (?!erreich)",
            "only {channel}",
        ),
        (
            r"(?:bitte )?keine (?:weiteren )?(?:e ?mails|mails) mehr (?!bekommen|erhalten)",
            "not email",
        ),
        (r"(?:bitte )?keine (?:weiteren )?sms mehr (?!bekommen|erhalten)", "not sms"),
        (
            r"(?:lieber|am liebsten|bevorzugt|vorzugsweise) (?:per|uber|via) {by} ",
            "prefer {channel}",
        ),
        (r"(?:lieber|am liebsten|bevorzugt|vorzugsweise) telefonisch ", "prefer voice"),
        (
            r"ich bevorzuge (?:den kontakt |kontakt |antworten )?(?:per |uber |via )?{by} ",
            "prefer {channel}",
        ),
        (
            r"ruf(?:en sie|t|e)? (?:mich|uns) (?:bitte |gern |gerne |morgen |heute "
            r"|doch |einfach )*(?:zuruck|an) ",
            "may voice",
        ),
        (
            r"konnen (?:sie )?(?:mich|uns) (?:gern |gerne |jederzeit )?(?:anrufen|zuruckrufen) ",
            "may voice",
        ),
    ),
    "es": (
        (rf"(?<!que )(?<!si )no (?:me|nos) llam(?:en|e|es) {_ES_END}", "not voice"),
        (
            r"no quiero (?:recibir |mas )*(?:llamadas|que me llamen|hablar por "
            r"telefono|llamar) (?!perdidas)",
            "not voice",
        ),
        (r"(?:nada de|no mas|basta de) llamadas ", "not voice"),
        (r"prefiero no (?:hablar por telefono|llamar|recibir llamadas) ", "not voice"),
        (r"dejen? de llamar(?:me|nos)? ", "not voice"),
        (r"(?:solo|solamente|unicamente) por escrito ", "not voice"),
        (
            r"(?:solo|solamente|unicamente)(?: (?:contactenme|escribanme|respondan))? por {by} ",
            "only {channel}",
        ),
        (r"por {by} (?:solamente|unicamente|nada mas) ", "only {channel}"),
        (
            r"prefiero (?:que me (?:contacten|escriban|respondan) )?(?:por |el |un )?{by} ",
            "prefer {channel}",
        ),
        (r"prefiero que me llamen ", "prefer voice"),
        (r"(?:pueden?|puedes) llamarme ", "may voice"),
        (r"(?<!no )llam(?:enme|eme|ame) ", "may voice"),
    ),
    "fr": (
        (rf"(?<!vous )ne (?:m|nous) appelez (?:pas|plus|jamais) {_FR_END}", "not voice"),
        (
            r"(?:^|svp |plait |merci |et )pas d appels?(?: telephoniques?)? (?=$|s "
            r"il|svp|merci|je |par )",
            "not voice",
        ),
        (
            r"je ne (?:veux|souhaite|desire) (?:pas|plus) (?:etre appele|etre "
            r"appelee|d appels?|telephoner|"
            r"appeler|qu on m appelle|que vous m appeliez|parler au telephone|vous appeler)(?= ) ",
            "not voice",
        ),
        (r"arretez de (?:m|nous) appeler ", "not voice"),
        (
            r"je prefere ne pas (?:telephoner|appeler|etre appele|etre appelee|parler "
            r"au telephone) ",
            "not voice",
        ),
        (r"(?:uniquement|seulement|exclusivement) par ecrit ", "not voice"),
        (r"par ecrit (?:uniquement|seulement) ", "not voice"),
        (r"(?:uniquement|seulement|exclusivement)(?: me contacter)? par {by} ", "only {channel}"),
        (r"par {by} (?:uniquement|seulement|exclusivement) ", "only {channel}"),
        (
            r"je prefere(?:rais)? (?:etre contactee? |qu on me contacte |une reponse "
            r")?(?:par |le |l )?{by} ",
            "prefer {channel}",
        ),
        (r"je prefere(?:rais)? (?:qu on m appelle|que vous m appeliez) ", "prefer voice"),
        (r"(?:vous pouvez m|pouvez vous m) appeler ", "may voice"),
        (r"(?<!ne )(?:r?appelez moi) ", "may voice"),
    ),
}

# No message without one of these holds a wish.
STEMS: Final = re.compile(
    r"call|phone|ring|mail|text|writing|chat|\bdms?\b|direct|anruf|ruf|telef|schrift|sms|llam|"
    r"correo|escrito|mensaje|appel|courri|[eé]crit|t[eé]l[eé]ph",
    re.IGNORECASE,
)
