"""What a build would make of some models, made as temporary tables; nothing lasting is written."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from reverse_etl.project import Manifest
from reverse_etl.rules_schemas import existing_relations
from reverse_etl.segments_changed import FOLLOWED
from reverse_etl.warehouse import Connection, Dialect

_DELTA = "preview_rows_of_this_run"


class PreviewTables:
    """Makes models on one open connection, each from the ones made before it.

    made has the temporary tables by the models' unique ids; left_out the names of models that
    are not made by their SELECT, so that they are read as published; doing is at work.
    """

    def __init__(self, connection: Connection, dialect: Dialect, manifest: Manifest) -> None:
        self._connection = connection
        self._dialect = dialect
        self._manifest = manifest
        self._existing: set[str] = set()
        self.made: dict[str, str] = {}
        self.left_out: list[str] = []
        self.doing: Mapping[str, Any] | None = None

    def make(self, unique_ids: Collection[str]) -> None:
        """Makes the models, whatever they are made from first."""
        nodes = [self._manifest.node(one) for one in in_order(self._manifest, unique_ids)]
        models = [node for node in nodes if node and node["resource_type"] == "model"]
        schemas = {str(node["schema"]) for node in models}
        self._existing = existing_relations(self._connection, self._dialect, schemas)
        for node in models:
            self.doing = node
            self._make(node)
        self.doing = None

    def is_published(self, node: Mapping[str, Any]) -> bool:
        """Whether a build has made one of the models before."""
        return relation(self._dialect, node) in self._existing

    def _make(self, node: Mapping[str, Any]) -> None:
        kind = node["config"]["materialized"]
        if kind == "ephemeral":
            return
        if kind not in (*FOLLOWED, "incremental") or node.get("language", "sql") != "sql":
            self.left_out.append(str(node["name"]))
            return
        table = self._dialect.temporary(str(node["alias"]))
        names = {
            str(parent["relation_name"]): name
            for unique_id, name in self.made.items()
            if (parent := self._manifest.node(unique_id))
        }
        query = redirected(str(node["compiled_code"]), names)
        if kind == "incremental" and self.is_published(node):
            query = self._brought_up_to_date(node, query)
        self._create(table, query)
        self.made[str(node["unique_id"])] = table

    def _create(self, table: str, query: str) -> None:
        self._connection.execute(f"create temporary table {table} as\n{query}\n")
        if statement := self._dialect.analyze(table):
            self._connection.execute(statement)

    def _brought_up_to_date(self, node: Mapping[str, Any], query: str) -> str:
        """The rows that are published, and in their place those that a run would write."""
        delta, published = self._dialect.temporary(_DELTA), relation(self._dialect, node)
        self._connection.execute(f"drop table if exists {delta}")
        self._create(delta, query)
        columns = [self._dialect.quote(one.name) for one in self._connection.columns(published)]
        listed = ", ".join(columns)
        keys = node["config"].get("unique_key") or []
        keys = [keys] if isinstance(keys, str) else keys
        matched = " and ".join(f"published.{key} = written.{key}" for key in keys) or "1 = 0"
        return f"""
            select {", ".join(f"published.{column}" for column in columns)}
            from {published} as published
            where not exists (select 1 from {delta} as written where {matched})
            union all
            select {listed} from {delta}
        """


def relation(dialect: Dialect, node: Mapping[str, Any]) -> str:
    """Where a build puts a model, by schema and name."""
    return f"{dialect.quote(str(node['schema']))}.{dialect.quote(str(node['alias']))}"


def redirected(code: str, names: Mapping[str, str]) -> str:
    """The SQL reading other relations in the place of some; names are whole ones."""
    if not names:
        return code
    pattern = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.sub(rf"(?<![\w.])(?:{pattern})(?!\w)", lambda found: names[found[0]], code)


def in_order(manifest: Manifest, unique_ids: Collection[str]) -> list[str]:
    """The nodes, each after those of them that it is made from."""
    wanted, found, seen = set(unique_ids), list[str](), set[str]()
    waiting = [(one, False) for one in sorted(wanted, reverse=True)]
    while waiting:
        current, is_ready = waiting.pop()
        if is_ready:
            found.append(current)
        elif current not in seen:
            seen.add(current)
            waiting.append((current, True))
            parents = sorted(set(manifest.parents(current)) & wanted - seen, reverse=True)
            waiting += [(one, False) for one in parents]
    return found
