"""A preview of rules as people read it."""

from dataclasses import replace

from reverse_etl.rules_comparison import Comparison
from reverse_etl.rules_preview import RulesPreview
from reverse_etl.rules_report import rules_markdown, rules_text

COUNTS = {
    "profiles_before": 1200,
    "profiles_after": 1201,
    "merged": 1,
    "split": 2,
    "born": 0,
    "retired": 0,
    "given_another_id": 0,
    "profiles_touched": 5,
    "identifiers_before": 4000,
    "identifiers_moved": 10,
}
FOUND = Comparison(
    counts=COUNTS,
    has_new_rows=False,
    values=(
        {"change": "quarantined", "identifier_type": "email", "reason": "blocked", "count": 3},
        {"change": "gone", "identifier_type": "phone", "reason": None, "count": 1},
    ),
    segments=(
        {"segment": "gamers", "members": 1000, "touched": 2},
        {"segment": "callers", "members": 7, "touched": 0},
    ),
    syncs=(),
    examples=(
        {
            "change_type": "merged",
            "profile_id": "a1",
            "profile": "customer_id |… (8 characters)",
            "other_profile_id": "b2",
            "other_profile": "phone +… (12 characters)",
        },
    ),
)
PREVIEW = RulesPreview("duckdb", None, (), FOUND)


def test_figures_and_what_they_touch_are_told() -> None:
    lines = rules_text(PREVIEW).splitlines()
    assert lines[2] == "Profiles 1,200, then 1,201; 5 touched, by their ids before and after."
    assert lines[3] == "Identifiers that change profile: 10 of 4,000 (0.2%)."
    assert any(line.split()[:2] == ["split", "2"] for line in lines)
    assert any(line.split() == ["gamers", "2", "1,000"] for line in lines)
    # Nothing touched, nothing to say; the same for a table without rows.
    assert not any("callers" in line or "Syncs" in line for line in lines)
    assert [line.split()[0] for line in lines[-2:]] == ["merged", "into"]


def test_markdown_has_one_cell_a_column_whatever_a_value_holds() -> None:
    lines = rules_markdown(PREVIEW).splitlines()
    rows = [line for line in lines if line.startswith("| merged | a1")]
    assert rows == [r"| merged | a1 | customer_id \|… (8 characters) |"]
    assert lines[0].startswith("### ")


def test_gates_new_rows_and_kept_schemas_are_told() -> None:
    gate = {"gate": "gate_of_churn", "rows": 1, "remedy": "raise the var."}
    text = rules_text(
        RulesPreview("duckdb", "cdp_rules_preview", (gate,), replace(FOUND, has_new_rows=True))
    )
    assert "The gate gate_of_churn would stop this build. To mend it: raise the var." in text
    assert "Rows were loaded since the last build" in text
    assert "Kept: the schemas that begin with cdp_rules_preview." in text
