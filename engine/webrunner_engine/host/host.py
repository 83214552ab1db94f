"""The methods of the contract between the server and the engine (see `main`), on one node."""
import fcntl
import json
import logging
import os
import select
import signal
import threading
import time
from collections.abc import Callable
from typing import Any, cast

from webrunner_engine.host.params import Params, checked_job, optional_text, text_param
from webrunner_engine.host.zygote import Zygote
from webrunner_engine.instances import bang, partitions, promise_history, promise_results, requests, services
from webrunner_engine.instances import snapshot as snapshots
from webrunner_engine.kit import contract, processes
from webrunner_engine.kit.errors import EngineError
from webrunner_engine.node.node import COMPUTER_ID, Node
from webrunner_engine.runs import outcome, run_status
from webrunner_engine.runs.job import Job
from webrunner_engine.runs.promise_check import Check

logger = logging.getLogger('webrunner.host')

# Seconds that a step which is cancelled has to end by itself; and that its leader then has for the rest.
GRACE = 8
_AFTER_GRACE = 5
_START_TIMEOUT = 20


class Host:
    """The methods of the contract on one base directory. Owns the zygote, and a node until it is open; `dispose` ends them."""

    def __init__(self, base: str, zygote: Zygote | None = None, grace: float = GRACE):
        self.base = os.path.abspath(base)
        self._grace = grace
        self._zygote = zygote
        self._zygote_lock = threading.Lock()
        self._node: Node | None = None
        self._partitions = 10
        self._node_lock = threading.Lock()
        # Set when no node is to be opened any more.
        self._ending = threading.Event()
        # Held while promises are checked.
        self._check_lock = threading.Lock()
        self.methods: dict[str, Callable[[Params], Any]] = {
            'open': self.open,
            'run.start': self.run_start,
            'run.stop': self.run_stop,
            'run.check': self.run_check,
            'snapshot': self.snapshot,
            'releases': self.releases,
            'rules.read': self.rules_read,
            'rules.write': self.rules_write,
            'process.action': self.process_action,
            'promise.run': self.promise_run,
            'promise.due': self.promise_due,
            'promise.history': self.promise_history,
            'services.stop': self.services_stop,
            'shutdown': self.shutdown,
        }

    def open(self, params: Params) -> contract.OpenResult:
        """Start or re-attach to the SlapOS node, and format its partitions when something changed.

        Nothing that it has started is left when it fails.
        """
        partitions = params.get('partitions', self._partitions)
        if not isinstance(partitions, int) or isinstance(partitions, bool) or not 1 <= partitions <= 200:
            raise EngineError('bad_request', 'partitions must be a number from 1 to 200.')
        with self._node_lock:
            self._partitions = partitions
            node = self._node = Node(self.base, partitions, self._ending)
        return {
            'softwareRoot': node.software_directory,
            'instanceRoot': node.instance_directory,
            'masterUrl': node.master_url,
        }

    def run_start(self, params: Params) -> contract.RunStartResult:
        """Fork the leader of a run; mends slapproxy and supervisors before, should they have died.

        `directory`, `release` (`name`, `url`) and `reference` say what it is about; the rest has defaults, apart from `steps`
        (`software`, `instance`) of a rebuild:

        - `action`: `rebuild`, `destroy` (the instance, with those that it requested) or `remove` (the release);
        - `partition`: for `destroy`, that of an instance which another one requested: `reference` is the name that it gave it;
        - `scope`: `one`, or `all` releases and instances;
        - `force` (true): build also what seems finished; `verbose` (false): `buildout -vvvv`;
        - `rebootstrap` (true): build the Python that a release names first, and all else under it;
        - `request`: `softwareType`, `parameters`, `state` (`started`, `stopped`) to ask for; what is not in it stays as it is.
        """
        wanted = checked_job(params)
        # A check of promises takes a moment: nobody who presses a button should hear of it.
        with self._check_lock:
            lock = self._lock()
        try:
            node = self._running_node()
            if wanted['action'] == 'remove':
                _check_unused(node, wanted['release']['url'])
            job: Job = {
                **wanted,
                'notes': node.take_notes(),
                'grace': self._grace,
                'config': node.config,
                'masterUrl': node.master_url,
                'computer': COMPUTER_ID,
                'softwareRoot': node.software_directory,
                'instanceRoot': node.instance_directory,
                'instanceSocket': node.instance_socket,
                'database': node.database,
                'pidfiles': node.pidfiles,
            }
            pid, report = self._fork(job, lock)
        finally:
            # The leader holds a copy of the descriptor, and with it the lock.
            os.close(lock)
        try:
            ready = select.select([report], [], [], _START_TIMEOUT)[0]
            if not ready or not os.read(report, 100):
                raise EngineError('engine_failed', f"The run did not start; see {wanted['directory']}/leader.log.")
        finally:
            os.close(report)
        return {'pid': pid}

    def run_stop(self, params: Params) -> contract.RunStopResult:
        """Cancel a run, also one that an earlier host started; its state once it has ended."""
        directory = text_param(params, 'directory')
        status = run_status.read(directory)
        if status is None:
            raise EngineError('not_found', 'There is no run in that directory.')
        if run_status.is_alive(status):
            processes.send([status['pid']], signal.SIGTERM)
            if not processes.wait_gone(status['pid'], self._grace + _AFTER_GRACE):
                self._kill_run(status)
                status = run_status.read(directory) or status
                if not status['finished']:
                    run_status.end(status, 'Cancelled; it had to be killed.')
                    run_status.write(directory, status)
            status = run_status.read(directory) or status
        elif not status['finished']:
            # Its leader was killed: what it had started may still be running.
            self._kill_run(status)
        if not status['finished']:
            return {'state': 'interrupted'}
        return {'state': run_status.state_of(status['steps'])}

    def run_check(self, params: Params) -> contract.RunCheckResult:
        """Whether the leader of the run in a directory is alive."""
        status = run_status.read(text_param(params, 'directory'))
        return {'alive': status is not None and run_status.is_alive(status)}

    def snapshot(self, _params: Params) -> snapshots.Snapshot:
        """Instances with their processes, promises and parameters, as they are on disk and in supervisor."""
        return snapshots.snapshot(self._database, os.path.join(self.base, 'inst'))

    def releases(self, _params: Params) -> contract.ReleasesResult:
        """`urls` of the releases that slapproxy has as available: supplied, and not removed since."""
        return {'urls': partitions.read_releases(self._database)}

    def rules_read(self, _params: Params) -> contract.RequestRules:
        """How requests of instances are answered that this node does not serve."""
        return requests.read_rules(self.base)

    def rules_write(self, params: Params) -> dict[str, Any]:
        """Replace the rules; slapproxy reads them at each request."""
        if not all(isinstance(params[name], list) for name in ('forwards', 'standIns')):
            raise EngineError('bad_request', 'forwards and standIns must be lists.')
        requests.write_rules(self.base, cast(contract.RequestRules, params))
        return {}

    def process_action(self, params: Params) -> dict[str, Any]:
        """Start, stop or restart (`action`) the process `name` of `partition`, or all of its processes."""
        partition = self._partition(params)
        action = params.get('action')
        if action not in services.ACTIONS:
            raise EngineError('bad_request', f"action must be one of {', '.join(services.ACTIONS)}.")
        services.act(self._opened_node().instance_socket, partition, action, optional_text(params, 'name'))
        return {}

    def promise_run(self, params: Params) -> dict[str, Any]:
        """Check the promise `name` of `partition` now, or all of its promises."""
        partition, name = self._partition(params), optional_text(params, 'name')
        if name is not None and name not in promise_results.promise_names(self._folder(partition)):
            raise EngineError('not_found', f'There is no promise {name!r} in {partition}.')
        if partition not in self._started_partitions():
            raise EngineError('not_found', f'{partition} is stopped: its promises are not checked. Start the instance first.')
        self._check_promises([partition], None if name is None else [name], due=False)
        return {}

    def promise_due(self, _params: Params) -> contract.PromiseDueResult:
        """Check the promises of all started partitions whose time has come; an anomaly bangs.

        The answer: number of `checked` promises, those that are `failed` now (`partition/name`), partitions that had a bang.
        """
        names = self._started_partitions()
        if not names:
            return {'checked': 0, 'failed': [], 'bangs': []}
        begin = time.time()
        self._check_promises(names, None, due=True)
        return {
            'checked': sum(promise_results.promises_checked_since(self._folder(name), begin) for name in names),
            'failed': [f"{name}/{promise['name']}" for name in names
                       for promise in promise_results.read_promises(self._folder(name)) if promise['failed']],
            'bangs': [name for name in names if bang.time_of(self._folder(name)) >= begin],
        }

    def promise_history(self, params: Params) -> contract.PromiseHistoryResult:
        """Earlier checks of the promises of `partition`."""
        return {'promises': promise_history.history(self._folder(self._partition(params)))}

    def _check_promises(self, names: list[str], only: list[str] | None, due: bool) -> None:
        log = os.path.join(self.base, 'var', 'log', 'webrunner-promises.log')
        with self._check_lock:
            lock = self._lock()
            try:
                node = self._running_node()
                job: Check = {'promises': True, 'config': node.config, 'partitions': names, 'only': only, 'due': due, 'log': log}
                report = self._fork(job, lock)[1]
            finally:
                # The process of the check holds a copy of the descriptor, and with it the lock.
                os.close(lock)
            with open(report, encoding='utf-8') as f:
                answer = f.read()
        code = json.loads(answer)['code'] if answer else None
        if code == outcome.ALREADY_RUNNING:
            raise EngineError('run_in_progress', 'Another `slapos node` is running; wait for it to end.')
        if code not in outcome.PROMISES_CHECKED:
            raise EngineError('engine_failed', f'The promises could not be checked; see {log}.')

    def _started_partitions(self) -> list[str]:
        return [row['reference'] for row in partitions.read_partitions(self._opened_node().database)
                if row['requested_state'] == 'started' and os.path.isdir(self._folder(row['reference']))]

    def _partition(self, params: Params) -> str:
        """The parameter `partition`: one that has an instance."""
        name = text_param(params, 'partition')
        if all(row['reference'] != name for row in partitions.read_partitions(self._opened_node().database)):
            raise EngineError('not_found', f'There is no instance in {name}.')
        return name

    @property
    def _database(self) -> str:
        """slapproxy's, also before the node is open."""
        return os.path.join(self.base, 'var', 'proxy.db')

    def _folder(self, partition: str) -> str:
        return os.path.join(self.base, 'inst', partition)

    def services_stop(self, _params: Params) -> dict[str, Any]:
        """Stop the processes of all instances."""
        self._opened_node().stop_services()
        return {}

    def shutdown(self, _params: Params) -> dict[str, Any]:
        """Stop services, supervisors and slapproxy. The host ends after the answer."""
        with self._node_lock:
            if self._node is not None:
                self._node.shutdown()
                self._node = None
        return {}

    def dispose(self) -> None:
        """Have a node that is still being opened ended, and let the zygote end."""
        self._ending.set()
        # Who holds it is opening, and gives up.
        with self._node_lock, self._zygote_lock:
            if self._zygote is not None:
                self._zygote.close()
                self._zygote = None

    def _opened_node(self) -> Node:
        if self._node is None:
            raise EngineError('not_open', 'The engine is not started yet: open it first.')
        return self._node

    def _running_node(self) -> Node:
        with self._node_lock:
            node = self._opened_node()
            if not node.is_running():
                logger.warning('slapproxy or a supervisor had died: starting it again')
                node = self._node = Node(self.base, self._partitions, self._ending)
            node.take_over()
            return node

    def _lock(self) -> int:
        os.makedirs(self.base, 0o700, exist_ok=True)
        descriptor = os.open(os.path.join(self.base, 'run.lock'), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(descriptor)
            raise EngineError('run_in_progress', 'Another run is going on; wait for it to end, or cancel it.') from error
        return descriptor

    def _fork(self, job: Job | Check, lock: int) -> tuple[int, int]:
        with self._zygote_lock:
            if self._zygote is None:
                self._zygote = Zygote.execute()
            try:
                return self._zygote.request(job, lock)
            except OSError:
                # It was killed. The next one takes a second to start.
                logger.warning('the zygote had died: starting another')
                self._zygote.close()
                self._zygote = Zygote.execute()
                return self._zygote.request(job, lock)

    def _kill_run(self, status: run_status.Status) -> None:
        """Kill a leader and what is left of its builds: its session, its groups, and strays with their HOME there."""
        if status['bootId'] != processes.boot_id():
            return
        leader = status['pid']
        if run_status.is_alive(status):
            below = [entry.pid for entry in processes.descendants(leader)]
            processes.send([leader, *below], signal.SIGKILL)
            processes.wait_gone(leader, 1)
        groups = {step['processGroup'] for step in status['steps'] if 'processGroup' in step}
        folders = {folder for step in status['steps'] for folder in step.get('folders', ())}
        # A few turns, for what is started by a process that is being killed. Numbers may have been given anew since: so
        # a process must be of this base too.
        for _ in range(20):
            left = [entry.pid for entry in processes.everything() if entry.state not in 'ZX' and (
                ((entry.session == leader or entry.group in groups) and processes.belongs_to(entry.pid, self.base))
                or any(processes.has_home(entry.pid, folder) for folder in folders))]
            if not left:
                return
            processes.send(left, signal.SIGKILL)
            time.sleep(0.02)


def _check_unused(node: Node, url: str) -> None:
    names = [row['partition_reference'] or row['reference'] for row in partitions.read_partitions(node.database)
             if row['software_release'] == url]
    if names:
        raise EngineError('has_instances', f"The release has instances ({', '.join(names)}): destroy them first.")
