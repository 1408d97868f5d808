"""Pieces of a plan's SQL: hashes of rows, consent, suppressions, merges."""

from collections.abc import Sequence
from datetime import datetime

from reverse_etl.config import SyncConfig
from reverse_etl.records import Column
from reverse_etl.warehouse import Dialect, text_list

# Enough to count changed columns by; docs/decisions/0004 says what they give away.
FIELD_DIGITS = 4


def payload_hash(dialect: Dialect, columns: Sequence[Column], hash_key: str) -> str:
    """SQL for the keyed hash of a row: of names and values, whatever their order."""
    names = sorted(column.name for column in columns)
    parts = [dialect.literal(f"{hash_key};{';'.join(names)};")]
    for name in names:
        text = dialect.text(dialect.quote(name))
        # Lengths keep ('ab', 'c') from ('a', 'bc'), and null from the text for null.
        length = dialect.text(f"length({text})")
        parts.append(f"coalesce({length} || ':' || {text}, '-')")
    return dialect.sha256(" || ".join(parts))


def field_hashes(dialect: Dialect, columns: Sequence[Column], hash_key: str, relation: str) -> str:
    """SQL for a short keyed hash of each column, after one of all names, in order of names."""
    names = sorted(column.name for column in columns)
    texts = [dialect.literal(f"{hash_key};{';'.join(names)}")]
    for name in names:
        value = dialect.text(f"{relation}.{dialect.quote(name)}")
        key = dialect.literal(f"{hash_key};{name};")
        texts.append(f"{key} || coalesce(':' || {value}, '-')")
    return " || ".join(f"substr({dialect.md5(text)}, 1, {FIELD_DIGITS})" for text in texts)


def consents_sql(dialect: Dialect, sync: SyncConfig, as_of: datetime) -> str:
    """CTEs ending in verdicts: per profile, how many purposes it granted, if it refused any.

    A statement for the sync's channel decides; only where there is none does that for any.
    """
    consent = sync.consent
    channel = dialect.literal(consent.channel)
    now = dialect.literal(as_of)
    refuses = f"status = 'refused' and (expires_at is null or expires_at > {now})"
    return f"""
        consents_stated as (
            select
                profile_id,
                purpose,
                max(case when channel = {channel} then 1 else 0 end) as has_channel,
                max(case when channel = {channel} and is_granted then 1 else 0 end)
                    as granted_channel,
                max(case when channel = {channel} and {refuses} then 1 else 0 end)
                    as refused_channel,
                max(case when channel = 'any' and is_granted then 1 else 0 end)
                    as granted_any,
                max(case when channel = 'any' and {refuses} then 1 else 0 end)
                    as refused_any
            from {sync.relations["profile_consents"]}
            where purpose in ({text_list(dialect, consent.purposes)})
                and channel in ({channel}, 'any')
            group by profile_id, purpose
        ),
        verdicts as (
            select
                profile_id,
                sum(case when has_channel = 1 then granted_channel else granted_any end)
                    as count_granted,
                max(case when has_channel = 1 then refused_channel else refused_any end)
                    as is_refused
            from consents_stated
            group by profile_id
        )"""


def merges_sql(sync: SyncConfig) -> str:
    """Every profile whose last change was to go on in another one, with that one."""
    changes = sync.relations["identity_changes"]
    return f"""
        with profiles_merged as (
            select distinct profile_id from {changes} where change_type = 'merged'
        ),
        newest_changes as (
            select changes.profile_id, max(changes.changed_at) as changed_at
            from {changes} as changes
            inner join profiles_merged on changes.profile_id = profiles_merged.profile_id
            group by changes.profile_id
        )
        select
            changes.profile_id,
            min(changes.other_profile_id) as current_id
        from {changes} as changes
        inner join newest_changes
            on changes.profile_id = newest_changes.profile_id
            and changes.changed_at = newest_changes.changed_at
        group by changes.profile_id
        having min(case when changes.change_type = 'merged' then 1 else 0 end) = 1
            and min(changes.other_profile_id) is not null"""


def suppressions_sql(dialect: Dialect, sync: SyncConfig, as_of: datetime) -> str:
    """A CTE with the profiles that must not be sent by this sync at this instant."""
    scopes = [
        "all",
        f"channel:{sync.consent.channel}",
        f"destination:{sync.destination}",
    ]
    now = dialect.literal(as_of)
    return f"""
        suppressed as (
            select profile_id
            from {sync.relations["suppressions"]}
            where scope in ({text_list(dialect, scopes)})
                and (since_at is null or since_at <= {now})
                and (until_at is null or until_at > {now})
            group by profile_id
        )"""
