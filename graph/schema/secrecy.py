"""How the schema marks a secret: the last word of its description, and a tag that routers and tools read."""

# What `@tag` calls a field or argument that holds a secret.
SECRET_TAG = "secret"
_WORD = "Secret."


def described(description: str, *, secret: bool) -> str:
    """A description as clients read it."""
    return f"{description} {_WORD}" if secret else description


def tags(*, secret: bool) -> list[str]:
    """The names of an element's tags."""
    return [SECRET_TAG] if secret else []
