"""What a run is told to do, and what its steps may do with it: the shape of a job, and of a run from within."""
from typing import Any, Literal, NamedTuple, NotRequired, Protocol, TypedDict

from webrunner_engine.kit.contract import SharedRequest
from webrunner_engine.runs.run_status import Status, Step
from webrunner_engine.upstream.recording import Result


class Release(TypedDict):
    """A release: the name of its project, and the URL of its profile."""

    name: NotRequired[str]
    url: str


class Request(TypedDict, total=False):
    """What is asked of an instance; what is left out stays as it is."""

    softwareType: str
    parameters: dict[str, Any]
    state: Literal['started', 'stopped']


class Wanted(TypedDict):
    """What a request of the server says about a run (see `host.params`)."""

    directory: str
    release: Release
    reference: str
    partition: str | None
    steps: list[str]
    action: str
    scope: str
    verbose: bool
    force: bool
    rebootstrap: bool
    request: Request | None
    shared: SharedRequest | None


class Job(Wanted):
    """What a leader is given: what is wanted, and where the node is."""

    notes: list[str]
    grace: float
    config: str
    masterUrl: str
    computer: str
    softwareRoot: str
    instanceRoot: str
    instanceSocket: str
    database: str
    pidfiles: dict[str, str]


class Ended(NamedTuple):
    """A `slapos` command that ended: exit code, and `recording`'s results."""

    code: int
    results: list[Result]


class Run(Protocol):
    """A run, as its steps see it; `leader` has it."""

    job: Job
    status: Status

    def save(self) -> None:
        """Put the status of a run that goes on on record."""

    def log_of(self, step: Step) -> str:
        """Path of the log of a step."""

    def note(self, step: Step, text: str) -> None:
        """Say something of our own in the log of a step."""

    def slapos(self, step: Step, arguments: list[str], folders: list[str]) -> Ended:
        """Run one `slapos` command of a step to its end. It is about to build in `folders`."""
