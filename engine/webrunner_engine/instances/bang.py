"""Bangs: alarms to the Master that something is wrong in a partition, so that it deploys the instance tree again.

slapproxy keeps nothing of a bang but its time. What it was about is kept in the partition, in `.slapgrid/bang.json`;
beside it, the time stamp of `.slapgrid/processing` says when slapgrid last began to work on the partition.

The watchdog bangs once per successful deployment: after one that failed, the exit of a service is no new bang. Then the last
one counts as not worked on any more.
"""
import json
import logging
import os
import time
from typing import TypedDict

from webrunner_engine.kit.files import read_left, replace_file
from webrunner_engine.kit.times import iso

logger = logging.getLogger('webrunner.bang')
_FOLDER = '.slapgrid'
_LARGEST = 1024 * 1024


class Bang(TypedDict):
    """The last bang of a partition: when (ISO 8601), about what, and whether it was worked on since."""

    date: str
    message: str
    handled: bool


class _Record(TypedDict):
    time: float
    message: str


def record(partition_folder: str, message: str) -> None:
    """Keep what a bang was about. Never raises: the bang itself matters more."""
    try:
        os.makedirs(os.path.join(partition_folder, _FOLDER), exist_ok=True)
        replace_file(_path(partition_folder, 'bang.json'), json.dumps({'time': time.time(), 'message': message}), durable=False)
    except OSError as error:
        logger.warning('the bang of %s was not recorded: %s', partition_folder, error)


def note_processing(partition_folder: str) -> None:
    """Remember that slapgrid begins to work on a partition now."""
    path = _path(partition_folder, 'processing')
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'a'):
        # With the clock that `record` reads; that of the file system may lag some milliseconds.
        os.utime(path, (now := time.time(), now))


def last(partition_folder: str, last_exit: int = 0) -> Bang | None:
    """The last bang of a partition: `date` (ISO 8601), `message`, and `handled`: whether it was worked on since.

    `last_exit`: when the last of the watched services that are down ended by itself, in whole seconds since the epoch as
    supervisord has it; 0 where none is.
    """
    found = _read(partition_folder)
    if found is None:
        return None
    date = iso(found['time'])
    try:
        processing = os.stat(_path(partition_folder, 'processing')).st_mtime
        # An exit in the very second of the beginning counts as later: better one deployment too many than one too few.
        handled = processing > found['time'] and int(processing) > last_exit
    except OSError:
        handled = False
    return {'date': date, 'message': found['message'], 'handled': handled}


def time_of(partition_folder: str) -> float:
    """When the last bang was, in seconds since the epoch; 0 where there was none."""
    found = _read(partition_folder)
    return found['time'] if found is not None else 0.0


def _read(partition_folder: str) -> _Record | None:
    try:
        found = json.loads(read_left(_path(partition_folder, 'bang.json'), _LARGEST) or b'')
        moment = float(found['time'])
        iso(moment)
        return {'time': moment, 'message': str(found['message'])}
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError, OSError):
        # None so far; or damaged from outside.
        return None


def _path(partition_folder: str, name: str) -> str:
    return os.path.join(partition_folder, _FOLDER, name)
