"""What was removed from a tenant's audit log at the end of its retention, so that the rest can still be verified."""

from pydantic import BaseModel, ConfigDict

from models.documents.stored import Moment, Stored


class PrunedChain(BaseModel):
    """A chain whose first entries were removed.

    Attributes:
        chain: the chain.
        number: its number among the tenant's.
        sequence: the place of the last removed entry.
        mac: its MAC, which the next entry names.
        left: whether the chain had later entries.
        ends_at: when nothing is added to the chain any more.
    """

    model_config = ConfigDict(frozen=True)

    chain: str
    number: int
    sequence: int
    mac: str
    left: bool
    ends_at: Moment


class AuditCheckpoint(Stored):
    """The checkpoint of one tenant; each removal replaces it.

    Attributes:
        id: the tenant.
        began: when the tenant's first chain was opened.
        at: when it was written.
        opening: chains up to this number have lost entries.
        opening_mac: the MAC of that chain's first entry.
        chains: those among them that have entries left or may get some, and those whose last entries were removed just
            now; the others are removed completely.
        mac: over all of the checkpoint.
    """

    id: str  # type: ignore[assignment]
    began: Moment
    at: Moment
    opening: int
    opening_mac: str
    chains: tuple[PrunedChain, ...] = ()
    mac: str | None = None

    class Settings:
        name = "audit_checkpoints"
