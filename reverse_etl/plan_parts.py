"""Pieces of a plan's SQL: hashes of rows, consent, suppressions, merges."""

from collections.abc import Sequence
from datetime import datetime

from reverse_etl.config import SyncConfig
from reverse_etl.records import Column
from reverse_etl.warehouse import Dialect, text_list

# Enough to count changed columns by; docs/decisions/0004 says what they give away.
FIELD_DIGITS = 4
# A key that several rows have stands once, with their number: a duplicate shows, never multiplies.
MODEL_ROWS = """
            keys_repeated as (
                select record_key, count(*) as count_rows
                from sync_model
                where record_key is not null
                group by record_key
                having count(*) > 1
            ),
            model_rows as (
                select
                    sync_model.record_key,
                    sync_model.profile_id,
                    sync_model.payload_hash,
                    1 as count_rows
                from sync_model
                left join keys_repeated on sync_model.record_key = keys_repeated.record_key
                where keys_repeated.record_key is null
                union all
                select
                    sync_model.record_key,
                    min(sync_model.profile_id) as profile_id,
                    min(sync_model.payload_hash) as payload_hash,
                    max(keys_repeated.count_rows) as count_rows
                from sync_model
                inner join keys_repeated on sync_model.record_key = keys_repeated.record_key
                group by sync_model.record_key
            )"""
# Who goes into which record that stays; a profile of two records has none that it could be.
MERGING = """
            survivors as (
                select profile_id, min(record_key) as record_key
                from judged
                where is_in_model and is_in_destination and is_granted and not is_refused
                    and not is_invalid
                group by profile_id
                having count(*) = 1
            ),
            leaving as (
                select judged.record_key, survivors.record_key as merged_into
                from judged
                inner join survivors on judged.profile_id = survivors.profile_id
                where judged.is_merged_away and judged.is_in_destination
            ),
            written_over as (
                select distinct merged_into from leaving
            ),
            merging as (
                select
                    judged.*,
                    leaving.merged_into,
                    written_over.merged_into is not null as is_written_over
                from judged
                left join leaving on judged.record_key = leaving.record_key
                left join written_over on judged.record_key = written_over.merged_into
            )"""


def payload_hash(dialect: Dialect, columns: Sequence[Column], hash_key: str) -> str:
    """SQL for the keyed hash of a row: of names and values, whatever their order."""
    names = sorted(column.name for column in columns)
    parts = [dialect.literal(f"{hash_key};{';'.join(names)};")]
    for name in names:
        text = dialect.text(dialect.quote(name))
        # Lengths keep ('ab', 'c') from ('a', 'bc'), and null from the text for null.
        length = dialect.text(f"length({text})")
        parts += [f"coalesce({length} || ':', '-')", f"coalesce({text}, '')"]
    return dialect.sha256(dialect.joined(parts))


def field_hashes(dialect: Dialect, columns: Sequence[Column], hash_key: str, relation: str) -> str:
    """SQL for a short keyed hash of each column, after one of all names, in order of names."""
    names = sorted(column.name for column in columns)
    texts = [dialect.literal(f"{hash_key};{';'.join(names)}")]
    for name in names:
        value = dialect.text(f"{relation}.{dialect.quote(name)}")
        key = dialect.literal(f"{hash_key};{name};")
        texts.append(f"{key} || coalesce(':' || {value}, '-')")
    return dialect.joined([f"substr({dialect.md5(text)}, 1, {FIELD_DIGITS})" for text in texts])


def consents_sql(dialect: Dialect, sync: SyncConfig, as_of: datetime) -> str:
    """CTEs ending in verdicts: per profile, how many purposes it granted, if it refused any.

    A statement for the sync's channel decides; only where there is none does that for any.
    """
    consent = sync.consent
    channel = dialect.literal(consent.channel)
    now = dialect.literal(as_of)
    refuses = f"status = 'refused' and (expires_at is null or expires_at > {now})"
    stated: list[str] = []
    granted: list[str] = []
    refused: list[str] = []
    # A column a purpose, so that the statements are grouped once.
    for place, purpose in enumerate(consent.purposes):
        for name, condition in {
            "has_channel": f"channel = {channel}",
            "granted_channel": f"channel = {channel} and is_granted",
            "refused_channel": f"channel = {channel} and {refuses}",
            "granted_any": "channel = 'any' and is_granted",
            "refused_any": f"channel = 'any' and {refuses}",
        }.items():
            of_purpose = f"purpose = {dialect.literal(purpose)} and {condition}"
            stated.append(f"max(case when {of_purpose} then 1 else 0 end) as {name}_{place}")
        for found, name in ((granted, "granted"), (refused, "refused")):
            found.append(
                f"case when has_channel_{place} = 1 then {name}_channel_{place} "
                f"else {name}_any_{place} end"
            )
    return f"""
        consents_stated as (
            select profile_id, {", ".join(stated)}
            from {sync.relations["profile_consents"]}
            where purpose in ({text_list(dialect, consent.purposes)})
                and channel in ({channel}, 'any')
            group by profile_id
        ),
        verdicts as (
            select
                profile_id,
                {" + ".join(granted)} as count_granted,
                case when {" + ".join(refused)} > 0 then 1 else 0 end as is_refused
            from consents_stated
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
