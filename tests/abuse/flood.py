"""Floods a gateway over HTTP from a process of its own: `python -m tests.abuse.flood PORT CONNECTIONS`.

The tokens are read from standard input, one a line; the connections take them in turn. Each sends one operation after
the other, as fast as it is answered, until the process is ended. It prints the statuses, a line each second.
"""

import asyncio
import json
import sys
from collections import Counter

from tests.support.world import LOOPBACK

QUERY = "{ viewer { id } vendors { name } }"


async def one(port: int, token: str, statuses: Counter[str]) -> None:
    body = json.dumps({"query": QUERY}).encode()
    head = (
        f"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nauthorization: Bearer {token}\r\n"
        f"content-length: {len(body)}\r\n\r\n"
    )
    while True:
        try:
            reader, writer = await asyncio.open_connection(LOOPBACK, port)
            while True:
                writer.write(head.encode() + body)
                answer = await reader.readuntil(b"\r\n\r\n")
                statuses[answer[9:12].decode()] += 1
                length = next(line for line in answer.lower().split(b"\r\n") if b"content-length" in line)
                await reader.readexactly(int(length.split(b":")[1]))
        except (OSError, asyncio.IncompleteReadError):
            statuses["closed"] += 1
            await asyncio.sleep(0.1)


async def main(port: int, connections: int, tokens: list[str]) -> None:
    statuses: Counter[str] = Counter()
    asking = [
        asyncio.create_task(one(port, tokens[number % len(tokens)], statuses))
        for number in range(connections)
    ]
    while not any(each.done() for each in asking):
        await asyncio.sleep(1)
        sys.stdout.write(json.dumps(statuses) + "\n")
        sys.stdout.flush()
        statuses.clear()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), sys.stdin.read().split()))
