"""The names of vendor calls, which say whether a call is safe."""


class Safe(str):
    """The name of a call that is safe in the sense of HTTP (RFC 9110, 9.2.1): it requests no change.

    A login is safe, too. Any other text names a call that may make a change, such as "create meeting".
    """

    __slots__ = ()
