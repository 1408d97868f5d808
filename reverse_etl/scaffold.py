"""Writes a first sync: an account in destinations.yml, a model and its exposure."""

import re
from dataclasses import MISSING, dataclass, fields
from pathlib import Path

from reverse_etl.config import Entry
from reverse_etl.destinations import destination_type
from reverse_etl.destinations.base import DestinationType
from reverse_etl.errors import ConfigurationError
from reverse_etl.records import Mode, OnRemoved
from reverse_etl.session import Session

_NAME = re.compile(r"[a-z][a-z0-9_]*")
# The first that a type offers; only a mirror takes out who left.
_MODES = (Mode.MIRROR, Mode.AUDIENCE, Mode.UPSERT, Mode.UPDATE, Mode.APPEND)
_REMOVALS = (OnRemoved.DELETE, OnRemoved.REMOVE_FROM_LIST, OnRemoved.ARCHIVE)


@dataclass(frozen=True)
class Scaffold:
    """The files that were written, variables to set, and the commands that come next."""

    sync_name: str
    files: tuple[str, ...]
    variables: tuple[str, ...]
    commands: tuple[str, ...]


def write_sync(session: Session, name: str, segment: str, type_name: str) -> Scaffold:
    """A sync of a segment to an account of a type; changes no file but destinations.yml."""
    for word, value in (("the name", name), ("--segment", segment)):
        if not _NAME.fullmatch(value):
            raise ConfigurationError(
                f"{value!r} cannot be {word}.", "Use small letters, digits and underscores."
            )
    kind = destination_type(type_name, "--type")
    root = session.project.directory
    if not (root / "models" / "segments" / f"seg_{segment}.sql").exists():
        raise ConfigurationError(
            f"There is no segment {segment} in {root / 'models' / 'segments'}.",
            "Name one of its files, without seg_ and .sql.",
        )
    folder = root / "models" / "activation" / type_name
    model, sync_name = f"sync_{type_name}__{name}", f"{name}_{type_name}"
    texts = {
        folder / f"{model}.sql": _MODEL.format(segment=segment),
        folder / f"_{model}.yml": "",
    }
    if taken := [str(path.relative_to(root)) for path in texts if path.exists()]:
        raise ConfigurationError(f"{', '.join(taken)} is there already.", "Choose another name.")
    entry, new_entry = _account(session, kind)
    texts[folder / f"_{model}.yml"] = _exposure(kind, name, model, sync_name, segment, entry)
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    written = [str(path.relative_to(root)) for path in texts]
    if new_entry:
        with (root / "destinations.yml").open("a", encoding="utf-8") as stream:
            stream.write(new_entry)
        written.append("destinations.yml")
    return Scaffold(
        sync_name=sync_name,
        files=tuple(written),
        variables=tuple(re.findall(r"env_var\('(\w+)'\)", new_entry)),
        commands=(
            f"dbt build -s +exposure:{sync_name}",
            f"reverse-etl plan {sync_name}",
            f"reverse-etl sync {sync_name}",
        ),
    )


def _account(session: Session, kind: DestinationType) -> tuple[str, str]:
    """An account of the type, and the text that adds it where there is none yet."""
    file = session.project.directory / "destinations.yml"
    entries: dict[str, Entry] = session.entries if file.exists() else {}
    for name, entry in entries.items():
        if entry.type == kind.type_name:
            return name, ""
    name = f"my_{kind.type_name}"
    settings = "".join(
        f"  {one.name}: {_from_environment(name, one.name, one.type is int)}\n"
        for one in fields(kind.settings_type)
        if one.default is MISSING and one.default_factory is MISSING
    )
    return name, f"\n{name}:\n  type: {kind.type_name}\n{settings}"


def _from_environment(entry: str, setting: str, is_number: bool) -> str:
    number = " | as_number" if is_number else ""
    return f"\"{{{{ env_var('CDP_{entry.upper()}_{setting.upper()}'){number} }}}}\""


def _exposure(
    kind: DestinationType, name: str, model: str, sync_name: str, segment: str, entry: str
) -> str:
    offered = kind.offered
    mode = next(one for one in _MODES if one in offered.modes)
    removals = [one for one in _REMOVALS if one in offered.removals]
    return _YAML.format(
        model=model,
        sync_name=sync_name,
        segment=segment,
        entry=entry,
        object=min(offered.objects) if offered.objects else name,
        mode=mode,
        on_removed=removals[0] if removals else min(offered.removals),
    )


def describe(scaffold: Scaffold, root: Path) -> list[str]:
    """What was written and what comes next, in a few lines."""
    lines = [f"wrote {root / file}" for file in scaffold.files]
    lines += [f"set {variable}" for variable in scaffold.variables]
    return [*lines, "Name its owner, choose columns and purposes, then:", *scaffold.commands]


_MODEL = """\
with segment_memberships as (
    select * from {{{{ ref('segment_memberships') }}}}
),

profiles as (
    select * from {{{{ ref('profiles') }}}}
),

match_keys as (
    select * from {{{{ ref('int_match_keys_pivoted') }}}}
),

members_selected as (
    select
        profiles.profile_id,
        profiles.profile_id as external_id,
        match_keys.email,
        profiles.first_name
    from segment_memberships
    inner join profiles on segment_memberships.profile_id = profiles.profile_id
    left join match_keys on segment_memberships.profile_id = match_keys.profile_id
    where
        segment_memberships.segment_name = '{segment}'
        and segment_memberships.exited_at is null
)

select * from members_selected
"""

_YAML = """\
models:
  - name: {model}
    description: One row per person in the segment {segment}, as the destination wants it.
    columns:
      - name: profile_id
        description: The person, whose consent and suppressions are looked up by it; not sent.
        data_tests: [unique, not_null]
      - name: external_id
        description: Key of the record at the destination.
        data_tests: [unique, not_null]
      - name: email
        description: E-mail address.
        config: {{meta: {{pii: true}}}}
      - name: first_name
        description: Given name.
        config: {{meta: {{pii: true}}}}

exposures:
  - name: {sync_name}
    type: application
    description: People in the segment {segment}.
    owner: {{name: Lifecycle team, email: lifecycle@example.com}}
    depends_on:
      - ref('{model}')
      - ref('profile_consents')
      - ref('suppressions')
      - ref('identity_changes')
    config:
      meta:
        sync:
          destination: {entry}
          object: {object}
          mode: {mode}
          key: [external_id]
          consent: {{purposes: [marketing], channel: email}}
          on_removed: {on_removed}
"""
