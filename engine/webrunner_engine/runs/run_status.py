"""`status.json` of a run directory: written by the run's leader, or in its place once it is dead.

Beside what identifies the leader: `finished`, `steps`, and, once known, `partition` (of the run's instance), `published`
(`{partition: parameters}`) and `requested` (parameters), as they were when the instance step ended. With scope `all`, `published`
has every partition, and so has `requestedOf` (`{partition: parameters}`).

A step has `kind`, `state`, `startedAt`, `finishedAt`, `durationMs`, `command` (the first, where there are several), `buildout`
(its first command lines, in order), `exitCode`, `reason`; with scope `all` `results` (see `recording`; `cancelled` is what was left
alone); for us, `processGroup` and `folders`: where what it started is found.
"""
import json
import os
from typing import Any, Dict, List, Optional

from webrunner_engine.kit import processes, times
from webrunner_engine.kit.files import replace_file

VERSION = 1
Status = Dict[str, Any]


def path_of(directory: str) -> str:
    """Where the status of the run in `directory` is kept."""
    return os.path.join(directory, 'status.json')


def read(directory: str) -> Optional[Status]:
    """The status of the run in `directory`; None when its leader never wrote one, or when it is damaged."""
    try:
        with open(path_of(directory), encoding='utf-8') as f:
            status = json.load(f)
    except (FileNotFoundError, ValueError):
        return None
    return status if isinstance(status, dict) and status.get('version') == VERSION else None


def write(directory: str, status: Status) -> None:
    """Replace the status of the run in `directory`."""
    replace_file(path_of(directory), json.dumps(status, ensure_ascii=False))


def is_alive(status: Status) -> bool:
    """Whether the leader that wrote this status is alive."""
    return processes.is_alive(status['pid'], status['startTime'], status['bootId'])


def state_of(steps: List[Dict[str, Any]]) -> str:
    """State of the whole run: that of the first step that did not complete."""
    return next((step['state'] for step in steps if step['state'] != 'completed'), 'completed')


def cancel_open_steps(status: Status, reason: str) -> None:
    """Mark the run as finished, and the steps that had not ended as cancelled."""
    for step in status['steps']:
        if step['state'] in ('queued', 'running'):
            if step['state'] == 'running':
                step['finishedAt'] = times.now()
            step['state'] = 'cancelled'
            step['reason'] = reason
    status['finished'] = True
