"""The settings of operations: what their documents may hold, what they may cost, and how many may run."""

from pydantic import BaseModel, ConfigDict, Field

from graph.operations.admission import COST_LIMITS, CostLimits
from graph.operations.document_limits import DOCUMENT_LIMITS, DocumentLimits
from graph.operations.overload import OverloadLimits
from store.rate_limits import BucketSize

_BUCKET = BucketSize()
_OVERLOAD = OverloadLimits()


class OperationSettings(BaseModel):
    """The limits of operations; read from MEETGRAPH_<FIELD>."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    document_characters: int = Field(
        default=DOCUMENT_LIMITS.characters, ge=1_000, description="How long the text of an operation may be."
    )
    document_tokens: int = Field(
        default=DOCUMENT_LIMITS.tokens,
        ge=100,
        description="How many tokens (names, values, punctuation) the text of an operation may have.",
    )
    document_fields: int = Field(
        default=DOCUMENT_LIMITS.fields,
        ge=50,
        description="How many fields an operation may select, its fragments expanded.",
    )
    document_depth: int = Field(
        default=DOCUMENT_LIMITS.depth, ge=3, description="How many levels of fields an operation may nest."
    )
    cost_most: int = Field(
        default=COST_LIMITS.points,
        ge=1,
        le=100_000_000,
        description="How many points one operation may cost at most. `@cost` and `@listSize` in the schema say what "
        "fields cost.",
    )
    cost_bucket: int = Field(
        default=_BUCKET.points,
        ge=1,
        le=1_000_000_000,
        description="How many points the bucket of each caller holds; it must hold the dearest operation.",
    )
    cost_per_second: int = Field(
        default=_BUCKET.per_second,
        ge=1,
        le=1_000_000_000,
        description="How many points are restored to the bucket of each caller per second.",
    )
    answer_objects: int = Field(
        default=COST_LIMITS.objects,
        ge=1,
        le=10_000_000,
        description="How many objects the answer to one operation may hold, by the sizes that it asks for.",
    )
    answer_bytes: int = Field(
        default=4 * 1024 * 1024,
        ge=1024,
        le=256 * 1024 * 1024,
        description="How large the response to one operation may be, in bytes, before it is compressed.",
    )
    operations_running: int = Field(
        default=_OVERLOAD.running,
        ge=1,
        description="How many operations may run at the same time, over HTTP, WebSockets and event streams together.",
    )
    operations_waiting: int = Field(
        default=_OVERLOAD.waiting,
        ge=0,
        description="How many more operations may wait for a place before they are refused.",
    )
    operations_waiting_seconds: float = Field(
        default=_OVERLOAD.seconds,
        gt=0,
        le=10,
        description="How long an operation may wait for a place, in seconds.",
    )
    plans: bool = Field(
        default=True,
        description="Whether operations are executed by their plans, each field for all its objects at once. "
        "Otherwise graphql-core executes them, object by object: slower, with the same results.",
    )
    shared_reads: bool = Field(
        default=True,
        description="Whether queries whose callers have the same tenant and scopes share the vendor calls that are in "
        "flight. No query shares a call that began before a write through the same gateway.",
    )

    @property
    def document_limits(self) -> DocumentLimits:
        return DocumentLimits(
            characters=self.document_characters,
            tokens=self.document_tokens,
            fields=self.document_fields,
            depth=self.document_depth,
        )

    @property
    def cost_limits(self) -> CostLimits:
        return CostLimits(points=self.cost_most, objects=self.answer_objects)

    @property
    def bucket_size(self) -> BucketSize:
        return BucketSize(points=max(self.cost_bucket, self.cost_most), per_second=self.cost_per_second)

    @property
    def overload_limits(self) -> OverloadLimits:
        return OverloadLimits(
            running=self.operations_running,
            waiting=self.operations_waiting,
            seconds=self.operations_waiting_seconds,
        )
