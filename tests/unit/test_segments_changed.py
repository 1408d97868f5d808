"""Which segments a working copy changes, by the SQL in two manifests."""

from pathlib import Path
from typing import Any

import pytest

from reverse_etl.errors import ConfigurationError
from reverse_etl.project import Manifest
from reverse_etl.segments_changed import SegmentModels, find_changes, limited, segment_name
from reverse_etl.segments_tables import in_order, redirected

PARENTS = {
    "events": [],
    "scores": ["events"],
    "seg_fans": ["scores"],
    "seg_readers": ["events"],
    "seg_club": ["seg_readers"],
    "int_segment_members": ["seg_fans", "seg_readers", "seg_club"],
}
SQL = {
    "events": "select 1",
    "scores": 'select profile_id from "db"."cdp"."events"',
    "seg_fans": 'select profile_id from "db"."cdp"."scores" where score > 5',
    "seg_readers": 'select profile_id from "db"."cdp"."events"',
    "seg_club": 'select profile_id from "db"."cdp"."seg_readers"',
    "int_segment_members": "select 2",
}


def _id(name: str) -> str:
    return f"model.cdp.{name}"


def _models(schema: str = "cdp", without: str = "", **changed: str) -> SegmentModels:
    """A project of three segments, one by scores made of events, one that reads another.

    Events are not made by a SELECT.
    """
    nodes: dict[str, Any] = {}
    for name, code in (SQL | changed).items():
        code = code.replace('"cdp"', f'"{schema}"')
        nodes[_id(name)] = {
            "unique_id": _id(name),
            "name": name,
            "resource_type": "model",
            "relation_name": f'"db"."{schema}"."{name}"',
            "config": {"materialized": "incremental" if name == "events" else "table"},
            "compiled_code": code,
            "checksum": {"checksum": code},
        }
    nodes.pop(_id(without), None)
    parents = {
        _id(child): [_id(one) for one in found if _id(one) in nodes]
        for child, found in PARENTS.items()
    }
    manifest = Manifest({"nodes": nodes, "parent_map": parents})
    return SegmentModels(manifest, Path("manifest.json"))


def test_schemas_of_another_target_are_no_change() -> None:
    changes = find_changes(_models("ci"), _models("cdp"))
    assert (changes.segments, changes.models) == ((), frozenset())


def test_a_segment_changes_with_a_table_it_is_made_from() -> None:
    changes = find_changes(_models(scores="select profile_id, 6 as score"), _models())
    assert changes.segments == ("fans",)
    assert changes.models == {_id("scores")}
    assert changes.as_published == ()


def test_what_is_not_made_by_its_select_is_told_and_not_followed() -> None:
    changes = find_changes(_models(events="select 3"), _models())
    assert (changes.segments, changes.as_published) == ((), ("events",))


def test_segments_that_come_and_go_change() -> None:
    assert find_changes(_models(), _models(without="seg_fans")).segments == ("fans",)
    assert find_changes(_models(without="seg_fans"), _models()).segments == ("fans",)


def test_names_limit_what_is_made_anew() -> None:
    now = _models(seg_readers="select 4", scores="select 5")
    changes = limited(find_changes(now, _models()), now, ["readers"])
    # The club reads the readers.
    assert changes.segments == ("club", "readers")
    assert changes.models == {_id("seg_readers")}


def test_a_project_without_segments_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="has no model int_segment_members"):
        _models(without="int_segment_members")


@pytest.mark.parametrize("given", ["fans", "seg_fans", "models/segments/seg_fans.sql"])
def test_a_segment_may_be_given_as_its_file(given: str) -> None:
    assert segment_name(given) == "fans"


def test_only_whole_names_are_read_elsewhere() -> None:
    names = {"db.cdp.fans": "temp.fans", "db.cdp.fans_of_jazz": "temp.jazz"}
    code = "select * from db.cdp.fans join db.cdp.fans_of_jazz join olddb.cdp.fans"
    assert redirected(code, names) == ("select * from temp.fans join temp.jazz join olddb.cdp.fans")


def test_each_model_comes_after_what_it_is_made_from() -> None:
    order = in_order(_models().manifest, set(map(_id, PARENTS)) - {_id("scores")})
    assert sorted(order) == sorted(set(map(_id, PARENTS)) - {_id("scores")})
    assert order.index(_id("events")) < order.index(_id("seg_readers"))
    assert order[-1] == _id("int_segment_members")
