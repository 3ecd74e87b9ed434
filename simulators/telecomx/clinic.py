"""Who and what the demo world is made of: customers, employees, room settings and tablets.

Ids are fixed, so that tests and pages can name them by their tail: customers c1 to c3, employees e1 to e5
and f1 to f6 (the doctors), settings 901 and 902, tablets d01 to d08, a television d21, the neighbour's d11.
"""

from datetime import datetime, time, timedelta

from simulators.telecomx.credentials import Token
from simulators.telecomx.records import Customer, Device, Employee, TabletSettings, Template
from simulators.telecomx.state import State
from simulators.world import DOCTORS, SITES, VISIT_REASONS

TABLETS = 8
PASSWORD = "telecomx-demo"
MACHINE_TOKEN = "telecomx-demo-m2m-token"
MACHINE_TOKENS = {MACHINE_TOKEN: "e1", "telecomx-neighbour-m2m-token": "e5"}


def oid(tail: str) -> str:
    """The object id that ends in `tail`."""
    return "65f" + tail.rjust(21, "0")


CUSTOMER, NEIGHBOUR, WITHOUT_IPTV = oid("c1"), oid("c2"), oid("c3")
STANDARD, LONG = oid("901"), oid("902")


def midnight(state: State) -> datetime:
    now = state.clock.now()
    return datetime.combine(now.date(), time(), now.tzinfo)


def _tablet_settings(volume: int, quality: str) -> TabletSettings:
    return {
        "medcomUri": "https://rooms.flexcare.example",
        "cameraOn": False,
        "microphoneOn": True,
        "setVolume": True,
        "addParticipant": False,
        "volume": volume,
        "quality": quality,
    }


def people(state: State) -> None:
    features = ("CUSTOMER", "IPTVBUSINESS", "FLEXCARE")
    for id, name, has in (
        (CUSTOMER, "Harbour Clinic Group", features),
        (NEIGHBOUR, "Northpoint Care", features),
        (WITHOUT_IPTV, "Quayside Pharmacy", ("CUSTOMER",)),
    ):
        settings = _tablet_settings(80, "HIGH")
        state.customers[id] = Customer(id=id, name=name, features=has, tablet_settings=settings)
    group = (CUSTOMER, WITHOUT_IPTV)
    for tail, name, level, customer, reaches in (
        ("e1", "gateway", "RESELLER", CUSTOMER, group),
        ("e2", "partner", "RESELLER_ADMIN", CUSTOMER, group),
        ("e3", "admin", "ADMIN", CUSTOMER, ()),
        ("e4", "viewer", "VIEWER", CUSTOMER, (CUSTOMER,)),
        ("e5", "northpoint", "RESELLER", NEIGHBOUR, (NEIGHBOUR,)),
    ):
        state.employees[oid(tail)] = Employee(
            id=oid(tail),
            name=name.title(),
            customer=customer,
            access_level=level,
            reaches=reaches,
            username=f"{name}@harbour-clinic.example",
            password=PASSWORD,
        )
    for doctor in DOCTORS:
        id = oid(f"f{doctor.number}")
        state.employees[id] = Employee(id=id, name=doctor.name, customer=CUSTOMER, access_level="NO_LOGIN")
    for text, tail in MACHINE_TOKENS.items():
        state.tokens.add(Token(text, state.employees[oid(tail)], None))


def settings(state: State) -> None:
    for id, name, kind, duration, on_time, volume, quality in (
        (STANDARD, "Standard møde", "POOL", 60, True, 80, "HIGH"),
        (LONG, "Lang samtale", "NORMAL", 90, False, 60, "VERY_HIGH"),
    ):
        pool = kind == "POOL"
        state.templates[id] = Template(
            id=id,
            customer=CUSTOMER,
            name=name,
            default=pool,
            subject=VISIT_REASONS[0],
            description="Gennemgang af patientforløb",
            organized_by="system@flexcare.example",
            max_participants=5 if pool else 12,
            end_on_time=on_time,
            meeting_type=kind,
            duration=duration,
            guest_microphone=True,
            guest_pin_required=pool,
            project_code="Årlig check",
            scheduling_template=5 if pool else 7,
            overlay_text=pool,
            tablet_settings=_tablet_settings(volume, quality),
            send_sms=pool,
            sms=oid("951") if pool else None,
        )


def tablet(state: State, copy: int, number: int) -> Device:
    site = SITES[(number - 1) * len(SITES) // TABLETS]
    room = f"{site.number}{number:02d}"
    overall = TABLETS * copy + number
    barcode = str(1700930 + overall)
    device = Device(
        id=oid(f"d{number:02d}") if copy == 0 else f"65f3{copy:08x}{number:012x}",
        customer=CUSTOMER,
        type="ANDROID",
        name=f"{site.name} room {room}",
        mac=f"02:00:5e:{overall >> 16 & 255:02x}:{overall >> 8 & 255:02x}:{overall & 255:02x}",
        created=midnight(state) - timedelta(days=200),
        barcode=barcode,
        serial=f"FLXCA{barcode}",
        technical_room=room,
        token=f"tablet-token-{overall}",
        model="FlexTab 10",
        group=oid(f"97{site.number}"),
        profile=oid("961"),
        applications=({"packageName": "com.flexcare.conference", "version": "2.19.0"},),
    )
    state.add_device(device)
    return device


def other_devices(state: State) -> None:
    """A television of the group, and the neighbour's tablet."""
    created = midnight(state) - timedelta(days=400)
    state.add_device(
        Device(
            id=oid("d21"),
            customer=CUSTOMER,
            type="STB",
            name="Harbour Clinic waiting room",
            mac="02:00:5e:ff:00:21",
            created=created,
            model="MAG250",
        )
    )
    state.add_device(
        Device(
            id=oid("d11"),
            customer=NEIGHBOUR,
            type="ANDROID",
            name="Northpoint room 1",
            mac="02:00:5e:ff:00:11",
            created=created,
            barcode="1600001",
            serial="FLXCA1600001",
            technical_room="1",
            token="tablet-token-northpoint",
        )
    )
