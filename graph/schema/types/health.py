"""Descriptions of the enums for a vendor's health; imported before the types, as `enums` is."""

from graph.schema.enum_types import described_enum
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
