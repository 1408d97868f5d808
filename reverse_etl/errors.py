"""The whole error hierarchy: one subclass for each way a caller must react."""

from reverse_etl.redaction import redact


class ReverseEtlError(Exception):
    """Root of all errors; its text holds no secret and no personal value."""

    exit_code = 3

    def __init__(self, message: str, remedy: str = "") -> None:
        self.message = redact(message)
        self.remedy = redact(remedy)
        super().__init__(f"{self.message} {self.remedy}".strip())


class ConfigurationError(ReverseEtlError):
    """Something a person wrote is wrong: the text names the thing, the file, the remedy."""

    exit_code = 2


class AuthenticationError(ReverseEtlError):
    """A destination did not take our credential; trying again would not help."""

    exit_code = 2


class WarehouseError(ReverseEtlError):
    """The warehouse refused a statement."""


class WarehouseBusyError(ReverseEtlError):
    """Another process holds the warehouse; trying later helps."""


class DbtError(ReverseEtlError):
    """A build that we started failed: a loop reached its bound, a statement was refused."""


class SyncRunningError(ReverseEtlError):
    """Another run of the same sync holds its lease."""


class LeaseLostError(ReverseEtlError):
    """This run was taken for dead and another one took its lease."""


class PlanChangedError(ReverseEtlError):
    """The model or the state moved since the plan that was to be carried out."""


class QuotaError(ReverseEtlError):
    """The requests of the day are used up; what is left goes out tomorrow."""

    exit_code = 1


class DeliveryError(ReverseEtlError):
    """A batch did not get through; status is the server's answer, if it gave one."""

    def __init__(self, message: str, status: int | None = None) -> None:
        self.status = status
        super().__init__(message)


class RetryableError(DeliveryError):
    """The destination was busy or away, through every retry."""


class AmbiguousError(DeliveryError):
    """The destination may have taken the batch, and its answer was lost."""


class BatchRejectedError(DeliveryError):
    """The destination refused a batch as a whole, so the bad rows are to be found."""
