"""The generator: one seed gives one company, and the committed seeds are what it writes."""

import csv
import filecmp
from pathlib import Path

import pyarrow.parquet
import pytest
import yaml

from demo.__main__ import main
from demo.generator import generate
from demo.generator.clock import END, NEWEST_LOAD, START
from demo.generator.config import tables
from demo.generator.parquet import write_parquet
from demo.generator.seeds import write_seeds
from tests.unit.demo.stitching import Data, collect

SEEDS = Path("seeds/demo")
MEGABYTE = 1_000_000


def _files(directory: Path) -> list[Path]:
    return sorted(path.relative_to(directory) for path in directory.rglob("*") if path.is_file())


def test_committed_seeds_are_what_the_generator_writes(tmp_path: Path, repository: Path) -> None:
    assert main(["generate", "--people", "1500", "--seed", "7", "--out", str(tmp_path)]) == 0
    committed = repository / SEEDS
    assert _files(tmp_path) == _files(committed)
    names = [str(path) for path in _files(tmp_path)]
    assert filecmp.cmpfiles(tmp_path, committed, names, shallow=False)[0] == names


def test_committed_seeds_are_small(repository: Path) -> None:
    files = [path for path in (repository / SEEDS).rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 8 * MEGABYTE


def test_another_seed_is_another_company() -> None:
    assert collect(generate(50, 1)) == collect(generate(50, 1))
    assert collect(generate(50, 1)) != collect(generate(50, 2))


def test_chunks_change_no_row(tmp_path: Path) -> None:
    whole, parts = collect(generate(300, 3)), collect(generate(300, 3, chunk=70))
    for name in whole:
        assert sorted(map(str, whole[name])) == sorted(map(str, parts[name]))


def test_parquet_is_the_same_each_time_and_holds_every_row(tmp_path: Path) -> None:
    counts = write_parquet(generate(120, 3, chunk=50), tmp_path / "one")
    write_parquet(generate(120, 3, chunk=50), tmp_path / "two")
    for name, count in counts.items():
        first, second = (tmp_path / place / f"{name}.parquet" for place in ("one", "two"))
        assert first.read_bytes() == second.read_bytes()
        assert pyarrow.parquet.ParquetFile(first).metadata.num_rows == count


def test_seed_yaml_names_every_column_and_its_type(tmp_path: Path) -> None:
    write_seeds(generate(20, 3), tmp_path)
    for table in tables().values():
        folder = tmp_path / table.source
        listed = yaml.safe_load((folder / f"_{table.source}__seeds.yml").read_text())["seeds"]
        seed = next(entry for entry in listed if entry["config"]["alias"] == table.short_name)
        with (folder / f"{seed['name']}.csv").open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        assert list(seed["config"]["column_types"]) == header
        assert [column["name"] for column in seed["columns"]] == header


def test_words_that_dbt_would_lose_are_written_as_others(tmp_path: Path) -> None:
    write_seeds(generate(600, 3), tmp_path)
    with (tmp_path / "web/raw_web__tracks.csv").open(encoding="utf-8") as file:
        users = {row["user_id"] for row in csv.DictReader(file)}
    assert "(null)" in users
    for path in tmp_path.rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            cells = {cell for row in csv.reader(file) for cell in row}
        assert not {cell for cell in cells if cell and cell.strip().lower() in ("", "null")}


@pytest.fixture(scope="module")
def company() -> Data:
    return collect(generate(1500, 7))


def test_every_record_has_one_true_person(company: Data) -> None:
    labelled = [(row["source_name"], row["record_id"]) for row in company["labels.records"]]
    assert len(labelled) == len(set(labelled))
    expected = set()
    for name, source, kind, key in (
        ("crm.contacts", "crm", "contact", "id"),
        ("crm.calls", "crm", "call", "id"),
        ("web.pages", "web", "page", "id"),
        ("web.tracks", "web", "track", "id"),
        ("web.identifies", "web", "identify", "id"),
        ("shop.customers", "shop", "customer", "id"),
        ("shop.orders", "shop", "order", "id"),
        ("pos.loyalty_members", "pos", "member", "card_no"),
        ("pos.receipts", "pos", "receipt", "receipt_no"),
        ("dmp.cookie_segments", "dmp", "segment", "id"),
        ("dmp.cookie_matches", "dmp", "match", "id"),
        ("consent.banner_choices", "consent", "banner", "id"),
        ("consent.preferences", "consent", "preference", "id"),
        ("mobile.events", "mobile", "event", "id"),
        ("ads.clicks", "ads", "click", "id"),
        ("email.sends", "email", "send", "id"),
        ("email.engagements", "email", "engagement", "id"),
        ("email.bounces", "email", "bounce", "id"),
        ("email.unsubscribes", "email", "unsubscribe", "id"),
        ("support.tickets", "support", "ticket", "id"),
        ("billing.subscriptions", "billing", "subscription", "id"),
        ("billing.invoices", "billing", "invoice", "id"),
        ("partner.purchases", "partner", "purchase", "id"),
        ("consent.browser_signals", "consent", "signal", "id"),
    ):
        expected |= {(source, f"{kind}:{row[key]}") for row in company[name]}
    assert set(labelled) == expected


def test_lines_add_up_to_their_order_or_receipt(company: Data) -> None:
    for table, lines, key in (
        ("shop.orders", "shop.order_lines", "order_id"),
        ("pos.receipts", "pos.receipt_lines", "receipt_no"),
    ):
        totals: dict[str, int] = {}
        for line in company[lines]:
            cents = round(float(line["unit_price"]) * 100) * line["quantity"]
            totals[line[key]] = totals.get(line[key], 0) + cents
        for row in company[table]:
            identity = row.get("receipt_no") or row["id"]
            assert totals[identity] == round(float(row["total_amount"]) * 100)


def test_times_lie_in_the_year_of_the_demo(company: Data) -> None:
    for name, rows in company.items():
        if name != "labels.records":
            assert max(row["_loaded_at"] for row in rows) <= NEWEST_LOAD
    for name, column in (("web.pages", "received_at"), ("shop.orders", "created_at"),
                         ("pos.receipts", "sold_at"), ("crm.calls", "started_at"),
                         ("mobile.events", "occurred_at"),
                         ("ads.clicks", "clicked_at"), ("email.engagements", "occurred_at"),
                         ("support.tickets", "updated_at"), ("billing.invoices", "updated_at"),
                         ("partner.purchases", "purchased_at")):  # fmt: skip
        assert all(START <= row[column] <= END + 3600 for row in company[name])
    newest = max(row["_loaded_at"] for row in company["web.pages"])
    assert newest == NEWEST_LOAD


def test_every_account_of_a_contact_exists_and_somebody_has_two(company: Data) -> None:
    opened = {row["id"] for row in company["crm.accounts"]}
    people = {row["record_id"]: row["person_id"] for row in company["labels.records"]}
    accounts: dict[str, set[str]] = {}
    for row in company["crm.contacts"]:
        if row["account_id"]:
            accounts.setdefault(people[f"contact:{row['id']}"], set()).add(row["account_id"])
    assert set().union(*accounts.values()) == opened
    assert any(len(listed) > 1 for listed in accounts.values())


def test_one_partners_contract_is_over_and_one_is_not(company: Data) -> None:
    lent = {row["contract_id"] for row in company["partner.purchases"]}
    over = {row["id"] for row in company["partner.contracts"] if row["expires_at"] <= END}
    assert len(over & lent) == len(lent - over) == 1
    ends = {row["id"]: row["expires_at"] for row in company["partner.contracts"]}
    for row in company["partner.purchases"]:
        assert row["purchased_at"] < ends[row["contract_id"]]


def test_nothing_is_sent_to_an_address_that_is_gone_or_had_enough(company: Data) -> None:
    over = {row["send_id"] for row in company["email.unsubscribes"]}
    over |= {row["send_id"] for row in company["email.bounces"] if row["kind"] != "soft"}
    last = {row["email"]: row["sent_at"] for row in company["email.sends"] if row["id"] in over}
    assert last
    for row in company["email.sends"]:
        assert row["sent_at"] <= last.get(row["email"], END)


def test_no_e_mail_could_be_a_real_persons(company: Data) -> None:
    reserved = {"example.com", "example.org", "example.net"}
    for table in ("web.identifies", "consent.preferences"):
        domains = {row["email"].split("@")[1] for row in company[table]}
        assert all(name.endswith(".example") or name in reserved for name in domains)


def test_people_must_be_one_or_more(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generate", "--people", "0"]) == 2
    assert "--people" in capsys.readouterr().err
