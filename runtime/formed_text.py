"""The form that the text of a setting must have, with the words that say it."""

import re

from pydantic import AfterValidator


def formed(form: str, wanted: str) -> AfterValidator:
    """Has a setting refused, in words, whose text is not of a form; pydantic's own `pattern` would print the pattern.

    Args:
        form: a regular expression for the whole text.
        wanted: what the text must be, such as «it must be a word».
    """
    pattern = re.compile(form)

    def checked(text: str) -> str:
        if pattern.fullmatch(text) is None:
            raise ValueError(wanted)
        return text

    return AfterValidator(checked)
