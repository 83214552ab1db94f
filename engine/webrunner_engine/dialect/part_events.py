"""Events of the parts of a build, for whoever shows how far it is: JSON lines in a file that the environment names.

    {"t": 1763689886.05, "event": "reading", "files": 63, "folder": "/…"}
    {"t": 1763689887.25, "event": "parts", "total": 12, "folder": "/…"}
    {"t": …, "event": "begin", "part": "helloweb", "action": "install" | "update" | "uninstall", "folder": "/…"}
    {"t": …, "event": "end", "part": "helloweb", "ok": true, "folder": "/…"}
    {"t": …, "event": "failure", "failure": {"message": …, "text": …}, "folder": "/…"}

`t` is in seconds since the epoch, `folder` is that of the release or of the partition. Without the variable nothing is written.
A failure to write (a full disk) ends the events and nothing else.
"""
import functools
import json
import os
import time
from contextlib import contextmanager
from typing import Any

VARIABLE = 'WEBRUNNER_PART_EVENTS'


def apply(buildout: Any) -> None:
    """Write the events of `Buildout.install`."""
    cls = buildout.Buildout
    upstream_install = cls.install
    cls._part_events = None

    @functools.wraps(upstream_install)
    def install(self, install_args):
        self._part_events = Events(os.environ.pop(VARIABLE, None))
        try:
            return upstream_install(self, install_args)
        finally:
            self._part_events.close()

    cls.install = install

    upstream_read = cls._read_installed_part_options

    def _read_installed_part_options(self):
        options, exists = upstream_read(self)
        self._kept_parts = set((options['buildout']['parts'] or '').split())
        return options, exists

    cls._read_installed_part_options = _read_installed_part_options

    upstream_signatures = cls._compute_part_signatures

    def _compute_part_signatures(self, parts):
        upstream_signatures(self, parts)
        if self._part_events is not None:
            self._part_events.write(event='parts', total=len(parts))

    cls._compute_part_signatures = _compute_part_signatures

    upstream_uninstall = cls._uninstall_part

    def _uninstall_part(self, part, installed_part_options):
        with self._part_events.around(part, 'uninstall'):
            upstream_uninstall(self, part, installed_part_options)
        self._kept_parts.discard(part)

    cls._uninstall_part = _uninstall_part

    # `apply` of `options` has put its own class in place.
    options_class = cls.Options
    upstream_call = options_class._call

    def _call(self, function):
        action = 'update' if self.name in self.buildout._kept_parts else 'install'
        with self.buildout._part_events.around(self.name, action):
            return upstream_call(self, function)

    options_class._call = _call


def note_reading(files: int) -> None:
    """Write how many profiles were read so far. The build has not begun: the variable is there for it."""
    events = Events(os.environ.get(VARIABLE))
    events.write(event='reading', files=files)
    events.close()


def handed_on(build: Any) -> dict[str, str]:
    """What the environment of a process needs that goes on with a build."""
    events = build._part_events
    return {} if events is None or events.path is None else {VARIABLE: events.path}


class Events:
    """Writes events to the file `path`; None for nobody who wants them."""

    def __init__(self, path: str | None):
        self.path = path
        self._folder = os.getcwd()
        self._descriptor: int | None = None
        if path is not None:
            try:
                self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
            except OSError:
                # Nobody will see how far the build is; it goes on.
                self._descriptor = None

    def write(self, **event) -> None:
        """Add an event; its time and folder are added to it."""
        if self._descriptor is None:
            return
        text = json.dumps({'t': time.time(), **event, 'folder': self._folder})
        try:
            os.write(self._descriptor, text.encode() + b'\n')
        except OSError:
            self.close()

    @contextmanager
    def around(self, part: str, action: str):
        """While it lasts, a part is worked on."""
        self.write(event='begin', part=part, action=action)
        try:
            yield
        except BaseException:
            self.write(event='end', part=part, ok=False)
            raise
        self.write(event='end', part=part, ok=True)

    def close(self) -> None:
        """No more events will come."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
