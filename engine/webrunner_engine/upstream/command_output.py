"""How long slapgrid waits for a command, and what it keeps of its output.

Upstream reads until the last process that holds the output lets go of it: a command that leaves one behind (`sleep 1000 &`)
would keep the step from ever ending. And it keeps all that was printed, to say it once more. Here a command has ended when its own
process has; what is read meanwhile goes to `LineLog`, and as much of it is kept as an error needs.
"""
import os
import selectors
import subprocess
import time
from typing import IO, Any

import slapos.grid.utils

from webrunner_engine.kit import processes
from webrunner_engine.upstream.line_log import Ends, LineLog

GRACE = 2.0
"""Seconds that are waited for the rest of the output when the command itself has ended."""
_READ = 64 * 1024
# Bytes of the beginning and the end that an error is told with: slapgrid logs them once more, and sends them to slapproxy.
_BEGINNING = 32 * 1024
_REST = 96 * 1024
# How often it is looked whether a command has ended that says nothing.
_LOOK = 0.5


def attach() -> None:
    """Make slapgrid run its commands so. To be done once per process."""
    popen = slapos.grid.utils.SlapPopen
    upstream = popen.__init__

    def start(self, *args, logger, timeout=None, debug=False, **kwargs):
        if debug:
            upstream(self, *args, logger=logger, timeout=timeout, debug=debug, **kwargs)
            return
        kwargs = {'stdout': subprocess.PIPE, 'stderr': subprocess.STDOUT, 'bufsize': 0, **kwargs, 'stdin': subprocess.PIPE}
        subprocess.Popen.__init__(self, *args, **kwargs)
        self.stdin.close()
        self.stdin = None
        kept = {stream: Ends(_BEGINNING, _REST) for stream in (self.stdout, self.stderr) if stream is not None}
        try:
            _read(self, kept, LineLog(logger), logger, None if timeout is None else time.monotonic() + timeout)
        except subprocess.TimeoutExpired as error:
            for process in slapos.grid.utils.killProcessTree(self.pid, logger):
                process.wait(timeout=10)
            self.poll()
            error.output, error.stderr = _text(kept, self.stdout), _text(kept, self.stderr)
            raise
        finally:
            for stream in kept:
                stream.close()
        self.output = _text(kept, self.stdout)
        self.error = _text(kept, self.stderr)

    popen.__init__ = start


def _text(kept: dict[IO[Any], Ends], stream: IO[Any] | None) -> Any:
    return '' if stream is None else kept[stream].text()


def _read(process: subprocess.Popen[Any], kept: dict[IO[Any], Ends], lines: LineLog, logger: Any, deadline: float | None) -> None:
    """Read until the streams end, or the process has ended. Raises TimeoutExpired after the `deadline`."""
    ended: float | None = None
    with selectors.DefaultSelector() as selector:
        for stream in kept:
            selector.register(stream, selectors.EVENT_READ)
        while selector.get_map() and (ended is None or time.monotonic() < ended + GRACE):
            for key, _ in selector.select(_LOOK):
                data = os.read(key.fd, _READ)
                if key.fileobj is process.stdout:
                    lines.update(data)
                if data:
                    kept[key.fileobj].add(data)  # type: ignore[index]  # what was registered above
                else:
                    selector.unregister(key.fileobj)
            if deadline is not None and time.monotonic() > deadline:
                break
            if ended is None and process.poll() is not None:
                ended = time.monotonic()
        lines.flush()
        if ended is not None and selector.get_map():
            logger.warning('%s', _told(sorted({key.fd for key in selector.get_map().values()})))
    process.wait(timeout=None if deadline is None else max(0.0, deadline - time.monotonic()))


def _told(descriptors: list[int]) -> str:
    """A sentence on who holds the other end of pipes."""
    holders = sorted({pid for descriptor in descriptors for pid in processes.holders(descriptor)})
    names = ', '.join(f'{pid} ({processes.command_line(pid)})' for pid in holders[:5]) or 'one that is not ours to look into'
    return (f'The command has ended, but has left a process behind that holds its output: {names}. It is not waited for, and what '
            'it prints from now on is not logged. To start something that goes on running, make it a service.')
