"""What an idempotency key may look like: one rule, and one answer, for every mutation."""

from models.problem import InvalidInput, ProblemCode

SHORTEST, LONGEST = 16, 255


def problem(key: str | None) -> InvalidInput | None:
    """What is wrong with a caller's key; nothing where there is none."""
    if key is None:
        return None
    if len(key) < SHORTEST:
        return _wrong(
            f"An idempotency key has at least {SHORTEST} characters.", ProblemCode.TOO_SHORT, SHORTEST
        )
    if len(key) > LONGEST:
        return _wrong(f"An idempotency key has at most {LONGEST} characters.", ProblemCode.TOO_LONG, LONGEST)
    if not all("!" <= character <= "~" for character in key):
        return _wrong("An idempotency key is made of visible ASCII characters.", ProblemCode.INVALID)
    return None


def _wrong(message: str, code: ProblemCode, limit: int | None = None) -> InvalidInput:
    return InvalidInput(message=message, code=code, path=("idempotency_key",), limit=limit)
