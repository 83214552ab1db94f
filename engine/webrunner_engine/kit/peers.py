"""Which account is at the other end of a TCP connection within this machine, or behind a port: the kernel knows.

`/proc/net/tcp` and `tcp6` have a row for each end of each connection, with the account that made it. Nothing has to be
kept secret for that: a token in the Master's URL would be read off command lines, where the URL stands, by all accounts.

The answer is that of the connection asked about, also when its client hurries: a row counts only if it is of an open
client, and if our own end is still open afterwards. As long as that is so, nobody else can have the pair of addresses. A client
that has hung up is not known any more, and nor is anybody where there is no `/proc`: whoever asks refuses them.
"""
import ipaddress
import socket
import struct
from collections.abc import Iterator
from typing import Any, NamedTuple

_TABLES = ('/proc/net/tcp', '/proc/net/tcp6')
_ESTABLISHED, _LISTEN = 0x01, 0x0a
# Reading is not atomic: a row can be missed while others come and go before it.
_ATTEMPTS = 5


class _Row(NamedTuple):
    remote: str
    state: int
    uid: int


def peer_uid(connection: socket.socket) -> int | None:
    """The account that made the other end of `connection`, which was accepted; None where it has hung up or is not of here."""
    try:
        client, own = _addresses(connection.getpeername()), _addresses(connection.getsockname())
    except OSError:
        # Reset meanwhile.
        return None
    for _ in range(_ATTEMPTS):
        uid = next((row.uid for row in _rows_of(client) if row.state == _ESTABLISHED and row.remote in own), None)
        if not _is_established(connection):
            return None
        if uid is not None:
            return uid
    return None


def listener_uid(host: str, port: int) -> int | None:
    """The account whose program listens on exactly `host` (an address) and `port`; None where there is none."""
    wanted = _addresses((host, port))
    for _ in range(_ATTEMPTS):
        uids = {row.uid for row in _rows_of(wanted) if row.state == _LISTEN}
        if uids:
            return uids.pop() if len(uids) == 1 else None
    return None


def _addresses(name: tuple[Any, ...]) -> set[str]:
    """An address and port as the tables write them; those of IPv4 also as a socket of IPv6 has them."""
    address = ipaddress.ip_address(name[0].partition('%')[0])
    mapped = getattr(address, 'ipv4_mapped', None)
    forms = [mapped or address]
    if forms[0].version == 4:
        forms.append(ipaddress.IPv6Address(b'\0' * 10 + b'\xff\xff' + forms[0].packed))
    # Words of 32 bits in the byte order of the machine.
    return {''.join(f'{word:08X}' for (word,) in struct.iter_unpack('=I', form.packed)) + f':{name[1]:04X}' for form in forms}


def _rows_of(local: set[str]) -> Iterator[_Row]:
    """Rows of the ends that have one of these addresses."""
    for table in _TABLES:
        try:
            with open(table, encoding='ascii') as f:
                for line in f:
                    # There may be ten thousands of lines: most are not looked at any closer.
                    if any(address in line for address in local):
                        # sl, local, remote, state, queues, timer, retransmissions, uid
                        fields = line.split(None, 8)
                        if fields[1] in local:
                            yield _Row(fields[2], int(fields[3], 16), int(fields[7]))
        except FileNotFoundError:
            # No IPv6 here, or no /proc: nobody is known then.
            continue


def _is_established(connection: socket.socket) -> bool:
    try:
        # The first byte of struct tcp_info is the state.
        return connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] == _ESTABLISHED
    except OSError:
        return False
