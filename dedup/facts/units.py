"""Units, currencies and number words: what they are called and what they are worth."""

from __future__ import annotations

SCALES = {
    "k": 10**3, "thousand": 10**3, "thousands": 10**3, "tsd": 10**3, "m": 10**6, "mn": 10**6, "mln": 10**6,
    "mio": 10**6, "million": 10**6, "millions": 10**6, "bn": 10**9, "b": 10**9, "bln": 10**9, "billion": 10**9,
    "billions": 10**9, "tn": 10**12, "trn": 10**12, "trillion": 10**12, "trillions": 10**12, "hundred": 100,
    "dozen": 12, "lakh": 10**5, "crore": 10**7,
}  # fmt: skip

SIGNS = {
    "$": "USD", "us$": "USD", "usd": "USD", "a$": "AUD", "au$": "AUD", "aud": "AUD", "c$": "CAD", "ca$": "CAD",
    "cad": "CAD", "hk$": "HKD", "nz$": "NZD", "s$": "SGD", "€": "EUR", "eur": "EUR", "£": "GBP", "gbp": "GBP",
    "¥": "JPY", "jpy": "JPY", "₹": "INR", "rs": "INR", "inr": "INR", "₽": "RUB", "rub": "RUB", "chf": "CHF",
    "sfr": "CHF", "czk": "CZK", "cny": "CNY", "rmb": "CNY", "sek": "SEK", "nok": "NOK", "dkk": "DKK", "pln": "PLN",
    "dm": "DEM", "stg": "GBP", "r$": "BRL", "huf": "HUF", "krw": "KRW",
}  # fmt: skip
"""Currency marks that stand in front of (or after) a figure, folded."""

_CURRENCY_WORDS = {
    "USD": "dollar dollars dlr dlrs us-dollars", "EUR": "euro euros", "GBP": "pound pounds sterling stg",
    "JPY": "yen",
    "RUB": "ruble rubles rouble roubles", "CZK": "crown crowns koruna korunas kc kč", "CNY": "yuan renminbi",
    "CHF": "franc francs", "INR": "rupee rupees", "DEM": "mark marks", "KRW": "won", "cent": "cent cents cts ct",
    "PLN": "zloty zlotys", "UAH": "hryvnia hryvnias", "SEK": "krona kronor", "pence": "pence", "TRY": "lira liras",
    "MXN": "peso pesos",
}  # fmt: skip

_OTHER_WORDS = {
    "%": "% percent pct per-cent", "pp": "percentage-point percentage-points pp", "bp": "basis-point basis-points",
    "km/h": "km/h kmh kph kmph kilometres-per-hour kilometers-per-hour", "mph": "mph miles-per-hour",
    "km": "km kms kilometre kilometres kilometer kilometers", "m": "metre metres meter meters",
    "cm": "cm centimetre centimetres centimeter centimeters",
    "mm": "mm millimetre millimetres millimeter millimeters",
    "mile": "mile miles", "ft": "foot feet ft", "inch": "inch inches",
    "kg": "kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes",
    "g": "gram grams gramme grammes", "t": "ton tons tonne tonnes", "lb": "lb lbs", "l": "litre litres liter liters",
    "ha": "hectare hectares ha", "acre": "acre acres",
    "deg": "degree degrees °", "degc": "degrees-celsius degrees-centigrade celsius centigrade °c",
    "degf": "degrees-fahrenheit fahrenheit °f", "bbl": "barrel barrels bpd",
    "oz": "ounce ounces oz", "kw": "kw kilowatt kilowatts", "mw": "mw megawatt megawatts",
    "gb": "gb gigabyte gigabytes",
    "mb": "mb megabyte megabytes",
    "sqm": "m2 m² square-metres square-meters square-metre square-meter sq.-metres sq.-meters sq.m sqm sq-m",
    "sqkm": "km2 km² square-kilometres square-kilometers sq.-km sqkm sq-km",
    "second": "seconds", "minute": "minute minutes min mins", "hour": "hour hours hr hrs", "day": "day days",
    "week": "week weeks", "month": "month months", "year": "year years yr yrs", "decade": "decade decades",
    "century": "century centuries", "bushel": "bushel bushels",
}  # fmt: skip


def _table() -> dict[str, str]:
    table = {}
    for source in (_CURRENCY_WORDS, _OTHER_WORDS):
        for unit, names in source.items():
            for name in names.split():
                table[name.replace("-", " ")] = unit
    return table


UNITS = _table()
"""Unit words, folded, to the unit's short name."""

MONEY = frozenset(SIGNS.values()) | frozenset(_CURRENCY_WORDS)
"""Short names that are currencies."""

WORTH = {
    "km": ("length", 1000.0), "m": ("length", 1.0), "cm": ("length", 0.01), "mm": ("length", 0.001),
    "mile": ("length", 1609.34), "ft": ("length", 0.3048), "inch": ("length", 0.0254),
    "km/h": ("speed", 1.0), "mph": ("speed", 1.60934), "ha": ("area", 10000.0), "acre": ("area", 4046.86),
    "sqm": ("area", 1.0), "sqkm": ("area", 1e6), "second": ("span", 1.0), "minute": ("span", 60.0),
    "hour": ("span", 3600.0), "day": ("span", 86400.0), "week": ("span", 604800.0), "month": ("span", 2629800.0),
    "year": ("span", 31557600.0), "decade": ("span", 315576000.0), "century": ("span", 3155760000.0),
    "age": ("span", 31557600.0),
    "deg": ("warmth", 1.0), "degc": ("warmth", 1.0), "degf": ("warmth", 1.0),
    "%": ("share", 0.01), "fraction": ("share", 1.0), "pp": ("points", 1.0),
}  # fmt: skip
"""Unit to what it measures and its worth in the base unit: equal worth in two units is the same fact."""

SMALL = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
BIG = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "dozen": 12}
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
    "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30, "fortieth": 40,
    "fiftieth": 50, "sixtieth": 60, "seventieth": 70, "eightieth": 80, "ninetieth": 90, "hundredth": 100,
}  # fmt: skip
FRACTIONS = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "fifths": 5, "tenths": 10,
}  # fmt: skip
SIMPLE_FRACTIONS = {"½": "0.5", "¼": "0.25", "¾": "0.75", "⅓": "0.3333", "⅔": "0.6667"}
IMPLIED = {
    1: ("another", "alone", "once", "only", "single", "sole"),
    2: ("both", "couple", "pair", "duo", "twice", "double", "second", "half", "twin", "twins", "brace"),
    3: ("trio", "triple", "thrice", "third"),
    4: ("quartet", "fourth", "quarter"),
    12: ("dozen",),
}
"""Words that state a small number without naming it."""
