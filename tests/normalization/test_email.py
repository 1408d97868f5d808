"""E-mails as people write them, and which of them identity takes for addresses."""

import re

import pytest
import yaml

from tests.identity.stitching import REPOSITORY
from tests.normalization.conftest import Normalizers

SHIPPED = yaml.safe_load((REPOSITORY / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]
PATTERNS = SHIPPED["identifier_types"]["email"]["pattern"]
WRITTEN = {
    "Ana.Lopez@Shop.Example": "ana.lopez@shop.example",
    "mailto:ana@shop.example": "ana@shop.example",
    "MAILTO: Ana@Shop.Example": "ana@shop.example",
    "Ana Lopez <Ana@shop.example>": "ana@shop.example",
    '"Lopez, Ana" <ana@shop.example>;': "ana@shop.example",
    "<ana@shop.example>": "ana@shop.example",
    "(ana@shop.example)": "ana@shop.example",
    '"ana@shop.example"': "ana@shop.example",
    "ana@shop.example.": "ana@shop.example",
    "ana@shop.example; ": "ana@shop.example",
    "o'neil+news@shop.example": "o'neil+news@shop.example",
    "müller@übung.example": "müller@übung.example",
    "n.a.": "n.a.",
    "-": "-",
    "...": "...",
    "ana at shop.example": "ana at shop.example",
    "ana@shop.example, bob@shop.example": "ana@shop.example, bob@shop.example",
    "   ": "",
}
ADDRESSES = [
    "a@b.co", "first.last@mail.shop.example", "o'neil+news@shop.example", "x_y-z@a-b.example",
    "müller@übung.example", "a@xn--p1ai.xn--p1ai", "1@1.io", f"{'a' * 64}@shop.example",
    f"a@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.com",
]  # fmt: skip
NO_ADDRESSES = [
    "ana", "@shop.example", "ana@", "ana@shop", "ana@shop.c", "ana@shop.123", "ana@@shop.example",
    "ana@bob@shop.example", "ana lopez@shop.example", ".ana@shop.example", "ana.@shop.example",
    "ana..lopez@shop.example", "ana@shop..example", "ana@.shop.example", "ana@-shop.example",
    "ana@shop-.example", "ana@shop_1.example", "ana@shop,example", "a,b@shop.example",
    "ana@shop.example, bob@shop.example", "<ana@shop.example", f"{'a' * 65}@shop.example",
    f"{'a' * 64}@{'b' * 60}.{'c' * 60}.{'d' * 60}.com.example",
]  # fmt: skip
RULES = {
    "google": {
        "domains": ["gmail.com", "googlemail.com"],
        "ignore_dots": True,
        "subaddress_sign": "+",
        "one_mailbox": True,
    },
    "outlook": {"domains": ["outlook.com", "hotmail.com"], "subaddress_sign": "+"},
}
BY_RULE = {
    "Vera.Klein+shop@GoogleMail.com": "veraklein@gmail.com",
    "v.e.r.a@gmail.com": "vera@gmail.com",
    "vera+a+b@gmail.com": "vera@gmail.com",
    "vera.klein+shop@hotmail.com": "vera.klein@hotmail.com",
    "+shop@gmail.com": "+shop@gmail.com",
    "vera.klein+shop@mygmail.com": "vera.klein+shop@mygmail.com",
    "vera.klein+shop@gmail.company": "vera.klein+shop@gmail.company",
    "vera.klein+shop@shop.example": "vera.klein+shop@shop.example",
    "no address": "no address",
}


def test_what_people_write_around_an_address_goes(normalizers: Normalizers) -> None:
    got = normalizers([[text] for text in WRITTEN], ["email"], "normalize_email('email')")
    assert dict(zip(WRITTEN, (value for (value,) in got), strict=True)) == WRITTEN


def test_rules_of_providers_apply_where_they_are_listed(normalizers: Normalizers) -> None:
    rows = [[text] for text in BY_RULE]
    email = "normalize_email('email')"
    got = normalizers(rows, ["email"], email, variables={"email_provider_rules": RULES})
    assert dict(zip(BY_RULE, (value for (value,) in got), strict=True)) == BY_RULE
    plain = normalizers(rows, ["email"], email)
    assert [value for (value,) in plain] == [text.lower() for text in BY_RULE]


def test_the_syntax_of_addresses_is_checked(normalizers: Normalizers) -> None:
    texts = ADDRESSES + NO_ADDRESSES
    rows = normalizers(
        [[text] for text in texts],
        ["email"],
        *(
            f"\"case when \" ~ matches_regex('email', dbt.string_literal("
            f"var('identifier_types').email.pattern[{at}])) ~ ' then 1 else 0 end'"
            for at in range(len(PATTERNS))
        ),
    )
    taken = [text for text, row in zip(texts, rows, strict=True) if all(row)]
    assert taken == ADDRESSES
    # The oracle of identity reads the same patterns with another engine.
    assert [text for text in texts if all(re.search(one, text) for one in PATTERNS)] == ADDRESSES


@pytest.mark.parametrize(
    ("rules", "complaint"),
    [
        ({"google": {"ignore_dots": True}}, "gives google no list of domains"),
        ({"google": {"domains": ["gmail.com"], "dots": True}}, "unknown setting google.dots"),
        (
            {"google": {"domains": ["gmail.com"], "subaddress_sign": "!"}},
            "says google.subaddress_sign: !",
        ),
    ],
)
def test_a_wrong_provider_rule_is_named(
    normalizers: Normalizers, rules: dict[str, object], complaint: str
) -> None:
    model = "select {{ normalize_email('email') }} as email"
    told = normalizers.project(model, {"email_provider_rules": rules}).complaint("parse")
    assert "The var email_provider_rules in dbt_project.yml" in told
    assert complaint in told
