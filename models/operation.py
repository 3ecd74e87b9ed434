"""Our names of the vendors' calls, of which it is known whether they ask for a change."""


class Safe(str):
    """The name of a call that is safe as HTTP means it (RFC 9110, 9.2.1): it asks for no change.

    A login is safe, too. Any other text names a call that may carry something out, such as "create meeting".
    """

    __slots__ = ()
