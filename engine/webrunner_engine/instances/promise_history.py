"""What promises said before: slapgrid's log of each, and its last result."""
import os
import re
from datetime import UTC, datetime
from typing import TypedDict

from slapos.grid.promise.generic import ERROR_LEVEL, PROMISE_LOG_FOLDER_NAME

from webrunner_engine.instances.promise_results import PromiseResult, promise_names, read_promises
from webrunner_engine.kit.files import read_left

HISTORY = 100
"""Most checks of one promise that `history` gives."""
_TAIL = 256 * 1024
# Date in local time, level, the check's own number (which begins with the seconds since the epoch), message.
_LINE = re.compile(r'^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d - (\w+) - ((\d+)-\d+) - (.*)$')


class PromiseCheck(TypedDict):
    """What a check of a promise said."""

    date: str
    failed: bool
    message: str


def history(partition_folder: str) -> dict[str, list[PromiseCheck]]:
    """Earlier checks of each promise that the partition has, the last one last, in the shape of `PromiseCheck`."""
    results = {result['name']: result for result in read_promises(partition_folder)}
    found = {}
    for name in promise_names(partition_folder):
        checks = _checks(os.path.join(partition_folder, PROMISE_LOG_FOLDER_NAME, f'{os.path.splitext(name)[0]}.log'))
        if name in results:
            _add_result(checks, results[name])
        found[name] = checks[-HISTORY:]
    return found


def _add_result(checks: list[PromiseCheck], result: PromiseResult) -> None:
    """Have `checks` say what `result`, that of the last check, says: a check that crashed or took too long did not log it."""
    if 'date' not in result:
        return
    end = datetime.strptime(result['date'], '%Y-%m-%dT%H:%M:%S.%f%z').timestamp()
    # A check that is going on may have logged, and has no result yet.
    place = sum(1 for check in checks if check['date'] <= _date(end))
    last = checks[place - 1] if place else None
    if last is not None and _says(last, result):
        return
    # Dates are of whole seconds.
    if last is None or last['date'] < _date(end - result.get('executionMs', 0) / 1000 - 1):
        checks.insert(place, {'date': _date(end), 'failed': result['failed'], 'message': result['message']})
    else:
        last['failed'] = last['failed'] or result['failed']
        _add_message(last, result['message'])


def _says(check: PromiseCheck, result: PromiseResult) -> bool:
    # slapgrid takes the message from the log: without some of the white space, and only the end of a long one.
    logged, said = (' '.join(text.split()) for text in (check['message'], result['message'].removeprefix('...')))
    return said in logged and (check['failed'] or not result['failed'])


def _checks(log: str) -> list[PromiseCheck]:
    text = (read_left(log, _TAIL) or b'').decode('utf-8', 'replace')
    found: dict[str, PromiseCheck] = {}
    current: PromiseCheck | None = None
    # Not `splitlines`: a message may have any character but this one in a line.
    for line in text.split('\n'):
        match = _LINE.match(line)
        if match is None:
            # A message of several lines; or the rest of a line that the tail cut.
            if current is not None and line:
                current['message'] += '\n' + line
            continue
        level, number, seconds, message = match.groups()
        if number not in found:
            found[number] = {'date': _date(int(seconds)), 'failed': False, 'message': ''}
        current = found[number]
        current['failed'] = current['failed'] or level in ERROR_LEVEL
        _add_message(current, message)
    return list(found.values())


def _add_message(check: PromiseCheck, message: str) -> None:
    check['message'] += ('\n' if check['message'] else '') + message


def _date(timestamp: float) -> str:
    """ISO 8601 in UTC, of whole seconds: such dates compare as texts."""
    return datetime.fromtimestamp(int(timestamp), UTC).isoformat().replace('+00:00', 'Z')
