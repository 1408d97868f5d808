"""Sends segment models of the warehouse to CRM and ad platforms.

session = Session(Project(Path(".")))
for sync in session.syncs([]):
    print(run_sync(session, sync, SyncOptions()).counts)
"""

from reverse_etl.errors import (
    AuthenticationError,
    ConfigurationError,
    ReverseEtlError,
    SyncRunningError,
    WarehouseBusyError,
    WarehouseError,
)
from reverse_etl.preview import Preview, preview_sync
from reverse_etl.project import Project
from reverse_etl.records import Guard, Outcome, Status, SyncResult
from reverse_etl.runner import SyncOptions, run_sync
from reverse_etl.session import Session
from reverse_etl.status import SyncStatus, read_status

__all__ = [
    "AuthenticationError",
    "ConfigurationError",
    "Guard",
    "Outcome",
    "Preview",
    "Project",
    "ReverseEtlError",
    "Session",
    "Status",
    "SyncOptions",
    "SyncResult",
    "SyncRunningError",
    "SyncStatus",
    "WarehouseBusyError",
    "WarehouseError",
    "preview_sync",
    "read_status",
    "run_sync",
]
