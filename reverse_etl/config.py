"""Reads and validates what people write: sync exposures and destinations.yml."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from reverse_etl.errors import ConfigurationError
from reverse_etl.project import Manifest, Project
from reverse_etl.records import Mode, OnRemoved
from reverse_etl.rendering import Renderer, read_yaml

REQUIRED_MODELS = ("profile_consents", "suppressions", "identity_changes")
AS_OF_MODEL = "identity_as_of"
STATEMENTS_MODEL = "consent_statements"

KNOWN_SETTINGS = frozenset(
    {"destination", "object", "mode", "key", "consent", "on_removed", "guard"}
)
_Word = TypeVar("_Word", bound=StrEnum)
_REMOVED_UNLESS_SAID = {
    Mode.MIRROR: OnRemoved.DELETE,
    Mode.AUDIENCE: OnRemoved.REMOVE_FROM_LIST,
}


@dataclass(frozen=True)
class Consent:
    """The purposes that a person must have granted, and the channel they are asked for."""

    purposes: tuple[str, ...]
    channel: str


@dataclass(frozen=True)
class GuardLimits:
    """What a run may do unasked; of a share and a count, both must be exceeded."""

    max_removed_share: float = 0.1
    min_removed: int = 50
    max_added_share: float = 1.0
    min_added: int = 1000
    max_grants_lost_share: float = 0.1
    min_grants_lost: int = 50
    max_consent_age_hours: float = 48
    max_build_age_hours: float = 36

    @property
    def is_valid(self) -> bool:
        """Whether every limit is a number that means something."""
        parts = (self.max_removed_share, self.max_grants_lost_share)
        return all(0 <= share <= 1 for share in parts) and all(
            not isinstance(value, bool) and value >= 0 for value in vars(self).values()
        )


@dataclass(frozen=True)
class SyncConfig:
    """One sync, as its exposure declares it.

    settings is what it says beyond the words that all syncs know, for its destination.
    """

    name: str
    file: str
    destination: str
    object_name: str
    mode: Mode
    key: tuple[str, ...]
    consent: Consent
    on_removed: OnRemoved
    guard: GuardLimits
    settings: Mapping[str, Any]
    model_id: str
    relation: str
    relations: Mapping[str, str]
    pii_columns: frozenset[str]
    depends_on: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """One entry of destinations.yml, not yet rendered."""

    name: str
    type: str
    settings: Mapping[str, Any]
    file: Path


def load_entries(project: Project) -> dict[str, Entry]:
    """The entries of destinations.yml by name."""
    file = project.directory / "destinations.yml"
    remedy = "Write one entry a destination account, as docs and README show."
    return {name: _entry(name, body, file) for name, body in read_yaml(file, remedy).items()}


def _entry(name: str, body: Any, file: Path) -> Entry:
    if not isinstance(body, dict) or not isinstance(body.get("type"), str):
        raise ConfigurationError(
            f"{file}: destination {name} has no type.",
            "Give it `type:` and the settings of that type (reverse-etl destinations).",
        )
    settings = {key: value for key, value in body.items() if key != "type"}
    return Entry(name, body["type"], settings, file)


def render_entry(entry: Entry, environ: Mapping[str, str]) -> dict[str, Any]:
    """The settings of an entry with its environment variables filled in."""
    rendered: dict[str, Any] = Renderer(entry.file, environ).render(dict(entry.settings))
    return rendered


def load_syncs(manifest: Manifest) -> dict[str, SyncConfig]:
    """Every exposure that declares a sync, validated as far as the manifest allows."""
    syncs = (_Reader(exposure, manifest) for exposure in manifest.exposures)
    return {reader.name: reader.read() for reader in syncs if reader.is_sync}


class _Reader:
    """Reads one exposure; every error names the sync, its file and the remedy."""

    def __init__(self, exposure: Mapping[str, Any], manifest: Manifest) -> None:
        self._exposure = exposure
        self._manifest = manifest
        self.name = str(exposure["name"])
        self.file = str(exposure.get("original_file_path", "its exposure"))
        meta = exposure.get("config", {}).get("meta") or exposure.get("meta") or {}
        self.is_sync = "sync" in meta
        self._sync: Any = meta.get("sync")

    def read(self) -> SyncConfig:
        if not isinstance(self._sync, dict):
            raise self._error("meta.sync is not a mapping", "Write its settings below it.")
        consent = self._consent()
        models = self._models()
        model = self._sync_model(models)
        mode = self._word(Mode, "mode", None)
        default = _REMOVED_UNLESS_SAID.get(mode, OnRemoved.NOTHING)
        return SyncConfig(
            name=self.name,
            file=self.file,
            destination=self._text("destination", "an entry of destinations.yml"),
            object_name=self._text("object", "what the records are at the destination"),
            mode=mode,
            key=self._names(self._sync.get("key"), "key", "the columns that identify it"),
            consent=consent,
            on_removed=self._word(OnRemoved, "on_removed", default),
            guard=self._guard(),
            settings={k: v for k, v in self._sync.items() if k not in KNOWN_SETTINGS},
            model_id=model["unique_id"],
            relation=model["relation_name"],
            relations=self._relations(models),
            pii_columns=_pii_columns(model),
            depends_on=tuple(self._exposure["depends_on"]["nodes"]),
        )

    def _error(self, problem: str, remedy: str) -> ConfigurationError:
        return ConfigurationError(f"Sync {self.name} ({self.file}): {problem}.", remedy)

    def _text(self, setting: str, meaning: str) -> str:
        value = self._sync.get(setting)
        if isinstance(value, str) and value.strip():
            return value
        raise self._error(f"`{setting}` is missing", f"Set it to {meaning}.")

    def _names(self, value: Any, setting: str, meaning: str) -> tuple[str, ...]:
        names = [value] if isinstance(value, str) else value
        if isinstance(names, list) and names and all(isinstance(n, str) for n in names):
            return tuple(names)
        raise self._error(f"`{setting}` is missing or not a list", f"List {meaning}.")

    def _word(self, words: type[_Word], setting: str, default: _Word | None) -> _Word:
        value = self._sync.get(setting, default)
        if value in list(words):
            return words(value)
        allowed = ", ".join(words)
        raise self._error(f"`{setting}` is {value!r}", f"Set `{setting}` to one of: {allowed}.")

    def _consent(self) -> Consent:
        consent = self._sync.get("consent")
        if not isinstance(consent, dict) or not consent.get("purposes"):
            raise self._error(
                "it names no consent purposes, and without a purpose nothing is sent",
                "Add `consent: {purposes: [...], channel: ...}` to meta.sync.",
            )
        purposes = self._names(consent["purposes"], "consent.purposes", "the purposes")
        if unknown := set(consent) - {"purposes", "channel"}:
            raise self._error(
                f"`consent` has unknown settings: {', '.join(sorted(unknown))}",
                "It knows `purposes` and `channel`.",
            )
        return Consent(tuple(sorted(set(purposes))), str(consent.get("channel") or "any"))

    def _guard(self) -> GuardLimits:
        guard = self._sync.get("guard") or {}
        try:
            limits = GuardLimits(**guard)
            is_valid = limits.is_valid
        except TypeError:
            is_valid = False
        if is_valid:
            return limits
        raise self._error(
            "`guard` is not understood",
            "Write e.g. `guard: {max_removed_share: 0.1, min_removed: 50}`; it knows "
            f"{', '.join(GuardLimits.__dataclass_fields__)}: shares from 0 to 1 (growth also "
            "above), counts and hours.",
        )

    def _models(self) -> dict[str, dict[str, Any]]:
        nodes = (self._manifest.node(one) for one in self._exposure["depends_on"]["nodes"])
        models = {node["name"]: node for node in nodes if node is not None}
        if missing := [name for name in REQUIRED_MODELS if name not in models]:
            refs = ", ".join(f"ref('{name}')" for name in missing)
            raise self._error(
                f"depends_on lacks {refs}", "Add it, so that a sync never runs without it."
            )
        return models

    def _sync_model(self, models: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
        others = [name for name in models if name not in REQUIRED_MODELS]
        named = [name for name in others if name.startswith("sync_")]
        chosen = others if len(others) == 1 else named
        if len(chosen) == 1:
            return models[chosen[0]]
        found = ", ".join(sorted(others)) or "none"
        raise self._error(
            f"depends_on must name one model to send, found: {found}",
            "Refer to one model, and let its name begin with sync_.",
        )

    def _relations(self, models: Mapping[str, dict[str, Any]]) -> dict[str, str]:
        read = {
            AS_OF_MODEL: "suppressions are judged at its instant",
            STATEMENTS_MODEL: "it tells how old the consents are",
        }
        relations = {name: models[name]["relation_name"] for name in REQUIRED_MODELS}
        for name, meaning in read.items():
            model = self._manifest.model_named(name)
            if model is None:
                raise self._error(f"the project has no model {name}", f"Restore it: {meaning}.")
            relations[name] = model["relation_name"]
        return relations


def _pii_columns(model: Mapping[str, Any]) -> frozenset[str]:
    columns = model.get("columns", {})
    return frozenset(
        name
        for name, column in columns.items()
        if {**column.get("meta", {}), **column.get("config", {}).get("meta", {})}.get("pii")
    )
