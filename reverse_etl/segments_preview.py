"""What changed segments would do once they are built: who moves, and what syncs would send."""

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from reverse_etl.config import SyncConfig
from reverse_etl.dbt_process import dbt_compile
from reverse_etl.destinations.base import Capabilities
from reverse_etl.errors import ConfigurationError, WarehouseError
from reverse_etl.preview import Preview, preview_on
from reverse_etl.project import Manifest
from reverse_etl.rules_schemas import existing_relations
from reverse_etl.runner import SyncOptions
from reverse_etl.segments_changed import (
    Changes,
    SegmentModels,
    find_changes,
    limited,
    read_state,
    segment_name,
)
from reverse_etl.segments_comparison import SegmentComparer, SegmentPreview
from reverse_etl.segments_tables import PreviewTables, in_order, relation
from reverse_etl.session import Session
from reverse_etl.warehouse import Connection

log = logging.getLogger(__name__)

_MEMBERSHIPS_MODEL = "segment_memberships"
# All that segments are made from, for it may have changed; and what is made from them.
_SELECTION = ("+fqn:*.seg_*+,resource_type:model",)


@dataclass(frozen=True)
class SegmentsPreviewOptions:
    """Which segments, by name or by what differs from a saved manifest; vars for dbt."""

    names: tuple[str, ...] = ()
    state: Path | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    count_samples: int = 3


@dataclass(frozen=True)
class SyncPreview:
    """What a sync would do after the build, and what it would do now, without the change.

    is_fed: it sends one of the segments, or all; else nothing changes for it.
    """

    planned: Preview
    counts_now: Mapping[str, int] | None
    is_fed: bool


@dataclass(frozen=True)
class SegmentsPreview:
    """What the next build would change; values are masked."""

    target: str
    segments: tuple[SegmentPreview, ...]
    syncs: tuple[SyncPreview, ...]
    unlisted: tuple[str, ...]
    as_published: tuple[str, ...]


def preview_segments(session: Session, options: SegmentsPreviewOptions) -> SegmentsPreview:
    """Makes the segments with the project as it is now, in temporary tables, and compares."""
    project = session.project
    name, state = str(project.settings.get("name")), options.state
    if not options.names and state is None:
        state = project.artifacts
    # All that can be wrong without dbt is told before it takes seconds.
    before = read_state(state, name) if state else None
    with session.warehouse.connect(read_only=True) as connection:
        connection.rows("select 1")
    log.info("dbt renders the segments; nothing is built")
    artifacts = project.artifacts / "segments_preview"
    manifest = dbt_compile(project, artifacts, options.variables, _SELECTION)
    now = SegmentModels(manifest, artifacts / "manifest.json")
    found = find_changes(now, before) if before else Changes((), frozenset(), ())
    names = tuple(map(segment_name, options.names))
    wanted = limited(found, now, names) if names else found
    # Syncs, guards and tables are those of the project as it is now.
    working = replace(session, project=replace(project, target_path=artifacts))
    return _Previewer(working, now, before, found, options).preview(wanted)


