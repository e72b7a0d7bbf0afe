"""What does a handle look like? Its skeleton in the sense of Unicode's UTS 39.

The table holds the letters and digits that UTS 39's confusables.txt (Unicode licence) maps to small
Latin letters or digits, as far as normalising leaves them, and some that a reader takes for one all
the same (Cyrillic "н" for "h"). Marks over letters are dropped.
"""

import unicodedata
from functools import lru_cache
from typing import Final

_LOOK_ALIKES: Final = {
    "2": "ᒿꛯ",
    "3": "з𑣊𖼻",
    "4": "Ꮞ",
    "6": "бᏮ𑣕",
    "7": "𑣆",
    "8": "ȣ৪੪𐌚",
    "9": "৭੧୨൭𑣌𑣖",
    "a": "ɑαаᎪᗅꓮ𐊠𖽀",
    "aa": "ꜳ",
    "ae": "æӕ",
    "ao": "ꜵ",
    "au": "ꜷ",
    "av": "ꜹꜻ",
    "ay": "ꜽ",
    "b": "ƅьᏏᏴᑲᖯᗷꓐ𐊂𐊡𐌁",
    "c": "сᏟᴄⲥꓚ𐊢𐌂𐐽𐔜𑣩𑣲",
    "d": "ɗԁᎠᏧᑯᗞᗪꓒꓓ",
    "dz": "ʣ",
    "e": "εеєҽᎬⴹꓰꬲ𐊆",
    "f": "ϝғքᖴẝꓝꞙꬵ𐊇𐊥𐔥𑣂",
    "g": "ƍɡցᏀᏳᶃꓖ",
    "h": "нһհᎻᏂᕼꓧ𐋏",
    "j": "ϳјᎫᒍꓙ",
    "k": "ĸκкᏦᛕꓗ𐔘",
    "l": "ıłǀɩɪιіӏ۱ᎥᏞᒪᛁⵏꓡꓲꙇ𐊊𐌉𐌠𐔦𑣃𖼖𖼨",
    "ll": "ǁ",
    "ls": "ʪ",
    "lz": "ʫ",
    "m": "мᎷᗰᛖꓟ𐊰𐌑",
    "n": "ηпոռꓠ𐔓",
    "o": "øοσоөօ۵०০੦૦ଠ୦௦౦೦ഠ൦๐໐ဝ၀ჿዐᴏᴑⲟⵔ〇ꓳꬽ𐊒𐊫𐐬𐓪𐔖𑓐𑣈𑣗𑣠",
    "oe": "œ",
    "oo": "ꚙꝏ",
    "p": "ρрᏢᑭⲣꓑ𐊕",
    "q": "ԛգզⵕ",
    "r": "гᎡᏒᖇᴦⲅꓣꭇꭈ𖼵",
    "rn": "𑜀𑣣",
    "s": "ƽѕᏕᏚꓢꜱ𐊖𐑈𑣁𖼺",
    "t": "τтᎢꓔ𐊗𐊱𐌕𖼊",
    "tf": "ꝷ",
    "ts": "ʦ",
    "u": "ʋυцսሀᑌᴜꓴꞟꭎꭒ𐓶𑣘𖽂",
    "ue": "ᵫ",
    "uo": "ꭣ",
    "v": "νѵ۷Ꮩᐯᴠⴸꓦꛟ𐔝𑜆𑣀𖼈",
    "w": "ɯωшѡԝաᎳᏔᴡꓪ𑜊𑜎𑜏𑣦𑣯",
    "x": "χхᕁᕽᚷⵝꓫ𐊐𐊴𐌗𐌢𐔧𑣬",
    "y": "ɣʏγуүყᎩᎽᶌỿꓬꭚ𐊲𑣜𖽃",
    "z": "Ꮓᴢꓜ𐋵𑣄𑣥",
}
_OF_ASCII: Final = {"0": "o", "1": "l", "i": "l", "|": "l", "5": "s"}
_LOOKS_LIKE: Final = str.maketrans(
    {one: plain for plain, others in _LOOK_ALIKES.items() for one in others} | _OF_ASCII
)


@lru_cache(maxsize=16_384)
def skeleton(handle: str) -> str:
    """Return a string that two handles share when a reader may take one for the other."""
    plain = "".join(
        one for one in unicodedata.normalize("NFD", handle) if not unicodedata.combining(one)
    )
    return plain.translate(_LOOKS_LIKE).replace("rn", "m").replace("vv", "w").replace("cl", "d")
