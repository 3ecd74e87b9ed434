"""A reverse proxy as small as can be: it rewrites the path, may speak TLS, and may not know WebSockets."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

LOOPBACK = "127.0.0.1"
NO_SOCKETS = b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class Proxy:
    """Passes requests on, each over a connection of its own.

    Args:
        port: the gateway's.
        strip: what is taken away at the beginning of a path.
        sockets: whether it passes WebSockets on.
        keeps_host: whether the gateway is told what browsers call the proxy.
        tls: what it speaks to browsers, in place of plain HTTP.
    """

    def __init__(
        self, port: int, strip: str, sockets: bool, keeps_host: bool, tls: ssl.SSLContext | None
    ) -> None:
        self._port = port
        self._strip = strip.encode()
        self._sockets = sockets
        self._keeps_host = keeps_host
        self._tls = tls
        self._stopping = asyncio.Event()
        self._loop = asyncio.new_event_loop()
        self.socket = socket.create_server((LOOPBACK, 0))

    def run(self) -> None:
        with suppress(asyncio.CancelledError):
            self._loop.run_until_complete(self._serve())
        self._loop.close()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._connection, sock=self.socket, ssl=self._tls)
        await self._stopping.wait()
        server.close()
        connections = asyncio.all_tasks() - {asyncio.current_task()}
        for connection in connections:
            connection.cancel()
        await asyncio.gather(*connections, return_exceptions=True)
        # Transports say goodbye in the loop's next turns.
        await asyncio.sleep(0.05)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, EOFError, asyncio.CancelledError):
            await self._pass_on(reader, writer)
        writer.transport.abort() if self._stopping.is_set() else writer.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        lines = head.split(b"\r\n")
        is_socket = any(line.lower().startswith(b"upgrade:") for line in lines)
        if is_socket and not self._sockets:
            writer.write(NO_SOCKETS)
            return
        lines[0] = lines[0].replace(b" " + self._strip, b" ", 1)
        if not self._keeps_host:
            own = f"host: {LOOPBACK}:{self._port}".encode()
            lines = [own if line.lower().startswith(b"host:") else line for line in lines]
        if not is_socket:
            kept = [line for line in lines[1:-2] if not line.lower().startswith(b"connection:")]
            lines = [lines[0], *kept, b"connection: close", b"", b""]
        answers, onward = await asyncio.open_connection(LOOPBACK, self._port)
        asking = asyncio.create_task(_pipe(reader, onward))
        try:
            onward.write(b"\r\n".join(lines))
            # The gateway's end is the connection's; a browser's end reaches it through the other pipe.
            await _pipe(answers, writer)
        finally:
            asking.cancel()
            onward.transport.abort()


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
        writer.write_eof() if writer.can_write_eof() else writer.close()


@contextmanager
def proxy(
    port: int,
    *,
    strip: str = "",
    sockets: bool = True,
    keeps_host: bool = True,
    certificate: Path | None = None,
) -> Iterator[str]:
    """A proxy before the gateway at the port; yields its own address."""
    tls = None
    if certificate is not None:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate)
    serving = Proxy(port, strip, sockets, keeps_host, tls)
    thread = threading.Thread(target=serving.run)
    thread.start()
    try:
        scheme = "http" if tls is None else "https"
        yield f"{scheme}://{LOOPBACK}:{serving.socket.getsockname()[1]}"
    finally:
        serving.stop()
        thread.join(10)


def write_certificate(file: Path) -> None:
    """Writes a key and a certificate for loopback that nobody has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, LOOPBACK)])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address(LOOPBACK))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(private + built.public_bytes(pem))
