"""The error codes that clients receive."""

from enum import Enum


class ErrorCode(Enum):
    """The closed list of codes a client meets in `errors[].extensions.code`."""

    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    NOT_FOUND = "NOT_FOUND"
    BAD_USER_INPUT = "BAD_USER_INPUT"
    RATE_LIMITED = "RATE_LIMITED"
    OVERLOADED = "OVERLOADED"
    DEADLINE_EXCEEDED = "DEADLINE_EXCEEDED"
    VENDOR_TIMEOUT = "VENDOR_TIMEOUT"
    VENDOR_UNREACHABLE = "VENDOR_UNREACHABLE"
    VENDOR_RATE_LIMITED = "VENDOR_RATE_LIMITED"
    VENDOR_BAD_RESPONSE = "VENDOR_BAD_RESPONSE"
    VENDOR_REJECTED = "VENDOR_REJECTED"
    SERVICE_UNAVAILABLE = "SERVICE_UNAVAILABLE"
    PERSISTED_QUERY_NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
    INTERNAL = "INTERNAL"

    # As of `Kind`: each thing that lacks something is told of under one.
    __hash__ = object.__hash__
