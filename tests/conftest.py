"""What all tests share: the same examples in every run, however slow the machine."""

from hypothesis import settings

settings.register_profile("the same everywhere", deadline=None, derandomize=True)
settings.load_profile("the same everywhere")
