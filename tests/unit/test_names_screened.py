import pytest

from reverse_etl.names_screened import topics_told


@pytest.mark.parametrize(
    ("name", "topic"),
    [
        ("diabetes_patients", "health"),
        ("PregnantWomen", "health"),
        ("aids", "health"),
        ("customers with overdue invoices", "finance"),
        ("low-income-households", "finance"),
        ("credit_score_above_700", "finance"),
        ("Under 18", "minors"),
        ("kids", "minors"),
        ("teenagers_london", "minors"),
    ],
)
def test_names_that_tell_of_people(name: str, topic: str) -> None:
    assert topic in topics_told([name]).values()


@pytest.mark.parametrize(
    "name",
    [
        "high_value_customers",
        "cardigan_buyers",
        "chronicle_readers",
        "kidney_bean_recipes",
        "minority_report_fans",
        "lapsed_180_days",
        "fertilizer_buyers",
        "Loanda_visitors",
    ],
)
def test_names_that_only_look_like_it(name: str) -> None:
    assert topics_told([name]) == {}
