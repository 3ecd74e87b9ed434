"""Documents that are small to send, and dear to whoever validates or runs them; each in several spellings."""

from collections.abc import Iterator
from itertools import count


def spread(times: int, *, inline: bool = False) -> str:
    """Fragments, each of which spreads the next one twice."""
    again = "...F{n} ... {{ ...F{n} }}" if inline else "...F{n} ...F{n}"
    parts = [f"fragment F{n} on Meeting {{ {again.format(n=n + 1)} }}" for n in range(times)]
    return "\n".join(["{ meeting { ...F0 } }", *parts, f"fragment F{times} on Meeting {{ id }}"])


def nested(levels: int, *, by: str = "room { meeting { {} } }") -> str:
    """Fields in fields."""
    inner = "id"
    for _ in range(levels):
        inner = by.replace("{}", inner)
    return f"{{ meeting {{ {inner} }} }}"


def lists(first: int, *, variables: bool = False) -> str:
    """Lists in lists in lists, which multiply."""
    head = f"query($n: Int = {first}) " if variables else ""
    n = "$n" if variables else str(first)
    return (
        f"{head}{{ meetings(first: {n}) {{ nodes {{ sessions(first: {n}) {{ nodes {{ meeting {{ sessions(first: {n}) "
        f"{{ nodes {{ attendance(first: {n}) {{ nodes {{ fullName }} }} }} }} }} }} }} }} }} }}"
    )


# By name: none may run.
BOMBS: dict[str, str] = {
    "fragments that multiply": spread(40),
    "fragments that multiply, half of them inline": spread(30, inline=True),
    "200 aliases": "{ " + " ".join(f"a{n}: vendors {{ name }}" for n in range(200)) + " }",
    "200 aliases in fragments": "{ "
    + " ".join(f"...F{n}" for n in range(10))
    + " } "
    + " ".join(
        f"fragment F{n} on Query {{ " + " ".join(f"a{n}b{m}: vendors {{ name }}" for m in range(20)) + " }"
        for n in range(10)
    ),
    "one field 150 times": "{ " + "vendors { name } " * 150 + "}",
    "one field 4,000 times": "{ vendors { " + "name " * 4_000 + "} }",
    "fields in fields": nested(80),
    "fields in fields, with inline fragments": nested(60, by="... on Meeting { room { meeting { {} } } }"),
    "inline fragments in inline fragments": "{ " + "... { " * 240 + "__typename" + " }" * 240 + " }",
    "lists in lists": lists(100),
    "lists in lists, by variables": lists(100, variables=True),
    "ten lists": "{ "
    + " ".join(f"a{n}: meetings(first: 100) {{ nodes {{ pins {{ moderator }} }} }}" for n in range(10))
    + " }",
    "100 ids with lists": "{ nodes(ids: ["
    + ", ".join('"x"' for _ in range(100))
    + "]) { ... on Meeting { sessions(first: 100) { nodes { attendance(first: 100) { nodes { fullName } } } } } } }",
    "directives": "{ vendors { name " + "@include(if: true) " * 100 + "} }",
    "introspection in introspection": "{ __schema { types { "
    + "fields { type { " * 6
    + "name"
    + " } }" * 6
    + " } } }",
    "introspection in fragments": "{ __schema { types { ...A } } } "
    "fragment A on __Type { fields { type { ...B } } } "
    "fragment B on __Type { fields { type { ...C } } } "
    "fragment C on __Type { fields { type { fields { name } } } }",
    "comments": "# x\n" * 4_000 + "{ vendors { name } }",
    "a long text": '{ meeting(id: "' + "x" * 100_000 + '") { id } }',
    "a long number": "{ meetings(first: " + "9" * 10_000 + ") { nodes { id } } }",
    "lists as a value": "{ node(id: " + "[" * 200 + "]" * 200 + ") { id } }",
    "objects as a value": "{ meetings(filter: " + "{a: " * 150 + "1" + "}" * 150 + ") { nodes { id } } }",
    "a cycle of fragments": "{ ...A } fragment A on Query { ...B } fragment B on Query { ...C ...A } "
    "fragment C on Query { ...A }",
    "150 operations": " ".join(f"query a{n} {{ vendors {{ name }} }}" for n in range(150)),
    "150 variables": "query(" + " ".join(f"$a{n}: Int" for n in range(150)) + ") { vendors { name } }",
    "300 unknown fields": "{ " + " ".join(f"zz{n}" for n in range(300)) + " }",
}


def never_alike(text: str) -> Iterator[str]:
    """A text again and again, each time another one, so that no cache knows it."""
    return (f"{text} #{n}" for n in count())
