"""Turns records into the rows of Meta's payload, or says why one cannot be a row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from reverse_etl.destinations.meta import normalizing
from reverse_etl.destinations.meta.normalizing import Normalizer
from reverse_etl.errors import ConfigurationError
from reverse_etl.records import Batch, Record

# What is hashed, in the order of the schema: one order for all audiences, since Meta mixes up
# what came by different ones.
_HASHED: dict[str, Normalizer] = {
    "email": normalizing.email,
    "phone": normalizing.phone,
    "gen": normalizing.gender,
    "doby": normalizing.year,
    "dobm": normalizing.month,
    "dobd": normalizing.day,
    "ln": normalizing.name,
    "fn": normalizing.name,
    "fi": normalizing.initial,
    "ct": normalizing.letters,
    "st": normalizing.letters,
    "zip": normalizing.zip_code,
    "country": normalizing.country,
}
_CLEAR: dict[str, Normalizer] = {
    "extern_id": normalizing.external_id,
    "madid": normalizing.mobile_id,
}
# These say who somebody is; the others only together with them.
_IDENTIFYING = frozenset({"extern_id", "email", "phone", "madid", "ln", "fn"})
_LIMITED = "limited_data_use"
_SUFFIX = "_sha256"
_ORDER = ("extern_id", *_HASHED, "madid", _LIMITED)
# How Meta calls what it calls differently.
_WIRE_NAMES = {_LIMITED: "DATA_PROCESSING_OPTIONS"}

Cell = str | list[str]


@dataclass(frozen=True)
class Row:
    """One row of the payload; problem says why there is none, left_out what could not be used."""

    cells: tuple[Cell, ...] = ()
    problem: str = ""
    left_out: tuple[str, ...] = ()


class Payload:
    """The schema of one sync, which is the same for each of its requests."""

    def __init__(self, batch: Batch, calling_code: str | None) -> None:
        self._columns = {column.name.removesuffix(_SUFFIX): column.name for column in batch.columns}
        self._names = [name for name in _ORDER if name in self._columns]
        phone = partial(normalizing.phone, calling_code=calling_code or "")
        self._hashed: dict[str, Normalizer] = {**_HASHED, "phone": phone}
        self._check(batch)

    @property
    def schema(self) -> list[str]:
        """The names of the cells, as Meta has them."""
        return [_WIRE_NAMES.get(name, name.upper()) for name in self._names]

    def row(self, record: Record) -> Row:
        """The record's cells in the order of the schema; one that is not known is empty."""
        cells: list[Cell] = []
        left_out = []
        for name in self._names:
            column = self._columns[name]
            value = record.fields.get(column)
            if name == _LIMITED:
                cells.append(["LDU"] if value else [])
                continue
            text = "" if value is None else str(value)
            if column != name and text.strip() and not normalizing.is_hash(text):
                return Row(problem=f"{column} holds a clear value where a hash is due")
            cell = self._cell(name, text)
            if cell is None and text.strip():
                left_out.append(column)
            cells.append(cell or "")
        known = dict(zip(self._names, cells, strict=True))
        if any(known.get(name) for name in _IDENTIFYING):
            return Row(tuple(cells), left_out=tuple(left_out))
        why = f": {', '.join(left_out)} cannot be used" if left_out else ""
        return Row(problem=f"nothing is left to find the person by{why}")

    def _cell(self, name: str, text: str) -> str | None:
        if name in _CLEAR:
            return _CLEAR[name](text)
        return normalizing.hashed(text, self._hashed[name])

    def _check(self, batch: Batch) -> None:
        where = f"Sync {batch.sync_name}"
        known = {*_ORDER, *(name + _SUFFIX for name in _HASHED)}
        names = [column.name for column in batch.columns]
        if unknown := sorted(set(names) - known):
            raise ConfigurationError(
                f"{where}: Meta knows no {', '.join(unknown)}.",
                f"Name the model's columns as these: {', '.join(_ORDER)}; with {_SUFFIX} behind "
                "where they are hashed already.",
            )
        if len(self._columns) < len(names):
            raise ConfigurationError(
                f"{where}: a column is there both clear and hashed.", "Keep one of the two."
            )
        weak = [name for name in batch.key if name.removesuffix(_SUFFIX) not in _IDENTIFYING]
        if weak:
            raise ConfigurationError(
                f"{where}: by {', '.join(weak)} Meta cannot take a person out again.",
                "Let `key` be [extern_id], with your own id of the person.",
            )


def rows(payload: Payload, records: Sequence[Record]) -> Mapping[str, Row]:
    """The row of each record, by the record's id."""
    return {record.id: payload.row(record) for record in records}
