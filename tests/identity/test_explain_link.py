"""`dbt run-operation explain_link`: what it says of links that are there, refused and missing."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

import pytest

from tests.identity.oracle import Override, Sighting, identifier_id
from tests.identity.stitching import StitchingProject

Explain = Callable[..., str]
CRM = "crm_contact_id"
NOON = datetime.fromisoformat("2026-03-10 12:00")
RECORDS = {
    # Ada: a chain whose first edge nothing replaces, and a ring of cookies behind it.
    "order 1": {"customer_id": "ada-login", "email": "ada@mail.example"},
    "order 2": {"customer_id": "ada-login", "email": "ada@mail.example"},
    "visit 1": {"email": "ada@mail.example", "cookie_id": "cookie-of-ada"},
    "visit 2": {"email": "ada@mail.example", "phone": "+33612340987"},
    "visit 3": {"phone": "+33612340987", "cookie_id": "cookie-of-ada"},
    # Bob shares the address of Bea, who has a login too.
    "order 3": {"customer_id": "bob-login", "email": "family@mail.example"},
    "order 4": {"customer_id": "bea-login", "email": "family@mail.example"},
    # Cem is two, and an analyst knows that they are one.
    "order 5": {"crm_contact_id": "cem000001", "phone": "+33612340600"},
    "order 6": {"crm_contact_id": "cem000002", "cookie_id": "cookie-of-cem"},
    # Dan and Dora are kept apart.
    "order 7": {"crm_contact_id": "dan000001", "email": "both@mail.example"},
    "order 8": {"crm_contact_id": "dora00001", "email": "both@mail.example"},
    "order 9": {"email": "test@test.com", "customer_id": "eve-login"},
    # A number that is text.
    "0042": {"customer_id": "000123", "cookie_id": "cookie-of-fay"},
}
OVERRIDES = [
    Override("one-cem", "must_link", (CRM, "cem000001"), (CRM, "cem000002")),
    Override("two-ds", "must_not_link", (CRM, "dan000001"), (CRM, "dora00001")),
]


@pytest.fixture(scope="module")
def explain(new_project: Callable[[], StitchingProject]) -> Explain:
    """What the operation prints, of a warehouse that holds the records above."""
    project = new_project()
    project.set_overrides(OVERRIDES)
    project.load(_rows())
    assert project.build().success
    project.write_artifacts()

    def run(a: str, b: str, *, fails: bool = False, **arguments: object) -> str:
        told = project.operation("explain_link", {"a": a, "b": b, **arguments})
        assert told.is_success != fails, told.text
        return told.text

    return run


def _rows() -> list[Sighting]:
    rows = []
    for day, (record_id, identifiers) in enumerate(RECORDS.items()):
        at = NOON + timedelta(days=day)
        for name, value in identifiers.items():
            is_authenticated = "customer_id" in identifiers
            rows.append(Sighting("events", record_id, name, value, at, at, is_authenticated))
    return rows


def test_a_chain_is_told_edge_by_edge(explain: Explain) -> None:
    lines = explain("customer_id:ada-login", "phone:+33612340987", show_values=True).splitlines()
    assert lines[0].startswith("customer_id ada-login and phone +33612340987 are in one profile, ")
    assert lines[1:3] == [
        "  1. customer_id ada-login - email ada@mail.example: 2 records, 2 authenticated, seen "
        "2026-03-10 to 2026-03-11 (events order 2; events order 1)",
        "  2. email ada@mail.example - phone +33612340987: 1 record, seen 2026-03-13 "
        "(events visit 2)",
    ]
    # The second has a way round it, by the cookie. The hash of the address, which the same records
    # tie, is none round the first.
    assert lines[3:] == ["Without edge 1 they would be parted."]


def test_what_a_user_types_is_understood(explain: Explain) -> None:
    cookie = identifier_id(("cookie_id", "cookie-of-ada"))
    lines = explain("Email: ADA@mail.example ", cookie, show_values=True).splitlines()
    expected = "email ada@mail.example and cookie_id cookie-of-ada are in one profile, "
    assert lines[0].startswith(expected)


def test_edges_that_others_replace_are_said_to_part_nobody(explain: Explain) -> None:
    text = explain("email:ada@mail.example", "phone:+33612340987")
    assert text.splitlines()[-1] == "No single edge parts them: each has another way round it."


def test_values_are_masked_unless_asked_for(explain: Explain) -> None:
    text = explain("customer_id:ada-login", "phone:+33612340987")
    assert "email ad*** - phone +3***: 1 record" in text
    for value in ("ada@mail", "ada-login", "612340987"):
        assert value not in text


def test_a_refused_link_is_told_with_its_rule(explain: Explain) -> None:
    lines = explain("customer_id:bob-login", "customer_id:bea-login", show_values=True).splitlines()
    assert lines[0].startswith(
        "customer_id bob-login and customer_id bea-login are in two profiles, "
    )
    assert lines[1] == "What leads from one to the other, with what was refused:"
    assert len(lines) == 4
    refused = [line for line in lines[2:] if "REFUSED" in line]
    assert len(refused) == 1
    assert "customer_id bob-login - email family@mail.example" in refused[0]
    assert refused[0].endswith("; REFUSED by max_per_profile:customer_id")
    assert "customer_id bea-login" in lines[3]


def test_the_word_of_an_analyst_is_told(explain: Explain) -> None:
    joined = explain("phone:+33612340600", "cookie_id:cookie-of-cem")
    assert "crm_contact_id ce*** - crm_contact_id ce***: the must_link one-cem" in joined
    parted = explain("crm_contact_id:dan000001", "crm_contact_id:dora00001")
    assert "REFUSED by must_not_link" in parted


def test_who_has_nothing_in_common_is_told_so(explain: Explain) -> None:
    text = explain("customer_id:ada-login", "customer_id:bob-login")
    assert text.splitlines()[1:] == ["No chain of records leads from one to the other."]


def test_a_quarantined_value_is_told_with_its_reason(explain: Explain) -> None:
    text = explain("email:test@test.com", "customer_id:eve-login", show_values=True)
    assert text.strip() == "email test@test.com is quarantined as blocked, so it links nothing."


def test_text_that_looks_like_a_number_stays_text(explain: Explain) -> None:
    text = explain("customer_id:000123", "cookie_id:cookie-of-fay", show_values=True)
    assert "customer_id 000123 - cookie_id cookie-of-fay" in text
    assert "(events 0042)" in text


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("ada@mail.example", "no record carries the identifier_id of the argument a"),
        ("mail:ada@mail.example", "Write type:value; types are"),
        ("email:nobody@mail.example", "no record carries the email of the argument a"),
    ],
)
def test_what_is_not_known_is_told_with_the_remedy(
    explain: Explain, written: str, said: str
) -> None:
    assert said in explain(written, "customer_id:ada-login", fails=True)


CALL = (
    "{%- set edges = EDGES -%}{%- set chain = _shortest_chain(edges, 0, 1) -%}"
    "{{ tojson([chain, none if chain is none else _edges_without_detour(edges, chain)]) }}"
)


def test_chains_and_detours_are_those_of_a_search_by_hand(
    new_project: Callable[[], StitchingProject], engine: str
) -> None:
    if engine != "duckdb":
        pytest.skip("the search is Jinja, not SQL")
    random = Random(4)
    graphs = [_random_edges(random) for _ in range(300)]
    calls = [CALL.replace("EDGES", json.dumps(edges)) for edges in graphs]
    answers = json.loads(new_project().compiled(f"[{','.join(calls)}]"))
    assert any(chain and 0 < len(alone) < len(chain) for chain, alone in answers)
    for edges, (chain, alone) in zip(graphs, answers, strict=True):
        assert (None if chain is None else len(chain)) == _steps(edges)
        if chain:
            assert [0, *(edge["b"] for edge in chain)] == [*(edge["a"] for edge in chain), 1]
            numbers = [edge["number"] for edge in chain]
            assert alone == [
                place for place, number in enumerate(numbers, 1) if _steps(edges, number) is None
            ]


def _random_edges(random: Random) -> list[dict[str, int]]:
    """A few edges among few nodes, loops among them, and doubles that have one number or two."""
    nodes = random.randint(2, 9)
    numbers_pairs = random.random() < 0.5
    edges = []
    for number in range(random.randint(1, 2 * nodes)):
        a, b = sorted(random.randrange(nodes) for _ in range(2))
        edges.append({"number": a * nodes + b if numbers_pairs else number, "a": a, "b": b})
    return edges


def _steps(edges: list[dict[str, int]], without: int | None = None) -> int | None:
    """How many edges lead from node 0 to node 1."""
    reached, steps = {0}, 0
    while 1 not in reached:
        kept = [{edge["a"], edge["b"]} for edge in edges if edge["number"] != without]
        grown = reached.union(*(ends for ends in kept if ends & reached))
        if grown == reached:
            return None
        reached, steps = grown, steps + 1
    return steps
