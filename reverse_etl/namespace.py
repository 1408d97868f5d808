"""The secret that profile ids are made with: whether it is the right one, never what it is."""

import hashlib
import hmac
import os
from collections.abc import Mapping

from reverse_etl.backup_contents import Kept
from reverse_etl.errors import ConfigurationError
from reverse_etl.project import Project
from reverse_etl.warehouse import Connection, Dialect

_VARIABLE = "CDP_IDENTITY_NAMESPACE"


def identity_namespace(project: Project) -> str | None:
    """The namespace that dbt would build with; none in a project without identity."""
    graph = project.manifest.model_named("identity_graph")
    if graph is None:
        return None
    declared = project.variable("identity_namespace", str(graph["package_name"]))
    namespace = project.environ.get(_VARIABLE) or declared
    if not namespace:
        raise ConfigurationError(
            "There is no identity namespace.", f"Set {_VARIABLE} as it is set for `dbt build`."
        )
    return str(namespace)


def namespace_check(namespace: str) -> dict[str, str]:
    """A value that tells whether another namespace is the same; slow to guess from."""
    salt = os.urandom(16)
    return {"salt": salt.hex(), "scrypt": _scrypt(namespace, salt)}


def is_namespace(namespace: str, check: Mapping[str, str]) -> bool:
    """Whether the check value was made from this namespace."""
    made = _scrypt(namespace, bytes.fromhex(check["salt"]))
    return hmac.compare_digest(made, check["scrypt"])


def _scrypt(namespace: str, salt: bytes) -> str:
    return hashlib.scrypt(namespace.encode(), salt=salt, n=2**14, r=8, p=1).hex()


def check_ids(
    connection: Connection, dialect: Dialect, namespace: str, kept: Mapping[str, Kept]
) -> None:
    """Raises where the ids in the warehouse were made with another namespace.

    A backup made with a wrong one could never be restored with the right one.
    """
    if not {"identity_graph", "profile_ledger"} <= set(kept):
        return
    graph, ledger = (kept[name].relation(dialect) for name in ("identity_graph", "profile_ledger"))
    # What the ledger has nothing on has the id that its anchor tells.
    for anchor, profile_id in connection.rows(
        f"select graph.anchor_identifier_id, graph.profile_id from {graph} as graph "
        f"left join {ledger} as ledger "
        "on graph.anchor_identifier_id = ledger.anchor_identifier_id "
        "where ledger.anchor_identifier_id is null limit 1"
    ):
        digest = hashlib.sha256(f"{namespace}:{anchor}".encode()).hexdigest()
        if digest[:32] != profile_id:
            raise ConfigurationError(
                "The profile ids in the warehouse were made with another identity namespace.",
                f"Set {_VARIABLE} as it was set for the last `dbt build`.",
            )