class _Previewer:
    """Previews in one connection, which sees one state of the warehouse."""

    def __init__(
        self,
        session: Session,
        now: SegmentModels,
        before: SegmentModels | None,
        found: Changes,
        options: SegmentsPreviewOptions,
    ) -> None:
        self._session = session
        self._dialect = session.warehouse.dialect
        self._manifest: Manifest = now.manifest
        self._now = now
        self._before = before
        self._found = found
        self._options = options
        self._named = set(map(segment_name, options.names))

    def preview(self, wanted: Changes) -> SegmentsPreview:
        memberships = self._manifest.model_named(_MEMBERSHIPS_MODEL)
        if memberships is None:
            raise ConfigurationError(
                f"{self._now.file} has no model {_MEMBERSHIPS_MODEL}, which keeps who is in which "
                "segment.",
                "Restore it.",
            )
        with self._connected() as (connection, tables):
            self._check_published(connection, memberships)
            kinds = self._kinds(connection, relation(self._dialect, memberships), wanted)
            syncs = self._downstream() if kinds else []
            targets = [str(memberships["unique_id"]), *(sync.model_id for sync in syncs)]
            if kinds:
                tables.make(self._to_make(connection, wanted, targets))
            segments = self._segments(connection, tables, memberships, kinds)
            previewed = [self._sync(connection, tables, sync, kinds) for sync in syncs]
        return SegmentsPreview(
            target=str(self._session.project.connection["target_name"]),
            segments=tuple(segments),
            syncs=tuple(previewed),
            unlisted=self._now.unlisted,
            as_published=tuple(sorted({*wanted.as_published, *tables.left_out})),
        )

    @contextmanager
    def _connected(self) -> Iterator[tuple[Connection, PreviewTables]]:
        """A connection with what is made on it; an error in a model's SQL names its file."""
        made: list[PreviewTables] = []
        try:
            with self._session.warehouse.connect(read_only=True) as connection:
                made.append(PreviewTables(connection, self._dialect, self._manifest))
                yield connection, made[0]
        except WarehouseError as error:
            if not made or (node := made[0].doing) is None:
                raise
            raise ConfigurationError(
                f"{node['original_file_path']} cannot be previewed. {error.message}",
                "Mend its SQL. If it reads a model that this working copy changes too, give "
                "--state; one that is neither a view nor a table must be built first.",
            ) from None

    def _check_published(self, connection: Connection, memberships: Mapping[str, Any]) -> None:
        schema = str(memberships["schema"])
        existing = existing_relations(connection, self._dialect, {schema})
        if relation(self._dialect, memberships) not in existing:
            raise ConfigurationError(
                f"There is no {schema}.{memberships['alias']} in "
                f"{self._session.warehouse.address}, so there is nothing to compare with.",
                "Run `dbt build` first, or name another --target.",
            )

    def _kinds(self, connection: Connection, memberships: str, wanted: Changes) -> dict[str, str]:
        """What becomes of each segment, by its name."""
        rows = connection.rows(
            f"select distinct segment_name from {memberships} where exited_at is null"
        )
        published = {str(name) for (name,) in rows}
        names = set(wanted.segments)
        if not self._options.names:
            names |= published - self._now.listed.keys()
        before = set(self._before.listed) if self._before else set()
        unknown = sorted(names - self._now.listed.keys() - published - before)
        if unlisted := sorted(set(unknown) & set(self._now.unlisted)):
            raise ConfigurationError(
                f"The segment {', '.join(unlisted)} is not in the var segments, so nothing reads "
                "it.",
                "Add a line to the var segments in dbt_project.yml.",
            )
        if unknown:
            raise ConfigurationError(
                f"There is no segment {', '.join(unknown)}.",
                f"The segments are: {', '.join(sorted(self._now.listed))}.",
            )
        built = self._built(connection, self._now.listed.values())
        return {name: self._kind(name, built) for name in sorted(names)}

    def _built(self, connection: Connection, unique_ids: Iterable[str]) -> set[str]:
        """Those of the models that a build has made."""
        nodes = {one: node for one in unique_ids if (node := self._manifest.node(one))}
        schemas = {str(node["schema"]) for node in nodes.values()}
        existing = existing_relations(connection, self._dialect, schemas) if schemas else set()
        return {one for one, node in nodes.items() if relation(self._dialect, node) in existing}

    def _kind(self, name: str, built: set[str]) -> str:
        if (unique_id := self._now.listed.get(name)) is None:
            return "removed"
        if unique_id not in built or (self._before and name not in self._before.listed):
            return "new"
        if self._before is None:
            return "named" if name in self._named else "reads one"
        return "changed" if name in self._found.segments else "unchanged"

    def _downstream(self) -> list[SyncConfig]:
        """The syncs of all that is made from segments."""
        reached = self._manifest.with_descendants(
            [self._now.members_id, *self._now.listed.values()]
        )
        return [sync for sync in self._session.syncs(()) if sync.model_id in reached]

    def _to_make(
        self, connection: Connection, wanted: Changes, targets: Collection[str]
    ) -> set[str]:
        """What changed, the union of segments, all from there to targets, and what they lack."""
        started = [*wanted.models, self._now.members_id]
        found = self._manifest.with_descendants(started) & self._manifest.with_ancestors(targets)
        before = {one for one in self._now.followed(*found) if self._now.is_made_by_select(one)}
        return found | (before - self._built(connection, before))

    def _segments(
        self,
        connection: Connection,
        tables: PreviewTables,
        memberships: Mapping[str, Any],
        kinds: Mapping[str, str],
    ) -> list[SegmentPreview]:
        if not kinds:
            return []
        previewed = tables.made.get(str(memberships["unique_id"]))
        if previewed is None:
            raise ConfigurationError(
                f"{_MEMBERSHIPS_MODEL} is materialized as "
                f"{memberships['config']['materialized']}, which a preview cannot make.",
                "Make it a view, a table or incremental.",
            )
        comparer = SegmentComparer(connection, self._dialect, self._manifest)
        published = relation(self._dialect, memberships)
        return comparer.compare(published, previewed, kinds, self._options.count_samples)

    def _sync(
        self,
        connection: Connection,
        tables: PreviewTables,
        sync: SyncConfig,
        names: Collection[str],
    ) -> SyncPreview:
        offered, asked = self._offered(sync), SyncOptions()
        node = self._manifest.node(sync.model_id)
        today = None
        if node and tables.is_published(node):
            today = preview_on(self._session, connection, sync, offered, asked, is_built=False)
        made = replace(sync, relation=tables.made.get(sync.model_id, sync.relation))
        planned = preview_on(self._session, connection, made, offered, asked, is_built=False)
        is_other = today is None or _outcome(today) != _outcome(planned)
        is_fed = is_other or self._reads(sync, names)
        return SyncPreview(planned, today.counts if today else None, is_fed)

    def _offered(self, sync: SyncConfig) -> Capabilities:
        """What the account can do, or its type where its credentials are not here."""
        try:
            destination = self._session.open_destination(sync)
        except ConfigurationError:
            return self._session.type_of(sync).offered
        destination.close()
        return destination.capabilities

    def _reads(self, sync: SyncConfig, names: Collection[str]) -> bool:
        """Whether the SQL of a sync names one of the segments, or reads them all."""
        between = self._manifest.with_ancestors([sync.model_id])
        between &= self._manifest.with_descendants([self._now.members_id])
        between.discard(self._now.members_id)
        nodes = [self._manifest.node(one) for one in in_order(self._manifest, between)]
        code = "\n".join(str(node.get("compiled_code") or "") for node in nodes if node)
        known = {*self._now.listed, *names}
        named = {name for name in known if f"'{name}'" in code}
        return not named or bool(named & set(names))


def _outcome(preview: Preview) -> tuple[Mapping[str, int], str]:
    return preview.counts, preview.plan_hash
