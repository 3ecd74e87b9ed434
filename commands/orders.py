"""The order for devices that a mutation gives, and its validation before anything is stored. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from commands import state_machine
from models import idempotency_key
from models.caller import Caller
from models.command import PARAMETERS, CommandParameters, CommandType
from models.device import MeetingDevice, Presence, PresenceState
from models.idempotency_key import KEPT_FOR_COMMANDS, KeyedWrite
from models.ids import Key
from models.meeting import Meeting, MeetingState
from models.problem import Conflict, InvalidInput, NotFound, NotSupported, Problem, ProblemCode
from models.settings import Quality
from models.vendor import Capability

# The name of the mutation in the schema, and of the action in the audit log.
MUTATION = "sendDeviceCommand"
DEVICES_AT_MOST = 50
VOLUME_AT_MOST = 100

_OVER = frozenset({MeetingState.ENDED, MeetingState.CANCELLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One command to one device of a meeting, or to several.

    Attributes:
        expires_in: how long it may be sent and executed; None for as long as its type allows.
        only_if_awake: whether it may be sent only to devices that are known to be awake.
        idempotency_key: the caller's key.
        caller: who sends it.
    """

    meeting: Key
    devices: tuple[Key, ...]
    type: CommandType
    parameters: CommandParameters
    expires_in: timedelta | None = None
    only_if_awake: bool = False
    idempotency_key: str | None = None
    caller: Caller
    request_id: str

    @property
    def lasts(self) -> timedelta:
        return self.expires_in or state_machine.deadline(self.type, self.parameters)

    @property
    def keyed(self) -> KeyedWrite | None:
        """The write under its key; None without a key."""
        if self.idempotency_key is None:
            return None
        return KeyedWrite(
            caller=self.caller,
            mutation=MUTATION,
            key=self.idempotency_key,
            input=self._canonical(),
            kept=KEPT_FOR_COMMANDS,
        )

    def _canonical(self) -> dict[str, Any]:
        """The input as JSON values, without the key; equal inputs are the same write."""
        quality = self.parameters.quality
        return {
            "meeting": self.meeting.encoded(),
            "devices": [device.encoded() for device in self.devices],
            "type": self.type.value,
            "value": self.parameters.value,
            "volume": self.parameters.volume,
            "quality": None if quality is None else quality.value,
            "expiresIn": None if self.expires_in is None else self.expires_in.total_seconds(),
            # Left out if it is false, so that digests from before this field stay the same.
            **({"onlyIfAwake": True} if self.only_if_awake else {}),
        }


def problems(order: Order, capabilities: Collection[Capability]) -> list[Problem]:
    """All problems of an order by itself; paths name the order's attributes.

    Args:
        order: the order.
        capabilities: those of the meeting's vendor.
    """
    vendor = order.meeting.vendor
    if Capability.SEND_COMMANDS not in capabilities:
        return [
            NotSupported(
                message=f"{vendor.label} does not support commands to devices.",
                path=("meeting",),
                vendor=vendor,
                capability=Capability.SEND_COMMANDS,
            )
        ]
    bad_key = idempotency_key.problem(order.idempotency_key)
    return [
        *_about_devices(order),
        *_about_parameters(order),
        *_about_deadline(order),
        *(() if bad_key is None else (bad_key,)),
    ]


def _about_devices(order: Order) -> list[Problem]:
    if not order.devices:
        return [_invalid("Give at least one device.", ("devices",), ProblemCode.REQUIRED)]
    if len(order.devices) > DEVICES_AT_MOST:
        message = f"At most {DEVICES_AT_MOST} devices can get a command at once."
        return [_invalid(message, ("devices",), ProblemCode.TOO_LARGE, DEVICES_AT_MOST)]
    found: list[Problem] = []
    for index, device in enumerate(order.devices):
        path = ("devices", str(index))
        if device.account != order.meeting.account:
            found.append(_invalid("The device and the meeting belong to different vendors.", path))
        elif device in order.devices[:index]:
            found.append(_invalid("The device is given twice.", path))
    return found


