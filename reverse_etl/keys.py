"""One text that identifies a record: its key columns, joined so that they come apart again."""

from collections.abc import Sequence

from reverse_etl.warehouse import Dialect


def key_expression(dialect: Dialect, columns: Sequence[str]) -> str:
    """SQL for a record's key; null where a key column is null or blank."""
    texts = [dialect.text(dialect.quote(column)) for column in columns]
    if len(texts) == 1:
        joined = texts[0]
    else:
        bar = dialect.literal("|")
        joined = f" || {bar} || ".join(_escaped(dialect, text) for text in texts)
    present = " and ".join(f"trim({text}) <> ''" for text in texts)
    return f"case when {present} then {joined} end"


def _escaped(dialect: Dialect, text: str) -> str:
    slash, slashes = dialect.literal("\\"), dialect.literal("\\\\")
    bar, escaped_bar = dialect.literal("|"), dialect.literal("\\|")
    return f"replace(replace({text}, {slash}, {slashes}), {bar}, {escaped_bar})"


def key_values(record_key: str, count_columns: int) -> list[str]:
    """The values of the key columns, as text."""
    if count_columns == 1:
        return [record_key]
    values, current, letters = [], "", iter(record_key)
    for letter in letters:
        if letter == "\\":
            current += next(letters, "")
        elif letter == "|":
            values.append(current)
            current = ""
        else:
            current += letter
    return [*values, current]
