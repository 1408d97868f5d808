"""The small company with segments: shipped membership models over rows that tests know by heart."""

import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from .company import Company, Ran, build

# Who is in which segment at first: p1 and p4 spend, p1, p3 and p5 are members. p1, p2 and p3 agree
# to e-mail, p4 refuses, nothing is known of p5.
FILES = {
    "models/segments/spendings.sql": """
{{ config(materialized='table') }}
select profile_id, amount from {{ ref('people') }}
""",
    "models/segments/seg_spenders.sql": """
select profile_id
from {{ ref('spendings') }}
where amount >= {{ var('min_amount') }}
""",
    "models/segments/seg_members.sql": """
select profile_id
from {{ ref('people') }}
where {{ belongs() }}
""",
    "models/profiles.sql": "select profile_id from {{ ref('people') }}",
    "models/identity_graph.sql": """
select
    profile_id,
    'email' as identifier_type,
    email as identifier_value,
    email as identifier_id,
    5 as priority
from {{ ref('people') }}
""",
    "models/sync_webhook__people.sql": """
select
    people.profile_id,
    people.external_id,
    people.email,
    {{ dbt.listagg('memberships.segment_name', "','", 'order by memberships.segment_name') }}
        as segments
from {{ ref('people') }} as people
inner join {{ ref('segment_memberships') }} as memberships
    on people.profile_id = memberships.profile_id
where memberships.exited_at is null
group by people.profile_id, people.external_id, people.email
""",
    "models/sync_file__people.sql": """
select people.profile_id, people.external_id
from {{ ref('people') }} as people
inner join {{ ref('segment_memberships') }} as memberships
    on people.profile_id = memberships.profile_id
where memberships.segment_name = 'spenders' and memberships.exited_at is null
""",
    "macros/belongs.sql": "{% macro belongs() %}is_member{% endmacro %}",
}
SHIPPED = ("segment_memberships", "segment_sizes")
_REF = re.compile(r"ref\('(\w+)'\)")
RELATIONS = """
select table_schema, table_name, table_type from information_schema.tables
where table_catalog = current_database()
and table_schema not in ('information_schema', 'pg_catalog')
"""
OPEN = """
select segment_name, profile_id from cdp_segments.segment_memberships where exited_at is null
"""


@dataclass
class SegmentCompany(Company):
    """Edits segments, previews them and builds them."""

    reader: str = ""

    def write(self, path: str, text: str) -> None:
        file = self.directory / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def edit(self, path: str, old: str, new: str) -> None:
        text = (self.directory / path).read_text(encoding="utf-8")
        assert old in text
        self.write(path, text.replace(old, new))

    def set_vars(self, **variables: Any) -> None:
        file = self.directory / "dbt_project.yml"
        settings = yaml.safe_load(file.read_text(encoding="utf-8"))
        settings["vars"] |= variables
        file.write_text(yaml.safe_dump(settings), encoding="utf-8")

    def build(self, *selection: str) -> None:
        build(self.directory, self.directory / "target", self.variables, *selection)

    def save_state(self) -> str:
        """A folder with the manifest of the last build, as CI keeps it."""
        folder = self.directory / "production"
        folder.mkdir(exist_ok=True)
        shutil.copy(self.directory / "target" / "manifest.json", folder)
        return str(folder)

    def let_in_a_reader(self) -> None:
        """Where there are users, previews from now on are made by one who may write nothing."""
        if not self.is_postgres:
            return
        self.reader = f"reader_of_{self.variables['CDP_POSTGRES_DATABASE']}"
        self.sql(f"create role {self.reader} login")
        for schema in ("cdp", "cdp_raw", "cdp_segments", "reverse_etl"):
            self.sql(
                f"grant usage on schema {schema} to {self.reader}",
                f"grant select on all tables in schema {schema} to {self.reader}",
            )

    def preview(self, *arguments: str) -> Ran:
        """Runs the command, which may change nothing that lasts."""
        before = self.contents()
        with pytest.MonkeyPatch.context() as patch:
            if self.reader:
                patch.setenv("CDP_POSTGRES_USER", self.reader)
            ran = self.run("preview-segments", "--json", *arguments)
        assert self.contents() == before
        return ran

    def contents(self) -> list[str]:
        """Every relation, and every row of every table, sync state included."""
        relations = self.rows(RELATIONS)
        tables = [f'"{schema}"."{name}"' for schema, name, kind in relations if kind != "VIEW"]
        # A row as one text; in one statement, since to open a file takes long.
        rows = " union all ".join(
            f"select '{table}', cast(whole_row as text) from {table} as whole_row"
            for table in tables
        )
        return sorted(map(str, [*relations, *self.rows(rows)]))

    def members(self) -> dict[str, set[str]]:
        """Who is in which segment, as published."""
        found: dict[str, set[str]] = {}
        for name, profile_id in self.rows(OPEN):
            found.setdefault(str(name), set()).add(str(profile_id))
        return found


def _with_ancestors(folder: Path, names: Iterable[str]) -> set[Path]:
    """The files of shipped models and of those in the same folder that they are made from."""
    found: set[Path] = set()
    waiting = list(names)
    while waiting:
        for file in set(folder.rglob(f"{waiting.pop()}.sql")) - found:
            found.add(file)
            waiting += _REF.findall(file.read_text(encoding="utf-8"))
    return found


def make_project(sync_project: Path, repository: Path, folder: Path) -> None:
    """The small project with segments, not built yet."""
    shutil.copytree(sync_project, folder)
    shutil.copytree(repository / "macros", folder / "macros")
    (folder / "models" / "segments").mkdir()
    for file in _with_ancestors(repository / "models" / "segments", SHIPPED):
        shutil.copy(file, folder / "models" / "segments")
    for path, text in FILES.items():
        (folder / path).write_text(text, encoding="utf-8")
    file = folder / "dbt_project.yml"
    settings = yaml.safe_load(file.read_text(encoding="utf-8"))
    settings |= {"macro-paths": ["macros"]}
    settings["vars"] = {"segments": ["spenders", "members"], "min_amount": 10}
    settings["models"]["cdp"]["segments"] = {"+schema": "segments"}
    file.write_text(yaml.safe_dump(settings), encoding="utf-8")
    # One of two records is too many to remove unasked.
    exposures = folder / "models" / "_exposures.yml"
    text = exposures.read_text(encoding="utf-8")
    exposures.write_text(text.replace("min_removed: 2", "min_removed: 0"), encoding="utf-8")
