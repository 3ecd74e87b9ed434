"""sendDeviceCommand: tells devices in a meeting to do something."""

from datetime import timedelta

import strawberry
from strawberry import field

from commands.orders import Order
from graph.schema.bounds import at_most
from graph.schema.fields import attribute, backed_by, written
from graph.schema.inputs.places import placed
from graph.schema.mutations.payload import Payload
from graph.schema.types.command import Command
from models import written as models
from models.command import CommandParameters, CommandType
from models.ids import Kind, decode_as
from models.settings import Quality
from resolvers.context import Info
from resolvers.writes import commands

# What the order calls otherwise than the input.
_PLACES = {"expires_in": ("expiresInSeconds",)}


@strawberry.input(
    description="What devices in a meeting are to do: a type with its one parameter, if it has one."
)
class SendDeviceCommandInput:
    meeting: strawberry.ID = field(description="Global id of the meeting.")
    devices: list[strawberry.ID] = field(
        description="Global ids of the devices, 1 to 50, all in the meeting; each gets a command of its own."
    )
    type: CommandType = field(description="What to do.")
    value: bool | None = field(
        default=None, description="On or off; needed for CAMERA_ON and MICROPHONE_ON, and only there."
    )
    volume: int | None = field(
        default=None, description="Percent, 0 to 100; needed for SET_VOLUME, and only there."
    )
    quality: Quality | None = field(default=None, description="Needed for SET_QUALITY, and only there.")
    expires_in_seconds: int | None = field(
        default=None,
        description="The command is not sent after so many seconds. At least 1, and at most what it is where it is "
        "left out: 30 for CAMERA_ON and MICROPHONE_ON with `true`, 60 with `false` and for HANGUP, 600 otherwise. What "
        "was sent before stays in the vendor's queue for a device that sleeps, and nobody can take it back: see "
        "`Command.compensation`, and `onlyIfAwake`.",
    )
    only_if_awake: bool = field(
        default=False,
        description="Whether the devices must all be known to be awake (`Device.presence`); else nothing is "
        "accepted and the problem names the devices that are not. Costs two vendor calls. It makes a late opening "
        "unlikely, not impossible: a device may fall asleep in the second between.",
    )
    idempotency_key: str | None = field(
        default=None,
        metadata=at_most(255),
        description="The caller's own name for this call, 16 to 255 visible ASCII characters, kept for 30 days. The "
        "same input under the same key gives the same commands, marked `replayed`, and nothing is done: send it again "
        "after a lost answer. Another input under the key is refused.",
    )


@backed_by(models.CommandsWritten, description="The commands that were accepted, or why none was.")
class SendDeviceCommandPayload(Payload):
    commands: list[Command] = attribute(
        description="One for each device, in the order of `devices`, stored durably and sent from then on; none where "
        "there are problems. Follow them with `commandStatus`."
    )


async def _send_device_command(info: Info, input: SendDeviceCommandInput) -> models.CommandsWritten:
    seconds = input.expires_in_seconds
    order = Order(
        meeting=decode_as(input.meeting, Kind.MEETING),
        devices=tuple(decode_as(device, Kind.DEVICE) for device in input.devices),
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
    send_device_command: SendDeviceCommandPayload | None = written(
        _send_device_command,
        description="Tells one device of a meeting, or several, to do something (Telecomx). All are accepted or "
        "none. Each device gets its commands one after the other; a newer one takes the place of an older one of "
        "the same kind that was not sent yet. A device that sleeps carries out what lies in its vendor's queue "
        "whenever it wakes, and no vendor takes a command back. So what opens something (CAMERA_ON and "
        "MICROPHONE_ON with `true`, START_MEETING) and is not known to be picked up by its `expiresAt` is followed "
        "by its opposite (`false`, HANGUP) then, once, unless a newer command of its kind stands for the device in "
        "the meeting. What remains possible: a device that wakes opens for the moment until it comes to the "
        "opposite; one that wakes just as its deadline passes may stay open for some seconds; a vendor that cannot "
        "be reached for 30 minutes keeps the device open; after an opening whose sending was cut off, the opposite "
        "follows up to 12 seconds after the deadline. A HANGUP makes the device leave the meeting; whether the "
        "meeting ends when its last device leaves, the vendor does not document. Whoever cannot bear any of this "
        "asks for `onlyIfAwake`.",
        arguments={"input": "Which devices, and what they are to do."},
    )
