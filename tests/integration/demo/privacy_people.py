"""People of the demo whom the tests of docs/privacy.md are about."""

from dataclasses import dataclass

from tests.integration.demo.conftest import Demo

_SOMEBODY = """
    select profiles.profile_id, profiles.email
    from cdp_profiles.profiles as profiles
    inner join reverse_etl.sync_state as sent on profiles.profile_id = sent.profile_id
    where
        profiles.count_orders > 1
        and profiles.count_customer_ids = 1
        and profiles.count_cookie_ids > 0
        and sent.sync_name = 'crm_webhook_customers'
        and sent.is_in_destination
    order by profiles.profile_id
    limit 1
"""
# Others, known to the shop, of whom one row of the preference centre decides a purpose alone.
_DECIDED = """
    select consents.profile_id, profiles.email, replace(consents.record_id, 'preference:', '')
    from cdp_profiles.profile_consents as consents
    inner join cdp_profiles.profiles as profiles on consents.profile_id = profiles.profile_id
    where consents.status = '{status}' and consents.record_id like 'preference:%'
        and profiles.count_customer_ids = 1 and profiles.count_emails = 1
        and profiles.count_orders > 0
        and 1 = (
            select count(*) from cdp_profiles.consent_statements as statements
            where statements.profile_id = consents.profile_id
                and statements.purpose = consents.purpose
        )
    order by consents.profile_id, consents.profile_consent_id
    limit 50
"""
# Others again, who wrote to the support when they were logged in.
_ASKED = """
    select profiles.profile_id, profiles.email, tickets.id
    from raw_support.tickets as tickets
    inner join cdp_profiles.touchpoints as touchpoints
        on touchpoints.record_id = concat('ticket:', tickets.id)
    inner join cdp_profiles.profiles as profiles on touchpoints.profile_id = profiles.profile_id
    where tickets.customer_id is not null
        and profiles.count_customer_ids = 1 and profiles.count_emails = 1
    order by profiles.profile_id, tickets.id
    limit 50
"""


@dataclass(frozen=True)
class Somebody:
    """A person of the demo; of some, a row of the preference centre that decides, or a ticket."""

    profile_id: str
    email: str
    raw_id: str = ""


def people_of(demo: Demo) -> dict[str, Somebody]:
    """One for each part that somebody plays, all different."""
    roles = {
        ("by_seed", "refused"): _DECIDED.format(status="refused"),
        ("granted", "objected", "complained"): _DECIDED.format(status="granted"),
        ("by_feed",): _ASKED,
    }
    people = {"person": Somebody(*demo.query(_SOMEBODY)[0])}
    for names, query in roles.items():
        taken = {one.profile_id for one in people.values()}
        found = {row[0]: row for row in demo.query(query)}
        free = [row for profile_id, row in found.items() if profile_id not in taken]
        people |= {name: Somebody(*row) for name, row in zip(names, free, strict=False)}
    return people
