"""sendDeviceCommand: sends a command to devices in a meeting."""

from datetime import timedelta

import strawberry

from commands.orders import DEVICES_AT_MOST, VOLUME_AT_MOST, Order
from graph.schema.fields import attribute, backed_by, mutation
from graph.schema.input_fields import input_field, input_type
from graph.schema.inputs.key import IDEMPOTENCY_KEY
from graph.schema.inputs.places import placed
from graph.schema.mutations.payload import MutationPayload
from graph.schema.types.command import Command
from models import write_results as models
from models.bounds import at_least, between
from models.command import CommandParameters, CommandType
from models.ids import Kind
from models.scope import Scope
from models.settings import Quality
from resolvers.context import Info
from resolvers.writes import commands

# What the order calls otherwise than the input.
_PLACES = {"expires_in": ("expiresInSeconds",)}


@input_type(
    fills=Order,
    description="A command for devices in a meeting: a type and its parameter, if the type has one.",
)
class SendDeviceCommandInput:
    meeting: strawberry.ID = input_field(description="Global id of the meeting.")
    devices: list[strawberry.ID] = input_field(
        entries=between(1, DEVICES_AT_MOST),
        description="Global ids of the devices. All must be in the meeting. Each device gets its own "
        "command.",
    )
    type: CommandType = input_field(description="The type of the command.")
    value: bool | None = input_field(
        default=None,
        description="On or off. Required for CAMERA_ON and MICROPHONE_ON; not allowed for other types.",
    )
    volume: int | None = input_field(
        default=None,
        number=between(0, VOLUME_AT_MOST),
        description="Percent. Required for SET_VOLUME; not allowed for other types.",
    )
    quality: Quality | None = input_field(
        default=None, description="Required for SET_QUALITY; not allowed for other types."
    )
    expires_in_seconds: int | None = input_field(
        default=None,
        number=at_least(1),
        description="The command is not sent after this number of seconds. The maximum is also the "
        "default: 30 for CAMERA_ON and MICROPHONE_ON with `true`, 60 for the same with `false` and for HANGUP, 600 "
        "for all others. A command that was sent before stays in the vendor's queue for a sleeping device and cannot "
        "be cancelled there: see `Command.compensation` and `onlyIfAwake`.",
    )
    only_if_awake: bool = input_field(
        default=False,
        description="If true, all devices must be known to be awake (`Device.presence`). Otherwise no command is "
        "accepted, and the problem names the devices that are not awake. Makes two vendor calls. This makes a late "
        "opening unlikely but not impossible: a device can fall asleep between the check and the command.",
    )
    idempotency_key: str | None = input_field(
        default=None,
        characters=IDEMPOTENCY_KEY,
        description="A key that the caller chooses for this call, of visible ASCII characters. It is kept for 30 "
        "days. The same input with the same key returns the same commands, marked `replayed`, and sends nothing. "
        "Send the request again after a lost response. A different input with the same key is refused.",
    )


@backed_by(models.CommandsResult, description="The commands that were accepted, or the reasons why none was.")
class SendDeviceCommandPayload(MutationPayload):
    commands: list[Command] = attribute(
        description="One command for each device, in the order of `devices`. They are stored durably and sent from "
        "now on. Empty if there are problems. Follow them with the subscription `commandStatus`."
    )


async def _send_device_command(info: Info, input: SendDeviceCommandInput) -> models.CommandsResult:
    seconds = input.expires_in_seconds
    order = Order(
        meeting=info.context.key_of(Kind.MEETING, input.meeting),
        devices=info.context.keys_of(Kind.DEVICE, input.devices, "input.devices"),
        type=input.type,
        parameters=CommandParameters(value=input.value, volume=input.volume, quality=input.quality),
        expires_in=None if seconds is None else timedelta(seconds=seconds),
        only_if_awake=input.only_if_awake,
        idempotency_key=input.idempotency_key,
        caller=info.context.caller,
        request_id=info.context.request_id,
    )
    return placed(await commands.send(order, info.context), _PLACES)


@strawberry.type
class SendDeviceCommand:
    send_device_command: SendDeviceCommandPayload | None = mutation(
        _send_device_command,
        requires={Scope.COMMANDS_SEND},
        description="Sends a command to one or more devices in a meeting {vendors}. Either all commands are "
        "accepted or none. Each device gets its commands one after the other. A newer command supersedes an older "
        "one of the same kind that was not sent yet. A sleeping device carries out what is in the vendor's queue "
        "when it wakes, and a vendor cannot cancel a command. Therefore a command that opens something (CAMERA_ON "
        "and MICROPHONE_ON with `true`, START_MEETING) and is not known to be picked up by its `expiresAt` is "
        "followed by the opposite command (`false`, HANGUP), once, unless a newer command of its kind is in force "
        "for the device in the meeting. These risks remain: a device that wakes is open until it reaches the "
        "opposite command; a device that wakes just as the deadline passes can stay open for some seconds; if the "
        "vendor cannot be reached for 30 minutes, the device can stay open; if the sending of a command was "
        "interrupted, the opposite command follows up to 12 seconds after the deadline. HANGUP makes the device "
        "leave the meeting; the vendor does not document whether the meeting ends when its last device leaves. To "
        "reduce these risks, use `onlyIfAwake`.",
        arguments={"input": "The devices and the command."},
    )
