"""Which part of a vendor's data is missing from a response, and why."""

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from models.account import Account
from models.error_code import ErrorCode
from models.errors import NotConfigured, StoreUnavailable, UnreadableDocument, VendorBadResponse, VendorError
from models.vendor import Vendor
from models.view import with_changes

# Thousands of rows may lack the same field, each noted separately, so equal values are shared.
_shared = lru_cache(maxsize=256)


class MissingPart(Enum):
    """The parts of a response that may be missing."""

    VENDOR = "VENDOR"
    ROWS = "ROWS"
    FIELDS = "FIELDS"
    KEPT_FACTS = "KEPT_FACTS"
    BEYOND_LIMIT = "BEYOND_LIMIT"
    OUT_OF_ORDER = "OUT_OF_ORDER"
    UNDECIDED = "UNDECIDED"

    # As of `Kind`: each thing that lacks something is told of under one.
    __hash__ = object.__hash__


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorProblem:
    """A vendor's failure as data for clients; a value, because the executor would raise an exception.

    Attributes:
        account: the name of the vendor's account; None for the tenant's first one.
        missing: the missing part of the vendor's data.
        count: the number; None if not known.
        fields: the vendor's paths of missing single values; never a value.
        retry_after_ms: the vendor's Retry-After, in milliseconds.
    """

    vendor: Vendor
    code: ErrorCode
    message: str
    retryable: bool
    account: str | None = None
    retry_after_ms: int | None = None
    missing: MissingPart = MissingPart.VENDOR
    count: int | None = None
    fields: tuple[str, ...] = ()

    def at(self, account: Account) -> "VendorProblem":
        """The same with the name of the account."""
        return with_changes(self, account=account.name) if account.name else self

    @classmethod
    def inside(cls, vendor: Vendor) -> "VendorProblem":
        """An internal error in the vendor's adapter, which is logged."""
        return cls(
            vendor=vendor,
            code=ErrorCode.INTERNAL,
            message=f"Something went wrong inside this API while asking {vendor.label}.",
            retryable=False,
        )

    @classmethod
    def untold(cls, vendor: Vendor, what: str) -> "VendorProblem":
        """The vendor's meetings lack what a search for conflicts compares."""
        return cls(
            vendor=vendor,
            code=ErrorCode.BAD_USER_INPUT,
            message=f"{vendor.label} does not return {what}, so it is not known whether it is free.",
            retryable=False,
        )

    @classmethod
    def unfit(cls, vendor: Vendor, what: str) -> "VendorProblem":
        """The vendor's meetings lack a field of the filter."""
        return cls(
            vendor=vendor,
            code=ErrorCode.BAD_USER_INPUT,
            message=f"{vendor.label} does not return {what}, so its meetings cannot be filtered by it.",
            retryable=False,
        )

    @classmethod
    @_shared
    def undecided(cls, vendor: Vendor, what: str, count: int = 1) -> "VendorProblem":
        """Rows lack a field of the filter, and were left out.

        Args:
            what: the field.
        """
        return cls(
            vendor=vendor,
            code=ErrorCode.BAD_USER_INPUT,
            message=f"Some rows of {vendor.label} do not tell {what}, so nobody can say whether they belong here.",
            retryable=False,
            missing=MissingPart.UNDECIDED,
            count=count,
        )

    @classmethod
    def cut_short(cls, vendor: Vendor, count: int | None = None) -> "VendorProblem":
        """The vendor has, or claims to have, more rows than are read."""
        return cls(
            vendor=vendor,
            code=ErrorCode.OVERLOADED,
            message=f"{vendor.label} has more rows than this API reads at once; some are missing.",
            retryable=False,
            missing=MissingPart.BEYOND_LIMIT,
            count=count,
        )

    @classmethod
    def withheld(cls, vendor: Vendor, count: int) -> "VendorProblem":
        """The vendor reports more rows than it returns."""
        return cls(
            vendor=vendor,
            code=ErrorCode.VENDOR_BAD_RESPONSE,
            message=f"{vendor.label} reports more rows than it returns.",
            retryable=False,
            missing=MissingPart.BEYOND_LIMIT,
            count=count,
        )

    @classmethod
    def repeating(cls, vendor: Vendor) -> "VendorProblem":
        """The vendor returns the same page again instead of the next one."""
        return cls(
            vendor=vendor,
            code=ErrorCode.VENDOR_BAD_RESPONSE,
            message=f"{vendor.label} gave the rows of a page again in place of the next; those behind are missing.",
            retryable=False,
            missing=MissingPart.BEYOND_LIMIT,
        )

    @classmethod
    def out_of_order(cls, vendor: Vendor, count: int) -> "VendorProblem":
        """Rows arrived that belong on a page that was returned before."""
        return cls(
            vendor=vendor,
            code=ErrorCode.VENDOR_BAD_RESPONSE,
            message=f"{vendor.label} did not keep the order that was asked for; rows whose place is on an earlier page "
            "are missing. Start again without `after` to have them.",
            retryable=True,
            missing=MissingPart.OUT_OF_ORDER,
            count=count,
        )

    @classmethod
    def unreadable_rows(cls, vendor: Vendor, operation: str, count: int) -> "VendorProblem":
        """Rows of a vendor's response are unreadable, and were left out."""
        return cls._unreadable(vendor, operation, "some rows were left out", MissingPart.ROWS, count)

    @classmethod
    def unreadable_fields(
        cls, vendor: Vendor, operation: str, fields: tuple[str, ...], count: int
    ) -> "VendorProblem":
        """Single values, or entries of a row's lists, are unreadable; they are null, or left out.

        Args:
            fields: the vendor's paths of the values.
            count: the number of values.
        """
        return cls._unreadable(
            vendor, operation, "some values were left out", MissingPart.FIELDS, count, fields
        )

    @classmethod
    @_shared
    def without_kept_facts(cls, vendor: Vendor, count: int | None = None) -> "VendorProblem":
        """The remembered facts cannot be read now.

        Args:
            count: the number of the vendor's objects without them.
        """
        away = StoreUnavailable()
        return cls(
            vendor=vendor,
            code=away.code,
            message=f"{away.message} What it keeps of {vendor.label} is missing.",
            retryable=away.retryable,
            missing=MissingPart.KEPT_FACTS,
            count=count,
        )

    @classmethod
    def unreadable_kept_facts(cls, vendor: Vendor, count: int | None = None) -> "VendorProblem":
        """A remembered fact is invalid, which is logged.

        Args:
            count: of the vendor's things that lack it.
        """
        return cls(
            vendor=vendor,
            code=UnreadableDocument.code,
            message=f"Something that this API keeps of {vendor.label} cannot be read; it is missing.",
            retryable=False,
            missing=MissingPart.KEPT_FACTS,
            count=count,
        )

    @classmethod
    def of(cls, error: VendorError | NotConfigured) -> "VendorProblem":
        """All of the vendor's data is missing."""
        return cls(
            vendor=error.vendor,
            account=error.account,
            code=error.code,
            message=error.message,
            retryable=error.retryable,
            retry_after_ms=None if isinstance(error, NotConfigured) else error.retry_after_ms,
        )

    @classmethod
    @_shared
    def _unreadable(
        cls,
        vendor: Vendor,
        operation: str,
        detail: str,
        missing: MissingPart,
        count: int,
        fields: tuple[str, ...] = (),
    ) -> "VendorProblem":
        error = VendorBadResponse(vendor, operation, detail=detail)
        return cls(
            vendor=vendor,
            code=error.code,
            message=error.message,
            retryable=error.retryable,
            missing=missing,
            count=count,
            fields=fields,
        )
