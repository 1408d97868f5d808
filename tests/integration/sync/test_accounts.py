"""Accounts of destinations.yml that are not set up."""

from .company import Company

_ENTRY = """
spare:
  type: hubspot
  access_token: "{{ env_var('CDP_SPARE_TOKEN') }}"
"""


def findings(company: Company) -> dict[str, tuple[bool, str]]:
    document = company.run("doctor", "--json").document
    return {one["check"]: (one["is_ok"], one["detail"]) for one in document["checks"]}


def test_an_account_that_no_sync_uses_may_wait_for_its_credentials(
    duckdb_company: Company,
) -> None:
    file = duckdb_company.directory / "destinations.yml"
    file.write_text(file.read_text() + _ENTRY)
    is_ok, detail = findings(duckdb_company)["destination spare"]
    assert is_ok
    assert "no sync uses it" in detail
    assert "CDP_SPARE_TOKEN" in detail


def test_an_account_that_a_sync_uses_may_not(duckdb_company: Company) -> None:
    file = duckdb_company.directory / "destinations.yml"
    file.write_text(file.read_text() + _ENTRY)
    duckdb_company.edit_sync(destination="spare", mode="mirror", object="contacts")
    is_ok, detail = findings(duckdb_company)["destination spare"]
    assert not is_ok
    assert "CDP_SPARE_TOKEN" in detail
