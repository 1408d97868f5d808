"""What a plan says, held against what a sync then does."""

from .company import Company


def set_entry(company: Company, **settings: int) -> None:
    lines = "".join(f"\n  {name}: {value}" for name, value in settings.items())
    file = company.directory / "destinations.yml"
    file.write_text(file.read_text().replace("type: webhook", f"type: webhook{lines}"))


def plan(company: Company, *arguments: str) -> dict[str, object]:
    return company.run("plan", "people_webhook", "--json", *arguments).first


def test_changes_are_counted_per_column(company: Company) -> None:
    company.sync()
    assert plan(company)["changed_columns"] == {}
    company.sql(
        "update cdp_raw.people set amount = 5, email = 'new@example.com' where profile_id = 'p1'",
        "update cdp_raw.people set amount = 6 where profile_id = 'p2'",
        "update cdp_raw.people set phone = '' where profile_id = 'p3'",
    )
    assert plan(company)["changed_columns"] == {"amount": 2, "email": 1, "phone": 1}
    assert "changed in amount 2, email 1, phone 1" in company.run("plan", "people_webhook").out
    # What is taken is the new measure.
    company.sync()
    company.sql("update cdp_raw.people set amount = 7 where profile_id = 'p2'")
    assert plan(company)["changed_columns"] == {"amount": 1}


def test_a_refused_change_is_counted_again(company: Company) -> None:
    company.sync()
    company.receiver.rejected = {"x1": "no"}
    company.sql("update cdp_raw.people set amount = 5 where profile_id = 'p1'")
    company.sync()
    assert plan(company, "--retry-rejected")["changed_columns"] == {"amount": 1}


def test_records_of_other_columns_cannot_be_compared(company: Company) -> None:
    company.sync()
    company.sql(
        "drop view cdp.sync_webhook__people",
        "create view cdp.sync_webhook__people as "
        "select profile_id, external_id, email from cdp_raw.people",
    )
    assert plan(company)["changed_columns"] == {"(other columns)": 3}


def test_invalid_rows_have_reasons(company: Company) -> None:
    company.sql(
        "insert into cdp_raw.people (profile_id, external_id) values "
        "('p6', null), ('p7', ' '), ('p8', 'x1'), (null, 'x9')"
    )
    assert plan(company)["invalid"] == {
        "with a null or blank key": 2,
        "with a key of another row": 2,
        "without a profile": 1,
    }


def test_requests_and_minutes_follow_the_limits(company: Company) -> None:
    set_entry(company, batch_rows=7, requests_per_second=2)
    company.fill(40)
    found = plan(company)
    assert found["requests"] == 6
    assert found["minutes"] == 0.05
    company.sync()
    assert len(company.receiver.requests) == 6

    company.sql("delete from cdp_raw.people where amount <= 2")
    company.sql("update cdp_raw.people set amount = 99 where amount = 3")
    company.receiver.requests.clear()
    assert plan(company)["requests"] == 2
    company.sync()
    assert len(company.receiver.requests) == 2


def test_requests_are_estimated_by_bytes_too(company: Company) -> None:
    set_entry(company, batch_bytes=2000)
    company.fill(40)
    found = plan(company)["requests"]
    company.sync()
    sent = len(company.receiver.requests)
    assert isinstance(found, int)
    assert sent > 3
    assert abs(found - sent) <= 1


def test_markdown_is_one_table_whatever_the_values(company: Company) -> None:
    company.sql("update cdp_raw.people set external_id = 'a|<b>' where profile_id = 'p1'")
    text = company.run("plan", "people_webhook", "--markdown").out
    assert "### `people_webhook`" in text
    assert "| added | 3 |" in text
    assert r"a\|&lt;b>" in text
    assert "example.com" not in text
    rows = [line for line in text.splitlines() if line.startswith("| added")]
    assert {line.replace(r"\|", "").count("|") for line in rows} == {4}


def test_a_plan_file_is_refused_when_the_state_moved(company: Company) -> None:
    file = company.directory / "plan.json"
    company.sql("update cdp_raw.people set amount = 1 where external_id = 'x1'")
    company.run("plan", "--out", str(file))
    company.sync()
    ran = company.sync("--plan", str(file))
    assert ran.code == 3
    assert "moved since the plan" in ran.out
