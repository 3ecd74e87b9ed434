"""A device command as it is stored: its entry in the outbox and its history."""

from typing import ClassVar

from pydantic import Field
from pymongo import IndexModel

from models.command import (
    Command,
    CommandParameters,
    CommandState,
    CommandTransition,
    CommandType,
    Compensation,
    CompensationState,
    DeliveryGuarantee,
    Journey,
)
from models.documents.audit import Act
from models.documents.command_parts import Compensates, Compensating, SendLease, Transition
from models.documents.stored import Moment, Stored, StoredAccount
from models.ids import Key, Kind
from models.settings import Quality
from models.stage import Stage
from models.vendor import Vendor

# Distinguishes our ids from the vendors' in the last part of a command's key.
OURS = "cmd_"


class CommandRecord(Stored):
    """One command to one device.

    Attributes:
        id: ours, in the order of acceptance.
        account: the account it is sent to.
        sequence: its position in its device's queue.
        stage: its stage.
        version: increases with every change; a change names the version that it is based on.
        due_at: the earliest time to send it.
        attempts: sends that may have reached the vendor.
        postponed: how often it was postponed because it was certainly not sent.
        began_at: when the last attempt began.
        answered: whether the last attempt got an unclear response; otherwise it may still be on its way.
        vendor_ids: the vendor's ids from the attempts, the latest last.
        seen: the vendor's ids of earlier commands like it; None if the vendor was unavailable.
        told: whether the vendor shows its state.
        position: its index in the mutation that sent it.
        only_if_awake: whether it may be sent only to a device that is known to be awake.
        compensation: its opposite, if it opens something; commands of older versions have none.
        compensates: the command that it undoes, if this API sent it automatically.
        cancelled_by: who cancelled it, or sent the newer command that superseded it.
        audited: whether its end is in the audit log.
    """

    id: str  # type: ignore[assignment]
    account: StoredAccount
    meeting: str
    device: str
    sequence: int
    type: CommandType
    value: bool | None = None
    volume: int | None = None
    quality: Quality | None = None
    delivery: DeliveryGuarantee
    stage: Stage
    version: int = 1
    history: tuple[Transition, ...] = Field(min_length=1)
    created_at: Moment
    expires_at: Moment
    follow_until: Moment
    due_at: Moment
    attempts: int = 0
    postponed: int = 0
    began_at: Moment | None = None
    answered: bool = False
    vendor_ids: tuple[str, ...] = ()
    seen: tuple[str, ...] | None = None
    told: bool = False
    late: bool = False
    lease: SendLease = Field(default_factory=SendLease)
    caller: str
    request_id: str
    position: int = 0
    only_if_awake: bool = False
    compensation: Compensating | None = None
    compensates: Compensates | None = None
    cancelled_by: Act | None = None
    audited: bool = False

    class Settings:
        name = "commands"
        indexes: ClassVar = [
            # For the dispatcher: the next command in each device's queue, and overdue ones.
            IndexModel(["stage", "account", "device", "sequence"], name="device_lines"),
            # Only one command at a time is sent to a device, by any replica.
            IndexModel(
                ["account", "device"],
                name="one_send_at_a_time",
                unique=True,
                partialFilterExpression={"stage": Stage.SENDING.value},
            ),
            IndexModel(["account", "meeting", "device", "sequence"], name="in_meeting"),
            IndexModel(["stage", "follow_until"], name="followed"),
            IndexModel(["account", "vendor_ids"], name="by_vendors_id"),
            IndexModel(["audited", "stage"], name="to_audit", partialFilterExpression={"audited": False}),
            IndexModel(
                ["compensation.state", "expires_at"],
                name="compensations",
                partialFilterExpression={"compensation.state": {"$exists": True}},
            ),
            IndexModel(
                ["compensates.told", "stage"],
                name="compensating",
                partialFilterExpression={"compensates.told": False},
            ),
        ]

    @property
    def parameters(self) -> CommandParameters:
        return CommandParameters(value=self.value, volume=self.volume, quality=self.quality)

    @property
    def vendor(self) -> Vendor:
        return self.account.vendor

    @property
    def meeting_key(self) -> Key:
        return Key(Kind.MEETING, self.account, (self.meeting,))

    @property
    def device_key(self) -> Key:
        return Key(Kind.DEVICE, self.account, (self.device,))

    @property
    def key(self) -> Key:
        return self._key(self.id)

    @property
    def has_left(self) -> bool:
        """Whether it may have reached the vendor."""
        return self.attempts > 0

    @property
    def is_armed(self) -> bool:
        """Whether its opposite may be needed."""
        return self.compensation is not None and self.compensation.state is CompensationState.ARMED

    def _key(self, id: str) -> Key:
        return Key(Kind.COMMAND, self.account, (self.meeting, self.device, id))

    def _compensation(self) -> Compensation | None:
        found = self.compensation
        return (
            None
            if found is None
            else Compensation(
                state=found.state,
                type=found.type,
                parameters=CommandParameters(value=found.value),
                command_key=None if found.id is None else self._key(found.id),
            )
        )

    def command(self, *, steps: int | None = None) -> Command:
        """The command as clients see it.

        Args:
            steps: the number of steps of its history to include; None for all.
        """
        history = self.history[:steps]
        states = {step.state for step in history}
        return Command(
            key=self.key,
            type=self.type,
            parameters=self.parameters,
            fetched=True if states & {CommandState.FETCHED, CommandState.EXECUTED} else None,
            executed=True if CommandState.EXECUTED in states else None,
            journey=Journey(
                state=history[-1].state,
                history=tuple(
                    CommandTransition(state=step.state, at=step.at, source=step.source, reason=step.reason)
                    for step in history
                ),
                delivery=self.delivery,
                vendor_command_id=self.vendor_ids[-1] if self.vendor_ids else None,
                expires_at=self.expires_at,
                late=self.late and len(history) == len(self.history),
                compensation=self._compensation(),
                compensates=None if self.compensates is None else self._key(self.compensates.id),
            ),
        )
