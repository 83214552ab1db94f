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
from typing import Any, Literal, NotRequired, Required, TypedDict, cast

from webrunner_engine.kit import contract, processes, times
from webrunner_engine.kit.files import replace_file
from webrunner_engine.upstream.recording import Result

VERSION = 1


class Step(TypedDict, total=False):
    """A step of a run."""

    kind: Required[str]
    state: Required[str]
    startedAt: str
    finishedAt: str
    durationMs: int
    command: str
    buildout: list[str]
    exitCode: int | None
    reason: str
    results: list[Result]
    processGroup: int
    folders: list[str]


class Status(TypedDict):
    """All of `status.json`."""

    version: int
    pid: int
    startTime: str
    bootId: str
    finished: bool
    steps: list[Step]
    partition: NotRequired[str]
    published: NotRequired[dict[str, dict[str, Any]]]
    requested: NotRequired[dict[str, Any]]
    requestedOf: NotRequired[dict[str, dict[str, Any]]]


def path_of(directory: str) -> str:
    """Where the status of the run in `directory` is kept."""
    return os.path.join(directory, contract.STATUS_FILE)


def read(directory: str) -> Status | None:
    """The status of the run in `directory`; None when its leader never wrote one, or when it is damaged."""
    try:
        with open(path_of(directory), encoding='utf-8') as f:
            status = json.load(f)
    except (FileNotFoundError, ValueError):
        return None
    return cast(Status, status) if isinstance(status, dict) and status.get('version') == VERSION else None


def write(directory: str, status: Status) -> None:
    """Replace the status of the run in `directory`."""
    text = json.dumps(status, ensure_ascii=False)
    # The name of a file may be no text: JSON has an escape for its bytes too.
    replace_file(path_of(directory), text.encode('utf-8', 'backslashreplace').decode())


def is_alive(status: Status) -> bool:
    """Whether the leader that wrote this status is alive."""
    return processes.is_alive(status['pid'], status['startTime'], status['bootId'])


def state_of(steps: list[Step]) -> Literal['completed', 'promiseFailed', 'failed', 'cancelled', 'interrupted']:
    """State of a whole run that is over: that of the first step that did not complete."""
    state = next((step['state'] for step in steps if step['state'] != 'completed'), 'completed')
    return cast(Literal['completed', 'promiseFailed', 'failed', 'cancelled', 'interrupted'], state)


def end(status: Status, reason: str) -> None:
    """Say that the run is over: the one place that does. Steps that had not ended are cancelled, for `reason`."""
    for step in status['steps']:
        if step['state'] in ('queued', 'running'):
            if step['state'] == 'running':
                step['finishedAt'] = times.now()
            step['state'] = 'cancelled'
            step['reason'] = reason
    status['finished'] = True
