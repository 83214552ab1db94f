"""The contract between the server and the engine host.

Written by `npm run contract` from shared/engine.ts: not to be edited.
"""
from typing import Any, Literal, NamedTuple, NotRequired, TypedDict

StepKind = Literal['software', 'instance']
RunAction = Literal['rebuild', 'destroy', 'remove']
RunScope = Literal['one', 'all']


class InstanceRequest(TypedDict):
    softwareType: NotRequired[str]
    parameters: NotRequired[dict[str, Any]]
    state: NotRequired[Literal['started', 'stopped']]


class SharedRequest(TypedDict):
    reference: str
    host: NotRequired[str]
    parameters: NotRequired[dict[str, Any]]
    state: NotRequired[Literal['started', 'destroyed']]


ProcessAction = Literal['start', 'stop', 'restart']


class EngineProcess(TypedDict):
    name: str
    kind: Literal['service', 'run']
    state: Literal['STOPPED', 'STARTING', 'RUNNING', 'BACKOFF', 'STOPPING', 'EXITED', 'FATAL', 'UNKNOWN']
    pid: NotRequired[int]
    since: NotRequired[str]
    exitStatus: NotRequired[int]
    spawnError: NotRequired[str]
    trouble: NotRequired[str]
    memory: NotRequired[int]
    log: NotRequired[str]


class PromiseResult(TypedDict):
    name: str
    title: str
    failed: bool
    message: str
    trouble: NotRequired[str]
    date: NotRequired[str]
    executionMs: NotRequired[float]


class PromiseCheck(TypedDict):
    date: str
    failed: bool
    message: str


class SharedSnapshot(TypedDict):
    reference: str
    sharedReference: str
    requestedBy: NotRequired[str]
    instanceParameters: dict[str, Any]
    connectionParameters: dict[str, Any]


class PendingRequest(TypedDict):
    reference: str
    url: str
    softwareType: str
    shared: bool
    parameters: dict[str, Any]
    state: Literal['waiting', 'forwarded', 'standIn']
    since: str
    reason: NotRequired[str]
    master: NotRequired[str]
    connectionParameters: NotRequired[dict[str, Any]]


class RequestRulesForwardsItem(TypedDict):
    url: str
    master: str
    key: NotRequired[str]
    certificate: NotRequired[str]


class RequestRulesStandInsItem(TypedDict):
    partition: str
    instance: str
    reference: str
    url: str
    connectionParameters: dict[str, Any]


class RequestRules(TypedDict):
    forwards: list[RequestRulesForwardsItem]
    standIns: list[RequestRulesStandInsItem]


class InstanceSnapshotBang(TypedDict):
    date: str
    message: str
    handled: bool


class InstanceSnapshot(TypedDict):
    partition: str
    reference: str
    softwareType: str
    requestedState: str
    requestedBy: NotRequired[str]
    bang: NotRequired[InstanceSnapshotBang]
    processed: NotRequired[str]
    instanceParameters: dict[str, Any]
    connectionParameters: dict[str, Any]
    processes: list[EngineProcess]
    promises: list[PromiseResult]
    sharedInstances: NotRequired[list[SharedSnapshot]]
    pendingRequests: NotRequired[list[PendingRequest]]
    url: str
    supervisor: NotRequired[Literal['running', 'down']]


StepState = Literal[
    'idle',
    'queued',
    'running',
    'completed',
    'promiseFailed',
    'failed',
    'cancelled',
    'interrupted',
    'outdated',
]


class StepResult(TypedDict):
    subject: str
    state: StepState
    reason: NotRequired[str]


class StepStatus(TypedDict):
    kind: StepKind
    state: Literal['queued', 'running', 'completed', 'promiseFailed', 'failed', 'cancelled']
    command: NotRequired[str]
    buildout: NotRequired[list[str]]
    startedAt: NotRequired[str]
    finishedAt: NotRequired[str]
    durationMs: NotRequired[float]
    exitCode: NotRequired[int]
    reason: NotRequired[str]
    results: NotRequired[list[StepResult]]


class RunStatus(TypedDict):
    version: Literal[1]
    pid: int
    startTime: str
    bootId: str
    partition: NotRequired[str]
    finished: bool
    steps: list[StepStatus]
    requested: NotRequired[dict[str, Any]]
    requestedOf: NotRequired[dict[str, dict[str, Any]]]
    published: NotRequired[dict[str, dict[str, Any]]]


class FailurePlace(TypedDict):
    file: str
    line: NotRequired[int]


class Failure(TypedDict):
    message: str
    text: str
    section: NotRequired[str]
    option: NotRequired[str]
    place: NotRequired[FailurePlace]
    places: NotRequired[dict[str, FailurePlace]]


EngineErrorCode = Literal[
    'bad_request',
    'unknown_method',
    'not_open',
    'not_found',
    'run_in_progress',
    'has_instances',
    'engine_failed',
    'root',
    'path_too_deep',
    'odd_path',
]


class OpenParams(TypedDict):
    partitions: int


class OpenResult(TypedDict):
    softwareRoot: str
    instanceRoot: str
    masterUrl: str


