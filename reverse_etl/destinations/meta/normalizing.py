"""Normalizes and hashes people's values as Meta asks, which is not as other platforms ask.

Each normalizer gives the text to hash, or None where the value is none that Meta could match.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable

Normalizer = Callable[[str], str | None]

_HASH = re.compile(r"[0-9a-f]{64}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_MADID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_PHONE_DIGITS = range(7, 16)
_GENDERS = {"m": "m", "male": "m", "f": "f", "female": "f"}


def is_hash(value: str) -> bool:
    """Whether a value is a SHA-256 in hex already."""
    return bool(_HASH.fullmatch(value.strip().lower()))


def hashed(value: str, normalizer: Normalizer) -> str | None:
    """The hash of a clear value; one that is a hash already stays as it is."""
    if is_hash(value):
        return value.strip().lower()
    text = normalizer(value)
    # An empty text has a hash too, the same for everybody who has none.
    return hashlib.sha256(text.encode()).hexdigest() if text else None


def email(value: str) -> str | None:
    """Trimmed and in lower case, nothing else: dots and tags stay."""
    text = value.strip().lower()
    return text if _EMAIL.fullmatch(text) else None


def phone(value: str, calling_code: str = "") -> str | None:
    """Digits with the calling code; calling_code is for numbers that are written without one.

    Numbers with a plus, as all of ours are, need none.
    """
    text = value.strip()
    digits = "".join(letter for letter in text if letter.isascii() and letter.isdigit())
    is_international = text.startswith("+") or digits.startswith("00")
    is_national = digits.startswith("0") and not is_international
    digits = digits.lstrip("0")
    is_without_code = is_national or not digits.startswith(calling_code)
    if not is_international and is_without_code:
        digits = calling_code + digits
    return digits if len(digits) in _PHONE_DIGITS else None


def name(value: str) -> str | None:
    """Lower case without punctuation; letters of every script stay."""
    kept = (one for one in _composed(value).lower() if unicodedata.category(one)[0] != "P")
    return " ".join(_composed("".join(kept)).split()) or None


def _composed(text: str) -> str:
    # One way of writing an accent, so that equal names have equal hashes.
    return unicodedata.normalize("NFC", text)


def first_five(value: str) -> str | None:
    """The first five letters of a name."""
    found = name(value)
    return found[:5].strip() if found else None


def initial(value: str) -> str | None:
    """The first letter of a name."""
    found = name(value)
    return found[:1] if found else None


def letters(value: str) -> str | None:
    """Lower case, and nothing but letters: cities and states."""
    kept = (one for one in _composed(value).lower() if unicodedata.category(one)[0] in "LM")
    return _composed("".join(kept)) or None


def zip_code(value: str) -> str | None:
    """Lower case without spaces; of a ZIP+4 the first part."""
    text = "".join(value.lower().split()).partition("-")[0]
    return text if len(text) > 1 else None


def country(value: str) -> str | None:
    """The two letters of ISO 3166."""
    found = letters(value)
    return found if found and re.fullmatch("[a-z]{2}", found) else None


def currency(value: str) -> str | None:
    """The three letters of ISO 4217."""
    found = letters(value)
    return found if found and re.fullmatch("[a-z]{3}", found) else None


def gender(value: str) -> str | None:
    """m or f; Meta knows no other."""
    return _GENDERS.get(value.strip().lower())


def year(value: str) -> str | None:
    """Four digits."""
    text = value.strip()
    return text if re.fullmatch(r"(19|20)[0-9]{2}", text) else None


def month(value: str) -> str | None:
    """Two digits, 01 to 12."""
    return _two_digits(value, 12)


def day(value: str) -> str | None:
    """Two digits, 01 to 31."""
    return _two_digits(value, 31)


def _two_digits(value: str, most: int) -> str | None:
    text = value.strip()
    is_number = text.isascii() and text.isdigit() and 1 <= int(text) <= most
    return f"{int(text):02d}" if is_number else None


def birth_date(value: str) -> str | None:
    """Eight digits, year first."""
    text = value.strip().replace("-", "")
    is_date = len(text) == 8 and year(text[:4]) and month(text[4:6]) and day(text[6:])
    return text if is_date else None


def mobile_id(value: str) -> str | None:
    """A device's advertising id, which Meta wants in clear."""
    text = value.strip().lower()
    return text if _MADID.fullmatch(text) else None


def external_id(value: str) -> str | None:
    """Our own id of the person, in clear; never a value that tells who it is."""
    text = value.strip()
    return None if "@" in text else text or None
