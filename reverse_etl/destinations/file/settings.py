"""Settings of a file entry in destinations.yml."""

from dataclasses import dataclass

FORMATS = ("csv", "jsonl", "parquet")


@dataclass(frozen=True)
class FileSettings:
    """Where audience files are kept, and how they are written."""

    directory: str
    format: str = "csv"
    permissions: str = "0600"
    batch_rows: int = 50_000

    def __post_init__(self) -> None:
        if self.format not in FORMATS:
            raise ValueError(f"`format` must be one of {', '.join(FORMATS)}")
        if len(self.permissions) != 4 or set(self.permissions) - set("01234567"):
            raise ValueError('`permissions` must be four octal digits such as "0640"')
        if self.batch_rows < 1:
            raise ValueError("batch_rows must be at least 1")
