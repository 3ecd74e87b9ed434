"""What Medcom's national video hub hands out for a booked room: its address, PIN and join links."""

from random import Random
from uuid import UUID


def access(chance: Random) -> dict[str, str]:
    """Gives a room its uri, pin and links, named as in the vendor's payloads."""
    pin = f"{chance.randrange(10_000):04d}"
    uri = f"{chance.randrange(16**6):06x}@rooms.flexcare.example"
    portal = f"https://portal.vconf.example/?url={uri}&pin={pin}"
    return {
        "uri": uri,
        "pin": pin,
        "desktopLink": f"https://s.flexcare.example/{chance.randrange(16**6):06x}",
        "clinicalLink": f"https://rooms.flexcare.example/webapp/?conference={uri}&pin={pin}&name=Patient",
        # A short link of the hub: twelve characters.
        "mobileLink": f"https://m.vconf.example/{chance.randrange(16**12):012x}",
        "guestDesktopLink": portal,
        "hostDesktopLink": f"{portal}&role=host",
    }


def uuid(chance: Random) -> str:
    return str(UUID(int=chance.getrandbits(128), version=4))
