import logging

import pytest

from reverse_etl.redaction import (
    RedactingFilter,
    mask_value,
    redact,
    register_secret,
    safe_reason,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mail ada.l+x@example.co.uk now", "mail [e-mail] now"),
        ('{"email":"ada@example.com"}', '{"email":"[e-mail]"}'),
        ("über@bücher.example", "[e-mail]"),
        ("call +33 6 12 34 56 78", "call [phone]"),
        ("call 06.12.34.56.78, or (212) 555-0143", "call [phone], or [phone]"),
        ("0033612345678", "[phone]"),
        ("Authorization: Bearer abc.def.ghi", "Authorization: [secret]"),
        ("got bearer abcdef123", "got bearer [secret]"),
        ("access_token=abc&x=1", "access_token=[secret]&x=1"),
        ('"api_key": "k-1"', '"api_key": "[secret]"'),
        ("https://u:p@host/path?a=b c", "https://host/path?[query] c"),
        ("postgres://me:pw@db:5432/x", "postgres://db:5432/x"),
        ("a" * 64, "[digest]"),
    ],
)
def test_personal_values_and_secrets_are_masked(text: str, expected: str) -> None:
    assert redact(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "1,200,000 of 3,000,000 rows",
        "began 2026-11-01 03:00:00",
        "run 9ee5c644e9144cceb60483a50ecc468f",
        "version 1.11.16",
        "status 503: down",
        "12 of 40 records (30%)",
    ],
)
def test_what_people_must_read_stays(text: str) -> None:
    assert redact(text) == text


def test_a_registered_secret_is_masked_everywhere() -> None:
    register_secret("s3cr3t-value")
    assert redact("it was s3cr3t-value.") == "it was [secret]."


def test_redacting_twice_changes_nothing() -> None:
    once = redact("ada@example.com +33612345678 token=abc https://h/x?y=z")
    assert redact(once) == once


def test_reasons_are_short_and_on_one_line() -> None:
    assert safe_reason("a\n  b\x00c") == "a bc"
    assert len(safe_reason("word " * 500)) == 300


def test_a_sample_shows_shape_and_no_value() -> None:
    assert mask_value("ada@example.com") == "a… (15 characters)"
    assert mask_value(7) == "… (1 characters)"
    assert mask_value(None) == "null"
    assert mask_value("") == "empty"


def test_the_filter_redacts_arguments_and_tracebacks() -> None:
    try:
        raise ValueError("ada@example.com")
    except ValueError as error:
        kind = (type(error), error, error.__traceback__)
    record = logging.LogRecord("x", 20, "f", 1, "to %s", ("joan@example.com",), kind)
    assert RedactingFilter().filter(record)
    text = logging.Formatter().format(record)
    assert "example.com" not in text
    assert "[e-mail]" in text
