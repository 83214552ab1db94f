"""Promises between runs: check them now, check those that are due, and what they said before.

Checks are slapgrid's own, in a process forked by the zygote that holds the run's lock: nothing is deployed meanwhile.
"""
import json
import os
import re
import sys
import traceback
from datetime import datetime, timezone
from typing import Any, Dict, List, Optional

from slapos.grid.promise.generic import ERROR_LEVEL, PROMISE_LOG_FOLDER_NAME

from webrunner_engine import launcher, patience, warm
from webrunner_engine.snapshot import promise_names, read_promises

HISTORY = 100
"""Most checks of one promise that `history` gives."""
_TAIL = 256 * 1024
# Date in local time, level, the check's own number (which begins with the seconds since the epoch), message.
_LINE = re.compile(r'^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d - (\w+) - ((\d+)-\d+) - (.*)$')


def main(job: Dict[str, Any], lock: int, report: int) -> None:
    """In a fork: check promises as `job` says, and tell the exit code of slapgrid as JSON.

    `job`: `config`, `log` (file for the output), `partitions` (names), `only` (names of promises, or None for all),
    `due` (whether to check for anomalies, at the promises' own frequency, rather than all now).
    """
    # Also when the host and its terminal go away: half a check is worse than one nobody waits for.
    os.setsid()
    warm.ignore_hangup()
    os.set_inheritable(lock, False)
    nothing = os.open(os.devnull, os.O_RDONLY)
    log = os.open(job['log'], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for source, target in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(source, target)
    os.close(nothing)
    os.close(log)
    os.chdir('/')
    warm.open_streams()
    warm.fresh_state()
    code = 1
    try:
        _narrow(job['only'], job['due'])
        arguments = ['node', 'promise', '--cfg', job['config'], '--only-cp=' + ','.join(job['partitions'])]
        sys.argv[:] = ['slapos', *arguments]
        code = launcher.run(arguments) or 0
    except SystemExit as exit:
        code = warm.exit_code(exit)
    except BaseException:
        traceback.print_exc()
    finally:
        # Whoever reads the answer may start the next.
        os.close(lock)
        os.write(report, json.dumps({'code': code}).encode() + b'\n')
        warm.finish(code)


def _narrow(only: Optional[List[str]], due: bool) -> None:
    """Have slapgrid, in this process and its warm forks, check only some promises, or only what is due."""
    import slapos.grid.promise
    from slapos.grid.slapgrid import Slapgrid
    # Nothing was started by us: a promise that fails, fails.
    patience.give_up()
    if only is not None:
        launch = slapos.grid.promise.PromiseLauncher._launchPromise

        def _launchPromise(self, name, *arguments, **options):
            return launch(self, name, *arguments, **options) if name in only else None

        slapos.grid.promise.PromiseLauncher._launchPromise = _launchPromise
    if due:
        check = Slapgrid._checkPromiseList
        Slapgrid._checkPromiseList = lambda self, partition: check(self, partition, force=False, check_anomaly=True)


def history(partition_folder: str) -> Dict[str, List[Dict[str, Any]]]:
    """Earlier checks of each promise that the partition has, the last one last, in the shape of `PromiseCheck`."""
    results = {result['name']: result for result in read_promises(partition_folder)}
    found = {}
    for name in promise_names(partition_folder):
        checks = _checks(os.path.join(partition_folder, PROMISE_LOG_FOLDER_NAME, f'{os.path.splitext(name)[0]}.log'))
        if name in results:
            _add_result(checks, results[name])
        found[name] = checks[-HISTORY:]
    return found


def _add_result(checks: List[Dict[str, Any]], result: Dict[str, Any]) -> None:
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


def _says(check: Dict[str, Any], result: Dict[str, Any]) -> bool:
    # slapgrid takes the message from the log: without some of the white space, and only the end of a long one.
    logged, said = (' '.join(text.split()) for text in (check['message'], result['message'].removeprefix('...')))
    return said in logged and (check['failed'] or not result['failed'])


def _checks(log: str) -> List[Dict[str, Any]]:
    try:
        with open(log, 'rb') as f:
            size = f.seek(0, os.SEEK_END)
            f.seek(max(0, size - _TAIL))
            text = f.read().decode('utf-8', 'replace')
    except FileNotFoundError:
        return []
    found: Dict[str, Dict[str, Any]] = {}
    current: Optional[Dict[str, Any]] = None
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


def _add_message(check: Dict[str, Any], message: str) -> None:
    check['message'] += ('\n' if check['message'] else '') + message


def _date(timestamp: float) -> str:
    """ISO 8601 in UTC, of whole seconds: such dates compare as texts."""
    return datetime.fromtimestamp(int(timestamp), timezone.utc).isoformat().replace('+00:00', 'Z')
