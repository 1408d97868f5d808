"""Keeps secrets and personal values out of every text that leaves the process."""

import logging
import re

_EMAIL = re.compile(r"[^\s@\"'<>,;:()\[\]{}=]+@[^\s@\"'<>,;:()\[\]{}=]+\.[^\W\d_]{2,}")
_URL = re.compile(r"\b([a-z][a-z0-9+.-]*://)(?:[^/\s@]*@)?([^\s?#\"']*)(\?[^\s\"']*)?", re.I)
_HEADER = re.compile(r"\b(authorization|cookie)(\"?\s*[:=]\s*\"?)[^\n\"]+", re.I)
_SCHEME = re.compile(r"\b(bearer|basic)\s+[\w.~+/=-]{6,}", re.I)
_NAMED = re.compile(
    r"\b(\w*(?:token|secret|password|passwd|api[_-]?key|signature))"
    r"(\"?\s*[:=]\s*\"?)[^\s\"'&,;]+",
    re.I,
)
_DIGEST = re.compile(r"(?<![0-9a-zA-Z])[0-9a-fA-F]{64}(?![0-9a-zA-Z])")
_PHONE = re.compile(r"(?<![\w.-])(?:\+|\(|00)?\d[\d\s()./-]{5,}\d(?![\w-])")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")

_secrets: set[str] = set()


def register_secret(value: str) -> None:
    """From now on the value is masked wherever it appears."""
    # Shorter values are words: masking them would garble every message and hide nothing.
    if len(value) >= 6:
        _secrets.add(value)


def redact(text: str) -> str:
    """The text without secrets, query strings, e-mail addresses, phones and digests."""
    for secret in sorted(_secrets, key=len, reverse=True):
        text = text.replace(secret, "[secret]")
    text = _URL.sub(lambda found: found[1] + found[2] + ("?[query]" if found[3] else ""), text)
    text = _EMAIL.sub("[e-mail]", text)
    text = _HEADER.sub(r"\1\2[secret]", text)
    text = _SCHEME.sub(r"\1 [secret]", text)
    text = _NAMED.sub(r"\1\2[secret]", text)
    text = _DIGEST.sub("[digest]", text)
    return _PHONE.sub(_mask_phone, text)


def _mask_phone(found: re.Match[str]) -> str:
    digits = sum(letter.isdigit() for letter in found[0])
    is_phone = 7 <= digits <= 15 and not _DATE.match(found[0])
    return "[phone]" if is_phone else found[0]


def mask_value(value: object) -> str:
    """A sample of a value that shows its presence and shape, never itself."""
    if value is None:
        return "null"
    text = str(value)
    # The first letter of a short value is most of it.
    start = text[0] if len(text) > 4 else ""
    return f"{start}… ({len(text)} characters)" if text else "empty"


def safe_reason(text: str, limit: int = 300) -> str:
    """A vendor's words, redacted and short enough for a table's cell."""
    return redact(" ".join(text.replace("\x00", "").split()))[:limit]


class RedactingFilter(logging.Filter):
    """Redacts every record of a handler, whoever wrote it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = redact(record.getMessage())
        record.args = ()
        if record.exc_info:
            text = logging.Formatter().formatException(record.exc_info)
            record.exc_text = redact(text)
            record.exc_info = None
        return True
