"""Executes the given program and kills it when standard input closes, that is, when the parent process is gone."""

import os
import signal
import sys

# Run as a script in an interpreter of its own, so nothing of ours is imported here.


def main(command: list[str]) -> None:
    program = os.getpid()
    if os.fork() == 0:
        _watch(program)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.execv(command[0], command)


def _watch(program: int) -> None:
    os.read(0, 1)
    # Where the program has ended already, its number may be another's by now, and this process has another parent.
    if os.getppid() == program:
        os.kill(program, signal.SIGKILL)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
