"""The operations whose cost is measured, from one that asks for nothing to a list over all vendors."""

ROW = "id vendor vendorId title state vendorState startsAt endsAt durationMinutes hostId"


def _enablex(first: int, fields: str) -> str:
    return f"{{ meetings(first: {first}, filter: {{vendors: [ENABLEX]}}) {{ nodes {{ {fields} }} }} }}"


def _three_levels(first: int) -> str:
    return (
        f"{{ meetings(first: {first}, filter: {{vendors: [VCONNCT]}}) {{ nodes {{ id title "
        "sessions { nodes { id attendance { nodes { fullName joinedAt } } } } } } }"
    )


# P4 has the variable $id, of an EnableX meeting.
OPERATIONS = {
    "P1 nothing": "{ __typename }",
    "P2 a list with rooms, VSee": f"{{ meetings(first: 50, filter: {{vendors: [VSEE]}}) {{ nodes {{ {ROW} "
    "accountId welcomeText room { id kind name code } } } }",
    "P2e a list with rooms, EnableX": _enablex(50, f"{ROW} description isWebinar room {{ id kind name }}"),
    "P3 three levels, 10 meetings, VConnct": _three_levels(10),
    "P3 three levels, 50 meetings, VConnct": _three_levels(50),
    "P4 one meeting with sessions, EnableX": "query ($id: ID!) { meeting(id: $id) { id title state startsAt "
    "endsAt durationMinutes hostId room { kind name } sessions { nodes { id startedAt endedAt } } } }",
    "P5 a flat list of 100, EnableX": _enablex(
        100, f"{ROW} description welcomeText createdAt accountId externalId uuid uri isWebinar"
    ),
    "P6 a list over four vendors": f"{{ meetings(first: 50) {{ nodes {{ {ROW} }} unavailable {{ vendor }} }} }}",
}

# The variable $key is another one each time.
SCHEDULING = (
    "P7 scheduling a meeting, EnableX",
    'mutation ($key: String!) { scheduleMeeting(input: { title: "Follow-up", startsAt: "2030-01-31T09:30:00Z", '
    'durationMinutes: 30, vendor: { enablex: { hostId: "10001", capacity: { moderators: 1, participants: 4 } } }, '
    "idempotencyKey: $key }) { meeting { id joinLinks { url } pins { moderator } } problems { message } } }",
)
