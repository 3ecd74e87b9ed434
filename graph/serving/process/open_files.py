"""How many connections the process may have by the number of files that it may open."""

import resource

# What is open beside clients' connections: to vendors, to MongoDB, the log, the libraries.
_OTHERS = 512


def most_connections(wanted: int) -> int:
    """How many of the wanted connections are possible; raises the process's own limit of open files for them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = wanted + _OTHERS
    if soft != resource.RLIM_INFINITY and soft < needed:
        soft = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    if soft == resource.RLIM_INFINITY:
        return wanted
    return min(wanted, max(soft - _OTHERS, soft // 2))
