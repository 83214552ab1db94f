"""Processes as /proc shows them: identity that survives the reuse of pids, groups, descendants."""
import ctypes
import os
import select
import signal
import time
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_PR_SET_CHILD_SUBREAPER = 36


class Stat(NamedTuple):
    """Some fields of /proc/<pid>/stat; `start_time` is field 22, as text."""

    pid: int
    state: str
    parent: int
    group: int
    session: int
    start_time: str


def boot_id() -> str:
    """Identity of the machine's current boot: pids of another one mean nothing."""
    with open('/proc/sys/kernel/random/boot_id') as f:
        return f.read().strip()


def stat(pid: int) -> Stat | None:
    """State of a process, or None when there is none of that pid."""
    try:
        with open(f'/proc/{pid}/stat', 'rb') as f:
            text = f.read()
    except (FileNotFoundError, ProcessLookupError):
        return None
    # The name, in parentheses, may hold anything.
    fields = text[text.rindex(b')') + 2:].decode().split()
    return Stat(pid, fields[0], int(fields[1]), int(fields[2]), int(fields[3]), fields[19])


def is_alive(pid: int, start_time: str, boot: str) -> bool:
    """Whether the very process is alive (not a zombie, not another one of the same pid)."""
    found = stat(pid)
    return boot == boot_id() and found is not None and found.start_time == start_time and found.state not in 'ZX'


def start_time(pid: int) -> str:
    """When a living process started, as `Stat` has it. Raises ProcessLookupError where there is none of that pid."""
    found = stat(pid)
    if found is None:
        raise ProcessLookupError(f'There is no process {pid}.')
    return found.start_time


def age(pid: int) -> float | None:
    """Seconds since a process started, by the monotonic clock of the machine; None when it is gone."""
    found = stat(pid)
    if found is None:
        return None
    with open('/proc/uptime') as f:
        return float(f.read().split()[0]) - int(found.start_time) / os.sysconf('SC_CLK_TCK')


def everything() -> list[Stat]:
    """All processes that this account may see."""
    found = (stat(int(name)) for name in os.listdir('/proc') if name.isdigit())
    return [entry for entry in found if entry is not None]


def descendants(pid: int) -> list[Stat]:
    """Living descendants of a process."""
    entries = everything()
    children: dict[int, list[Stat]] = {}
    for entry in entries:
        children.setdefault(entry.parent, []).append(entry)
    found, left = [], [pid]
    while left:
        for child in children.get(left.pop(), ()):
            found.append(child)
            left.append(child.pid)
    return [entry for entry in found if entry.state not in 'ZX']


def tree_memory(pid: int) -> int | None:
    """Resident memory in bytes of a process and all that it started; None when it is gone."""
    total, found, left = 0, False, [pid]
    while left:
        one = left.pop()
        try:
            with open(f'/proc/{one}/statm', 'rb') as f:
                total += int(f.read().split()[1])
            found = True
            for task in os.listdir(f'/proc/{one}/task'):
                with open(f'/proc/{one}/task/{task}/children', 'rb') as f:
                    left += map(int, f.read().split())
        except (FileNotFoundError, ProcessLookupError):
            # Ended meanwhile; or a kernel that does not list children.
            continue
    return total * os.sysconf('SC_PAGE_SIZE') if found else None


def belongs_to(pid: int, folder: str) -> bool:
    """Whether a process mentions `folder` in its command, environment or working directory."""
    mark = os.fsencode(folder)
    for name in ('cmdline', 'environ'):
        try:
            with open(f'/proc/{pid}/{name}', 'rb') as f:
                if mark in f.read():
                    return True
        except OSError:
            # Gone meanwhile, or of another account: not ours to touch.
            return False
    try:
        return mark in os.fsencode(os.readlink(f'/proc/{pid}/cwd'))
    except OSError:
        return False


def has_home(pid: int, folder: str) -> bool:
    """Whether a program was started with `folder` as its HOME."""
    try:
        with open(f'/proc/{pid}/environ', 'rb') as f:
            return b'HOME=' + os.fsencode(folder) in f.read().split(b'\0')
    except OSError:
        return False


def holders(descriptor: int) -> list[int]:
    """Processes, this one apart, that have the pipe behind a descriptor open."""
    pipe = os.readlink(f'/proc/self/fd/{descriptor}')
    return [entry.pid for entry in everything() if entry.pid != os.getpid() and pipe in _open_files(entry.pid)]


def _open_files(pid: int) -> Iterator[str]:
    folder = f'/proc/{pid}/fd'
    try:
        for name in os.listdir(folder):
            yield os.readlink(os.path.join(folder, name))
    except OSError:
        # Gone meanwhile, or of another account.
        return


def command_line(pid: int) -> str:
    """What a process was started as, in one line of bounded length; empty when it is gone."""
    try:
        with open(f'/proc/{pid}/cmdline', 'rb') as f:
            words = f.read(4096).decode('utf-8', 'replace').split('\0')
    except OSError:
        return ''
    return ' '.join(' '.join(words).split())[:200]


def send(pids: Iterable[int], number: int) -> None:
    """Send a signal to processes; those that are gone are none of the caller's concern."""
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


def send_group(group: int, number: int) -> bool:
    """Send a signal to a process group; whether there was one."""
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return False
    return True


def wait_gone(pid: int, timeout: float) -> bool:
    """Wait for a process that need not be a child to end; whether it did within `timeout` seconds."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    except OSError:
        # A kernel or container without pidfd_open.
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            found = stat(pid)
            if found is None or found.state in 'ZX':
                return True
            time.sleep(0.05)
        return False
    try:
        return bool(select.select([descriptor], [], [], timeout)[0])
    finally:
        os.close(descriptor)


def become_subreaper() -> None:
    """Make orphaned descendants children of this process instead of init's, so that they can be found and ended."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), 'prctl(PR_SET_CHILD_SUBREAPER)')


def default_signals() -> None:
    """Signals as a freshly started Python has them."""
    for number in (signal.SIGTERM, signal.SIGCHLD, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
