"""Executes the given program and kills it when standard input closes, that is, when the parent process is gone."""

import os
import signal
import sys

# Runs as a script in a separate interpreter, so it imports nothing of this project.


def main(command: list[str]) -> None:
    program = os.getpid()
    if os.fork() == 0:
        _watch(program)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.execv(command[0], command)


def _watch(program: int) -> None:
    os.read(0, 1)
    # If the program has ended already, its process id may belong to another process by now.
    if os.getppid() == program:
        os.kill(program, signal.SIGKILL)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
