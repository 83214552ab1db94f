"""The promises of a partition, and the last result of each."""
import json
import os
from datetime import datetime
from typing import Any, NotRequired, TypedDict

from slapos.grid.promise.generic import PROMISE_RESULT_FOLDER_NAME

from webrunner_engine.kit.files import modified, names_in, read_left
from webrunner_engine.kit.times import iso

# Bytes of a result: slapgrid itself keeps no more of a message than some thousands.
_LARGEST = 1024 * 1024


class PromiseResult(TypedDict):
    """What the last check of a promise said."""

    name: str
    title: str
    failed: bool
    message: str
    trouble: NotRequired[str]
    date: NotRequired[str]
    executionMs: NotRequired[int]


def read_promises(partition_folder: str) -> list[PromiseResult]:
    """Last result of each promise that the partition has and that was checked, in the shape of `PromiseResult`, by name."""
    found = (_promise_result(partition_folder, name) for name in promise_names(partition_folder))
    return [result for result in found if result is not None]


def promise_names(partition_folder: str) -> list[str]:
    """File names of the promises of a partition: those of etc/plugin, then the executables of etc/promise."""
    found = []
    for folder, is_promise in (('plugin', _is_plugin), ('promise', _is_legacy_promise)):
        path = os.path.join(partition_folder, 'etc', folder)
        found += [name for name in names_in(path) if is_promise(path, name)]
    return found


def promises_checked_since(partition_folder: str, begin: float) -> int:
    """How many promises of a partition have a result that was written at `begin` (seconds since the epoch) or after."""
    return sum(1 for name in promise_names(partition_folder)
               if (written := modified(_result_path(partition_folder, name))) is not None and written >= begin)


def _is_plugin(_folder: str, name: str) -> bool:
    return name.endswith('.py') and not name.startswith('__init__')


def _is_legacy_promise(folder: str, name: str) -> bool:
    path = os.path.join(folder, name)
    return os.path.isfile(path) and os.access(path, os.X_OK)


def _promise_result(partition_folder: str, name: str) -> PromiseResult | None:
    title = os.path.splitext(name)[0]
    try:
        status = json.loads(read_left(_result_path(partition_folder, name), _LARGEST) or b'')
        result = status['result']
        promise: PromiseResult = {
            'name': name,
            'title': str(status.get('title') or title),
            'failed': bool(result['failed']),
            'message': str(result.get('message') or ''),
        }
        if isinstance(status.get('execution-time'), (int, float)):
            promise['executionMs'] = round(status['execution-time'] * 1000)
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError):
        # Not checked yet, or torn by a fault: the next check writes it again.
        return None
    if promise['failed']:
        promise['trouble'] = f"Promise '{promise['title']}' failed: {' '.join(promise['message'].split())}"
    date = _promise_date(result.get('date'))
    if date is not None:
        promise['date'] = date
    return promise


def _result_path(partition_folder: str, name: str) -> str:
    return os.path.join(partition_folder, PROMISE_RESULT_FOLDER_NAME, f'{os.path.splitext(name)[0]}.status.json')


def _promise_date(text: Any) -> str | None:
    if not isinstance(text, str):
        return None
    try:
        date = datetime.strptime(text, '%Y-%m-%dT%H:%M:%S%z')
    except ValueError:
        return None
    return iso(date.timestamp())