class RunStartParamsRelease(TypedDict):
    name: str
    url: str


class RunStartParams(TypedDict):
    directory: str
    release: RunStartParamsRelease
    reference: str
    steps: NotRequired[list[StepKind]]
    action: NotRequired[RunAction]
    scope: NotRequired[RunScope]
    verbose: NotRequired[bool]
    force: NotRequired[bool]
    rebootstrap: NotRequired[bool]
    request: NotRequired[InstanceRequest]
    shared: NotRequired[SharedRequest]
    partition: NotRequired[str]


class RunStartResult(TypedDict):
    pid: int


class RunStopParams(TypedDict):
    directory: str


class RunStopResult(TypedDict):
    state: Literal['completed', 'promiseFailed', 'failed', 'cancelled', 'interrupted']


class RunCheckParams(TypedDict):
    directory: str


class RunCheckResult(TypedDict):
    alive: bool


class SnapshotResult(TypedDict):
    instances: list[InstanceSnapshot]


class ReleasesResult(TypedDict):
    urls: list[str]


class RulesReadResultForwardsItem(TypedDict):
    url: str
    master: str
    key: NotRequired[str]
    certificate: NotRequired[str]


class RulesReadResultStandInsItem(TypedDict):
    partition: str
    instance: str
    reference: str
    url: str
    connectionParameters: dict[str, Any]


class RulesReadResult(TypedDict):
    forwards: list[RulesReadResultForwardsItem]
    standIns: list[RulesReadResultStandInsItem]


class RulesWriteParamsForwardsItem(TypedDict):
    url: str
    master: str
    key: NotRequired[str]
    certificate: NotRequired[str]


class RulesWriteParamsStandInsItem(TypedDict):
    partition: str
    instance: str
    reference: str
    url: str
    connectionParameters: dict[str, Any]


class RulesWriteParams(TypedDict):
    forwards: list[RulesWriteParamsForwardsItem]
    standIns: list[RulesWriteParamsStandInsItem]


class ProcessActionParams(TypedDict):
    partition: str
    action: ProcessAction
    name: NotRequired[str]


class PromiseRunParams(TypedDict):
    partition: str
    name: NotRequired[str]


class PromiseDueResult(TypedDict):
    checked: int
    failed: list[str]
    bangs: list[str]


class PromiseHistoryParams(TypedDict):
    partition: str


class PromiseHistoryResult(TypedDict):
    promises: dict[str, list[PromiseCheck]]


class ReadyEvent(TypedDict):
    pid: int


class FatalEvent(TypedDict):
    code: EngineErrorCode
    message: str


class Method(NamedTuple):
    """A method of the host: the names of its parameters."""
    required: frozenset[str]
    optional: frozenset[str]


METHODS: dict[str, Method] = {
    # Start the SlapOS node or attach to it again, and format its partitions when something changed.
    'open': Method(frozenset({'partitions'}), frozenset()),
    # Fork the leader of a run, which outlives the host. Answers its pid when the run is on record.
    'run.start': Method(
        frozenset({'directory', 'reference', 'release'}),
        frozenset({'action', 'force', 'partition', 'rebootstrap', 'request', 'scope', 'shared', 'steps', 'verbose'}),
    ),
    # Cancel a run, also one that an earlier host started. Answers its state when it has ended.
    'run.stop': Method(frozenset({'directory'}), frozenset()),
    # Whether the leader of a run is alive.
    'run.check': Method(frozenset({'directory'}), frozenset()),
    # Instances with their processes, promises and parameters, as they are on disk and in supervisor.
    'snapshot': Method(frozenset(), frozenset()),
    # URLs of the releases that the Master has: supplied, and not removed since.
    'releases': Method(frozenset(), frozenset()),
    # How requests of instances are answered that this node does not serve.
    'rules.read': Method(frozenset(), frozenset()),
    # Replace the rules; they count from the next request on.
    'rules.write': Method(frozenset({'forwards', 'standIns'}), frozenset()),
    # Start, stop or restart one process of a partition, or all of them.
    'process.action': Method(frozenset({'action', 'partition'}), frozenset({'name'})),
    # Check one promise of a partition now, or all of them.
    'promise.run': Method(frozenset({'partition'}), frozenset({'name'})),
    # Check the promises of all started partitions whose time has come; an anomaly bangs.
    'promise.due': Method(frozenset(), frozenset()),
    # Earlier checks of the promises of a partition, by promise, latest last.
    'promise.history': Method(frozenset({'partition'}), frozenset()),
    # Stop the processes of all instances.
    'services.stop': Method(frozenset(), frozenset()),
    # Stop services, supervisors and slapproxy. The host ends after the answer.
    'shutdown': Method(frozenset(), frozenset()),
}
"""Every method of the host, and nothing else is one."""

STATUS_FILE = 'status.json'
"""`RunStatus`, in the folder of a run."""
LOG_FILES = {'software': 'software.log', 'instance': 'instance.log'}
"""What each step of a run prints."""
PARTS_FILES = {'software': 'software.parts.jsonl', 'instance': 'instance.parts.jsonl'}
"""The parts that buildout works on in each step, as JSON lines."""
