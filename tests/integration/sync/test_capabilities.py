"""What only some destinations want: members sent again, names that tell nothing, few requests."""

from .company import Company
from .conftest import use_vendor
from .test_guards import guards, override
from .vendor_server import VendorServer


def test_members_are_sent_again_before_the_destination_forgets_them(
    company: Company, vendor: VendorServer
) -> None:
    use_vendor(company, vendor, ttl_days=10)
    company.sync()
    company.sql(
        "update reverse_etl.sync_state set last_accepted_at = current_timestamp "
        "- interval '9 days' where record_key = 'x1'",
        "update reverse_etl.sync_state set last_accepted_at = current_timestamp "
        "- interval '7 days' where record_key = 'x2'",
    )
    vendor.calls.clear()
    ran = company.sync()
    assert ran.counts()["refresh_due"] == 1
    assert vendor.calls == [("upsert", ["x1"])]
    assert company.sync().counts() == {"unchanged": 3, "withheld_no_consent": 2}


def test_a_name_that_an_ad_platform_blocks_is_held_back(
    company: Company, vendor: VendorServer
) -> None:
    use_vendor(company, vendor, screens_names=True)
    company.edit_sync(object="Diabetes patients under 18")
    ran = company.sync()
    assert ran.code == 3
    assert guards(ran.first) == ["screened_name"]
    reason = ran.first["guards"][0]["reason"]
    assert "diabetes (health)" in reason
    assert "under18 (minors)" in reason
    assert vendor.records == {}
    assert override(company, "screened_name").code == 0

    use_vendor(company, vendor, screens_names=False)
    assert company.sync().code == 0


def test_what_the_days_requests_do_not_reach_goes_out_tomorrow(
    company: Company, vendor: VendorServer
) -> None:
    use_vendor(company, vendor, batch_rows=1, daily_requests=2)
    ran = company.sync()
    assert ran.code == 1
    assert (ran.first["status"], len(vendor.records)) == ("aborted", 2)
    assert "The 2 requests that crm may have a day are used up" in ran.first["message"]
    made = "select sum(count_requests) from reverse_etl.sync_runs"
    assert company.rows(made) == [(2,)]

    # The account's, whichever run or sync uses them.
    assert company.sync().counts()["aborted"] == 1
    assert company.rows(made) == [(2,)]

    company.sql("update reverse_etl.sync_runs set started_at = started_at - interval '1 day'")
    assert company.sync().code == 0
    assert len(vendor.records) == 3
