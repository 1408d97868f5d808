"""What is kept of erased identifiers: hashes that only the namespace can make again."""

import hashlib

from reverse_etl.errors import ConfigurationError
from reverse_etl.namespace import identity_namespace
from reverse_etl.project import Project
from reverse_etl.warehouse import Dialect


class Tombstones:
    """Makes the hashes that the macro erasure_hash makes, in Python and in SQL."""

    def __init__(self, project: Project) -> None:
        namespace = identity_namespace(project)
        if namespace is None:
            raise ConfigurationError(
                "The project has no model identity_graph.", "Run this where identities are built."
            )
        self._prefix = f"{namespace}:erasure:"

    def sql(self, dialect: Dialect, expression: str) -> str:
        """SQL for the hash of a text expression."""
        return dialect.sha256(f"{dialect.literal(self._prefix)} || {expression}")

    def of_identifier(self, identifier_type: str, value: str) -> str:
        """The hash of an identifier."""
        identifier_id = hashlib.md5(f"{identifier_type}:{value}".encode()).hexdigest()  # noqa: S324
        return hashlib.sha256(f"{self._prefix}{identifier_id}".encode()).hexdigest()
