"""What vendors say about records, without the records' values."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from reverse_etl.errors import AmbiguousError, BatchRejectedError, RetryableError
from reverse_etl.records import Batch, Outcome, Record, RecordResult
from reverse_etl.redaction import safe_reason

# Shorter values are in every sentence: masking them would garble it and hide nothing.
_SHORTEST = 3
_SHORTEST_WORD = 4
_UNTOLD = "the answer does not mention this record"


def masked(text: str, records: Iterable[Record]) -> str:
    """The text, safe to store, and without any value that the records hold, nor its words."""
    # The longest first: a name may be part of another value.
    for value in sorted(set(_personal(records)), key=lambda one: (-len(one), one)):
        text = re.sub(re.escape(value), "[value]", text, flags=re.IGNORECASE)
    return safe_reason(text)


def _personal(records: Iterable[Record]) -> Iterator[str]:
    for record in records:
        for value in record.fields.values():
            text = "" if value is None else str(value).strip()
            if len(text) >= _SHORTEST and text != record.key:
                yield text
                yield from (word for word in text.split() if len(word) >= _SHORTEST_WORD)


@contextmanager
def masking(batch: Batch) -> Iterator[None]:
    """Keeps the batch's values out of what is raised about its delivery."""
    try:
        yield
    except (AmbiguousError, BatchRejectedError, RetryableError) as error:
        raise type(error)(masked(error.message, batch.records), error.status) from None


def by_record(
    records: Sequence[Record], told: Mapping[str, RecordResult], key: str = "id"
) -> list[RecordResult]:
    """The results in the order of the records; one that was not mentioned is ambiguous."""
    untold = RecordResult(Outcome.AMBIGUOUS, _UNTOLD)
    return [told.get(getattr(record, key), untold) for record in records]
