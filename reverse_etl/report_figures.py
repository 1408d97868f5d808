"""What the report shows, read from the warehouse: counts, and never a value of a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reverse_etl.errors import ConfigurationError
from reverse_etl.session import Session
from reverse_etl.warehouse import Connection, Row

_BUILD = "Run `dbt build`, or `make demo` for the demo company."
# What fits a picture; older runs stay in the tables.
_RUNS_SHOWN = 60
_QUERIES = {
    "runs": "select started_at, count_profiles, count_identifiers, count_quarantined, "
    "count_rejected_edges, count_born, count_merged, count_split, count_retired, identity_churn, "
    "as_of_at, run_id from {identity_runs} where is_complete "
    f"order by started_at desc, run_id limit {_RUNS_SHOWN}",
    "figures": "select figure_name, dimension, figure_value from {identity_run_figures} "
    "where figure_value > 0 and run_id in (select run_id from {identity_runs} where is_complete "
    "order by started_at desc, run_id limit 1) order by figure_value desc, dimension",
    "sizes": "select segment_name, as_of_at, count_profiles from {segment_sizes} "
    "where as_of_at in (select as_of_at from {segment_sizes} group by as_of_at "
    f"order by as_of_at desc limit {_RUNS_SHOWN}) order by segment_name, as_of_at",
    "overlaps": "select segment_name, other_segment_name, count_profiles, "
    "count_shared_profiles, share_shared from {segment_overlaps} "
    "order by segment_name, other_segment_name",
    "syncs": "select sync_name, destination_name, last_status, count_in_destination, "
    "count_rejected, count_uncertain, count_held, count_runs, count_runs_since_success, "
    "last_succeeded_at, is_healthy from {sync_health} order by is_healthy, sync_name",
    "quarantined": "select quarantine_reason, identifier_type, source_name, count_values, "
    "count_records from {quarantined_identifiers} order by count_records desc, "
    "source_name, identifier_type, quarantine_reason",
    "dropped": "select feed, rule_name, source_name, sum(count_rows) from {dropped_rows} "
    "where feed <> 'identifiers' group by feed, rule_name, source_name "
    "order by sum(count_rows) desc, feed, rule_name, source_name",
    "consents": "select purpose, channel, sum(case when is_granted then 1 else 0 end), "
    "count(*) from {profile_consents} group by purpose, channel order by purpose, channel",
    "profiles": "select count(*) from {profiles}",
}
_MODELS = (
    "identity_runs",
    "identity_run_figures",
    "segment_sizes",
    "segment_overlaps",
    "sync_health",
    "quarantined_identifiers",
    "dropped_rows",
    "profile_consents",
    "profiles",
)


@dataclass(frozen=True)
class Figures:
    """The rows of each query, and where they are from."""

    address: str
    rows: Mapping[str, Sequence[Row]]

    def of_last_run(self, figure_name: str) -> list[tuple[str, int]]:
        """A figure of the last run by what it is counted by, the largest first."""
        found = self.rows["figures"]
        return [(str(name), int(value)) for figure, name, value in found if figure == figure_name]


def read_figures(session: Session) -> Figures:
    """Reads all of it. Raises ConfigurationError where a model was never built."""
    models = {name: session.project.manifest.model_named(name) for name in _MODELS}
    if unknown := [name for name, model in models.items() if model is None]:
        raise ConfigurationError(f"The project has no model {', '.join(unknown)}.", _BUILD)
    known = {name: model for name, model in models.items() if model}
    with session.warehouse.connect(read_only=True) as connection:
        _check_built(session, connection, known)
        relations = {name: str(model["relation_name"]) for name, model in known.items()}
        rows = {
            name: connection.rows(query.format(**relations)) for name, query in _QUERIES.items()
        }
    return Figures(session.warehouse.address, {**rows, "runs": rows["runs"][::-1]})


def _check_built(
    session: Session, connection: Connection, models: Mapping[str, Mapping[str, str]]
) -> None:
    literal = session.warehouse.dialect.literal
    wanted = {
        name: (str(model["schema"]), str(model.get("alias") or name))
        for name, model in models.items()
    }
    schemas = ", ".join(sorted({literal(schema) for schema, _ in wanted.values()}))
    found = connection.rows(
        "select table_schema, table_name from information_schema.tables "
        f"where table_schema in ({schemas})"
    )
    there = {(str(schema), str(table)) for schema, table in found}
    if missing := [name for name, place in wanted.items() if place not in there]:
        raise ConfigurationError(
            f"The warehouse {session.warehouse.address} has no {', '.join(missing)} yet.", _BUILD
        )
