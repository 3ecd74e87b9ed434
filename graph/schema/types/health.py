"""Descriptions of the enums for a vendor's health; imported before the types, as `enums` is."""

from graph.schema.enum_types import described_enum
from models.drift import DriftKind
from models.health import BreakerState, VendorHealth

described_enum(
    VendorHealth,
    description="Health of a vendor, according to the latest calls of this gateway.",
    values={
        "HEALTHY": "The latest calls were answered.",
        "DEGRADED": "Some of the latest calls failed, or the vendor limits the rate of calls.",
        "DOWN": "All of the latest calls failed, or the circuit breaker is open because too many did.",
        "UNKNOWN": "The vendor has not been called yet.",
    },
)

described_enum(
    BreakerState,
    description="State of the circuit breaker for a vendor: whether calls are sent to a vendor that failed often.",
    values={
        "CLOSED": "Calls are sent.",
        "OPEN": "Calls are refused by this API without asking the vendor, until a waiting time has passed.",
        "HALF_OPEN": "A few calls are sent, to find out whether the vendor works again.",
    },
)

described_enum(
    DriftKind,
    description="How a vendor's responses differ from the vendor's documentation.",
    values={
        "UNKNOWN_FIELD": "The field is not documented. This API does not read it.",
        "UNKNOWN_WORD": "The field contained a word that is not documented for it, such as a new state. This API "
        "returns UNKNOWN for it.",
        "MISSING_FIELD": "The documented field was in none of the examined objects, of which there were 50 or more. "
        "Some vendors omit fields that an account does not use.",
        "UNREADABLE_FIELD": "The field contained a value that could not be read. This API returns null for it.",
    },
)
