"""The words for how a vendor is doing, described; imported before any type, as the other enums are."""

from graph.schema.fields import described_enum
from models.health import BreakerState, VendorHealth

described_enum(
    VendorHealth,
    description="How a vendor is doing, as the latest calls of this gateway have found it.",
    values={
        "HEALTHY": "The latest calls were answered.",
        "DEGRADED": "Some of the latest calls failed, or it asks to slow down.",
        "DOWN": "The latest calls all failed, or it is not asked at the moment because so many did.",
        "UNKNOWN": "It has not been asked yet.",
    },
)

described_enum(
    BreakerState,
    description="Whether calls go out to a vendor that failed often.",
    values={
        "CLOSED": "They go out.",
        "OPEN": "They are refused here, until some time has passed.",
        "HALF_OPEN": "A few go out, to try whether it is well again.",
    },
)
