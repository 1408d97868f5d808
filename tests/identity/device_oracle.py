"""Rule 8 as a simple sequential rule in plain Python: whose the records of shared devices are."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from tests.identity.oracle import (
    Node,
    Record,
    Resolution,
    Rules,
    Seen,
    Sighting,
    evidence,
    identifier_id,
)

Logins = dict[datetime, str]


def own(
    sightings: Iterable[Sighting],
    rules: Rules,
    resolution: Resolution,
    lookback_days: int,
    login_hours: int,
) -> dict[Record, str]:
    """The profile of each record that is somebody's."""
    records = evidence(sightings, rules)
    strongest = {
        record: min(usable, key=lambda node: _strength(node, rules))
        for record, nodes in records.items()
        if (usable := [node for node in nodes if node in resolution.profiles])
    }
    owners = {record: resolution.profiles[node] for record, node in strongest.items()}
    logins: dict[Node, Logins] = defaultdict(dict)
    for record, node in strongest.items():
        nodes = records[record]
        is_proved = any(nodes[other].is_authenticated for other in nodes if other not in
                        resolution.quarantined)  # fmt: skip
        if _kind(node, rules) != "device" and is_proved:
            for device in nodes:
                if _kind(device, rules) == "device":
                    at = nodes[device].first_observed_at
                    logins[device][at] = min(owners[record], logins[device].get(at, "~"))
    shared = {
        device: seen
        for device, seen in logins.items()
        if resolution.quarantined.get(device) == "over_shared"
        or (device in resolution.profiles and len(set(seen.values())) > 1)
    }
    for record, nodes in records.items():
        if rules.kinds[record[0]] != "events" or _tells_of_people(nodes, rules, resolution):
            continue
        known = strongest.get(record)
        candidates = [device for device in nodes if device in shared and known in (None, device)]
        if not candidates:
            continue
        device = min(candidates, key=lambda node: _strength(node, rules))
        is_over_shared = resolution.quarantined.get(device) == "over_shared"
        lasting = timedelta(hours=login_hours) if is_over_shared else timedelta.max
        owner = _owner(shared[device], nodes[device].first_observed_at, lookback_days, lasting)
        if owner is None:
            owners.pop(record, None)
        else:
            owners[record] = owner
    return owners


def _owner(logins: Logins, at: datetime, lookback_days: int, lasting: timedelta) -> str | None:
    before = [moment for moment in logins if moment <= at]
    if before:
        newest = max(before)
        return logins[newest] if at - newest < lasting else None
    first = min(logins)
    if len(set(logins.values())) == 1 and at >= first - timedelta(days=lookback_days):
        return logins[first]
    return None


def _tells_of_people(nodes: dict[Node, Seen], rules: Rules, resolution: Resolution) -> bool:
    return any(
        _kind(node, rules) != "device" and resolution.quarantined.get(node) in (None, "over_shared")
        for node in nodes
    )


def _kind(node: Node, rules: Rules) -> str:
    return str(rules.identifier_types[node[0]]["kind"])


def _strength(node: Node, rules: Rules) -> tuple[int, str]:
    return int(rules.identifier_types[node[0]]["priority"]), identifier_id(node)