def _about_parameters(order: Order) -> list[Problem]:
    if order.type is CommandType.UNKNOWN:
        return [_invalid("UNKNOWN is not a command that can be sent.", ("type",))]
    wanted, found = PARAMETERS[order.type], list[Problem]()
    for name in ("value", "volume", "quality"):
        given = getattr(order.parameters, name)
        if name in wanted and given is None:
            message = f"{order.type.value} needs `{name}`."
            found.append(_invalid(message, (name,), ProblemCode.REQUIRED))
        elif name not in wanted and given is not None:
            found.append(_invalid(f"{order.type.value} takes no `{name}`.", (name,)))
    volume = order.parameters.volume
    if volume is not None and volume < 0:
        found.append(_invalid("`volume` must be at least 0 percent.", ("volume",), ProblemCode.TOO_SMALL, 0))
    if volume is not None and volume > VOLUME_AT_MOST:
        message = f"`volume` is at most {VOLUME_AT_MOST} percent."
        found.append(_invalid(message, ("volume",), ProblemCode.TOO_LARGE, VOLUME_AT_MOST))
    if order.parameters.quality is Quality.UNKNOWN:
        found.append(_invalid("UNKNOWN is not a quality that can be set.", ("quality",)))
    return found


def _about_deadline(order: Order) -> list[Problem]:
    if order.expires_in is None or order.type is CommandType.UNKNOWN:
        return []
    longest = int(state_machine.deadline(order.type, order.parameters).total_seconds())
    path = ("expires_in",)
    if order.expires_in < timedelta(seconds=1):
        message = "A command must have at least one second."
        return [_invalid(message, path, ProblemCode.TOO_SMALL, 1)]
    if order.expires_in > timedelta(seconds=longest):
        message = f"This command must be carried out within {longest} seconds."
        return [_invalid(message, path, ProblemCode.TOO_LARGE, longest)]
    return []


def misplaced(
    order: Order, meeting: Meeting | None, devices: Sequence[MeetingDevice] | None
) -> list[Problem]:
    """The problems of an order with the meeting as it was read.

    Args:
        order: what is asked for.
        meeting: the vendor's meeting; None if there is none.
        devices: the meeting's devices; None if the vendor does not list them.
    """
    if meeting is None:
        return [NotFound(message="The meeting does not exist.", path=("meeting",))]
    if meeting.state in _OVER:
        message = "The meeting is over."
        return [Conflict(message=message, code=ProblemCode.WRONG_STATE, path=("meeting",))]
    if devices is None:
        return []
    present = {entry.device.key for entry in devices}
    return [
        NotFound(message="The device does not take part in the meeting.", path=("devices", str(index)))
        for index, device in enumerate(order.devices)
        if device not in present
    ]


def asleep(order: Order, presences: Mapping[Key, Presence | None]) -> list[Problem]:
    """The problems of an order with `only_if_awake`; args as `misplaced`."""
    return [
        Conflict(
            message="The device is not known to be awake; nothing was sent.",
            code=ProblemCode.WRONG_STATE,
            path=("devices", str(index)),
        )
        for index, device in enumerate(order.devices)
        if (presence := presences[device]) is None or presence.state is not PresenceState.AWAKE
    ]


def seen_before(
    order: Order, devices: Sequence[MeetingDevice] | None
) -> Mapping[Key, tuple[str, ...] | None]:
    """The vendor's ids of each device's earlier commands; None if the vendor does not list them."""
    shown = {entry.device.key: entry.commands for entry in devices or ()}
    return {
        device: tuple(command.key.parts[-1] for command in commands)
        if isinstance(commands := shown.get(device), tuple)
        else None
        for device in order.devices
    }


def _invalid(
    message: str,
    path: tuple[str, ...],
    code: ProblemCode = ProblemCode.INVALID,
    limit: int | None = None,
) -> InvalidInput:
    return InvalidInput(message=message, code=code, path=path, limit=limit)
