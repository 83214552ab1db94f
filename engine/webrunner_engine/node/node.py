"""One SlapOS node in one folder: StandaloneSlapOS of slapos.core, with what a shared workplace needs.

- every partition has an IPv4 address of its own, of a /24 block of 127.0.0.0/8 that is drawn once per folder
  (and `::1`, where the machine has IPv6), so that two services may use the same port;
- slapproxy listens on a port drawn once per folder, drawn again when another program has taken it;
- opening it again starts only what does not run, and formats only when something changed;
- an opening that fails, or is given up, ends what it has started, and nothing else.

Layout (all below `base`): `soft/`, `inst/`, `shared/`, `etc/`, `var/`, `bin/slapos`; `etc/network.json` holds what was drawn,
`etc/formatted` what partitions were last formatted with.
"""
import hashlib
import os
import re
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from http.client import HTTPException
from types import SimpleNamespace
from xmlrpc.client import Fault

import psutil
from slapos.grid import slapgrid, svcbackend
from slapos.slap import standalone
from supervisor import xmlrpc as supervisor_xmlrpc

from webrunner_engine.kit import loopback, peers, processes
from webrunner_engine.kit.environment import environment_bin
from webrunner_engine.kit.errors import EngineError
from webrunner_engine.kit.files import read_bytes, replace_file
from webrunner_engine.node import orphans
from webrunner_engine.node.network import SLAPPROXY_HOST, Network, is_free
from webrunner_engine.node.opening import opening
from webrunner_engine.upstream import launcher, standalone_files, supervision
from webrunner_engine.upstream.standalone_files import PROXY

COMPUTER_ID = 'local'
_INSTANCES = 'slapos-instance-supervisord'
_START_TIMEOUT = 30
_ANSWER_TIMEOUT = 5
# What ends a value, or begins an expansion, in the files of supervisord, slapos and buildout, or in a command of a shell.
_ODD = re.compile(r"""[\s"#$%&'()*;<>?\[\\\]`{|}:]""")


class Node(standalone.StandaloneSlapOS):
    """A started SlapOS node. Creating it starts or re-attaches to what is in `base`; raises EngineError.

    When it raises, also because `ending` was set meanwhile, what it had started is ended; what ran before goes on.
    """

    def __init__(self, base: str, partitions: int, ending: threading.Event):
        if os.getuid() == 0:
            raise EngineError('root', 'The engine refuses to run as root: start it as an unprivileged user.')
        # Longest socket name: <base>/var/run/sv.sock and the suffix of supervisord's temporary one.
        if len(os.path.join(base, 'var', 'run', 'sv.sock.xxxxxxx')) > 107:
            raise EngineError('path_too_deep', f'The path {base} is too long for sockets: use a shorter state directory.')
        odd = _ODD.search(base)
        if odd:
            raise EngineError('odd_path', f'The path {base!r} has {odd.group()!r} in it, which the files of SlapOS cannot name: '
                              'use another state directory.')
        os.makedirs(base, 0o700, exist_ok=True)
        self._wanted_partitions = partitions
        # Sentences for the log of the next run.
        self._notes: list[str] = []
        self._formatted = os.path.join(base, 'etc', 'formatted')
        standalone_files.attach()
        with opening(os.path.join(base, 'open.lock'), ending) as self._opening:
            self._network = Network.load(os.path.join(base, 'etc', 'network.json'))
            # Supervisors, and so the services, have the environment of this process.
            loopback.except_from_proxies(os.path.join(base, 'etc', 'slapos.cfg'))
            _settle_port(base, self._network)
            try:
                super().__init__(
                    base, SLAPPROXY_HOST, self._network.port, computer_id=COMPUTER_ID,
                    slapos_bin=os.path.join(environment_bin(), 'webrunner-slapos'))
            except standalone.PathTooDeepError as error:
                raise EngineError('path_too_deep', f'{error}. Use a shorter state directory.') from error
            self._opening.check()
            self._format_if_needed()

    @property
    def config(self) -> str:
        """Path of slapos.cfg, as for `slapos --cfg`."""
        return self._slapos_config

    @property
    def master_url(self) -> str:
        """URL of slapproxy."""
        return self._master_url

    @property
    def database(self) -> str:
        """Path of slapproxy's SQLite file."""
        return self._proxy_database

    @property
    def instance_socket(self) -> str:
        """Path of the socket of the supervisord of instances."""
        return os.path.join(self._instance_root, 'sv.sock')

    @property
    def pidfiles(self) -> dict[str, str]:
        """Where `slapos node` keeps its pid, by sub-command."""
        return {'software': self._software_pid, 'instance': self._instance_pid, 'report': self._report_pid}

    def address(self, number: int) -> str:
        """IPv4 address of partition `number`."""
        return f'{self._network.block}.{loopback.FIRST_ADDRESS + number}'

    def _initBaseDirectory(self, *roots: str) -> None:
        # Upstream would write "no partitions" here and the real number at each format.
        self._partition_count = self._wanted_partitions
        self._ipv6_address = '::1' if _has_ipv6() else ''
        super()._initBaseDirectory(*roots)

    def start(self) -> None:
        """Start what does not run: the system's supervisord, slapproxy, the supervisord of instances."""
        self._start_supervisor()
        self._start_slapproxy()
        self._start_instance_supervisor()

    def _start_supervisor(self) -> None:
        if _answers(self._supervisor_socket):
            with self.system_supervisor_rpc as supervisor:
                added, changed, _ = supervisor.reloadConfig()[0]
                for name in changed:
                    # A changed description takes effect at the next start of the program; instances keep running.
                    if name != _INSTANCES:
                        supervisor.stopProcessGroup(name)
                        supervisor.removeProcessGroup(name)
                        supervisor.addProcessGroup(name)
                for name in added:
                    supervisor.addProcessGroup(name)
            return
        self._remove_stale(self._supervisor_pid, self._supervisor_socket)
        # One that hangs is not ours to end.
        others = self._supervisors()
        self._opening.owns(lambda: _end_supervisors(self._supervisors() - others))
        process = subprocess.run(
            [os.path.join(environment_bin(), 'supervisord'), '--configuration', self._supervisor_config],
            cwd=self._base_directory, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, errors='replace', check=False)
        if process.returncode:
            raise EngineError('engine_failed', f'supervisord did not start: {_reason(process.stdout)}')
        self._wait_started(lambda: _answers(self._supervisor_socket), 'supervisord did not answer; see ' + self._supervisor_log)

    def _start_slapproxy(self) -> None:
        if self._state(PROXY) not in ('RUNNING', 'STARTING'):
            self._start_program(PROXY)
        log = os.path.join(self._log_directory, 'slapos-proxy.log')
        self._wait_started(self._slapproxy_answers, 'slapproxy did not answer; see ' + log)

    def _start_instance_supervisor(self) -> None:
        launcher.use_own_watchdog()
        watchdog = slapgrid.Slapgrid._getWatchdogLine(SimpleNamespace(
            master_url=self._master_url, certificate_repository_path=None, computer_id=self._computer_id,
            instance_root=self._instance_root))
        path = os.path.join(self._instance_root, 'etc', 'supervisord.conf')
        self._notes += supervision.set_aside(os.path.join(self._instance_root, 'etc', 'supervisord.conf.d'))
        before = read_bytes(path)
        svcbackend.createSupervisordConfiguration(self._instance_root, self._logger, watchdog)
        if _answers(self.instance_socket):
            # Also when the supervisord above it was killed: its services are not to be stopped for that.
            if before != read_bytes(path):
                with self.instance_supervisor_rpc as supervisor:
                    supervisor.reloadConfig()
                    supervisor.stopProcessGroup('watchdog')
                    supervisor.removeProcessGroup('watchdog')
                    supervisor.addProcessGroup('watchdog')
            self.take_over()
            return
        left_over = self._end_orphans(None)
        self._remove_stale(os.path.join(self._instance_root, 'var', 'run', 'supervisord.pid'), self.instance_socket)
        if self._state(_INSTANCES) not in ('RUNNING', 'STARTING'):
            self._start_program(_INSTANCES)
        log = os.path.join(self._log_directory, f'{_INSTANCES}.log')
        self._wait_started(lambda: _answers(self.instance_socket), 'The supervisord of instances did not answer; see ' + log)
        self._start_again(left_over)

    def take_over(self) -> None:
        """End services that a supervisord which was killed has left behind, and have the one that is there now start them."""
        with self.instance_supervisor_rpc as supervisor:
            pid = supervisor.getPID()
        self._start_again(self._end_orphans(pid))

    def take_notes(self) -> list[str]:
        """What has been done that a user should know of, once."""
        notes, self._notes = self._notes, []
        return notes

    def _end_orphans(self, supervisor: int | None) -> list[str]:
        """Names of the services that were ended."""
        found = orphans.find(self.instance_socket, supervisor)
        if not found:
            return []
        left = orphans.end(found)
        names = orphans.services(found)
        if names or left:
            self._notes.append(orphans.told(found, left))
        return names

    def _start_again(self, names: list[str]) -> None:
        with self.instance_supervisor_rpc as supervisor:
            for name in names:
                try:
                    supervisor.startProcess(name, False)
                except Fault as fault:
                    # It runs already, or its instance is gone: the next deployment settles it.
                    self._logger.info('%s was not started again: %s', name, fault.faultString)

    def is_running(self) -> bool:
        """Whether slapproxy and both supervisors answer. Takes a few milliseconds."""
        return _answers(self._supervisor_socket) and _answers(self.instance_socket) and self._slapproxy_answers()

    def stop_services(self) -> None:
        """Stop the processes of all partitions and wait until they are stopped."""
        if not _answers(self.instance_socket):
            return
        with self.instance_supervisor_rpc as supervisor:
            groups = {process['group'] for process in supervisor.getAllProcessInfo()} - {'watchdog'}
            for group in groups:
                supervisor.stopProcessGroup(group, False)
        _wait(lambda: not self._stopping(groups), 'Some services did not stop within 90 seconds.', timeout=90)

    def _stopping(self, groups: set[str]) -> bool:
        with self.instance_supervisor_rpc as supervisor:
            return any(process['group'] in groups and process['statename'] in ('STOPPING', 'RUNNING', 'STARTING')
                       for process in supervisor.getAllProcessInfo())

    def shutdown(self) -> None:
        """Stop services, supervisors and slapproxy, and wait for them to be gone."""
        self.stop_services()
        pids = []
        for socket_path in (self.instance_socket, self._supervisor_socket):
            if _answers(socket_path):
                with svcbackend.getSupervisorRPC(socket_path) as supervisor:
                    pids.append(supervisor.getPID())
        if _answers(self._supervisor_socket):
            with self.system_supervisor_rpc as supervisor:
                supervisor.stopAllProcesses()
                supervisor.shutdown()
        if _answers(self.instance_socket):
            # One that outlived its supervisor.
            with self.instance_supervisor_rpc as supervisor:
                supervisor.shutdown()
        _wait_gone(pids)

    def _state(self, program: str) -> str:
        with self.system_supervisor_rpc as supervisor:
            return supervisor.getProcessInfo(program)['statename']

    def _start_program(self, program: str) -> None:
        with self.system_supervisor_rpc as supervisor:
            try:
                supervisor.startProcess(program)
            except Fault as fault:
                if fault.faultCode == supervisor_xmlrpc.Faults.ALREADY_STARTED:
                    return
                raise EngineError('engine_failed', f'{program} did not start: {fault.faultString}.') from fault
        self._opening.owns(lambda: self._stop_program(program))

    def _stop_program(self, program: str) -> None:
        with self.system_supervisor_rpc as supervisor:
            supervisor.stopProcess(program)

    def _supervisors(self) -> set[int]:
        """Processes of the system's supervisord: not more than one, unless one hangs."""
        return {pid for pid, command in _own_processes()
                if command[-2:] == ['--configuration', self._supervisor_config]}

    def _wait_started(self, condition: Callable[[], bool], message: str) -> None:
        def has_started() -> bool:
            self._opening.check()
            return condition()
        _wait(has_started, message)

    def _slapproxy_answers(self) -> bool:
        return _is_slapproxy(self._network.port)

    @staticmethod
    def _remove_stale(*paths: str) -> None:
        for path in paths:
            try:
                os.unlink(path)
            except FileNotFoundError:
                continue

    def _format_if_needed(self) -> None:
        standalone_files.DefinitionWriter(self).writeConfig(self._slapformat_definition)
        wanted = hashlib.sha256(read_bytes(self._slapformat_definition) + self._instance_root.encode()).hexdigest()
        names = [f'{self._partition_base_name}{number}' for number in range(self._wanted_partitions)]
        present = all(os.path.isdir(os.path.join(self._instance_root, name)) for name in names)
        if present and read_bytes(self._formatted).decode() == wanted and os.path.exists(self._proxy_database):
            return
        try:
            self.format(self._wanted_partitions, self.address(0), self._ipv6_address)
        except ValueError as error:
            raise EngineError('engine_failed', f'{error}.') from error
        except subprocess.CalledProcessError as error:
            output = error.output.decode('utf-8', 'replace').strip().splitlines()
            raise EngineError('engine_failed', f'slapos node format failed: {output[-1] if output else error}') from error
        replace_file(self._formatted, wanted)


def _is_slapproxy(port: int) -> bool:
    # Another account that took the port in a moment when it was free could name releases to install.
    if peers.listener_uid(SLAPPROXY_HOST, port) != os.getuid():
        return False
    try:
        with loopback.open_directly(f'http://{SLAPPROXY_HOST}:{port}/getRunId', timeout=_ANSWER_TIMEOUT) as response:
            return response.status == 200
    except (OSError, HTTPException):
        return False


def _settle_port(base: str, network: 'Network') -> None:
    """See to it that the port is that of our running slapproxy, or free: nobody else is ever asked anything there."""
    supervisor_socket = os.path.join(base, 'var', 'run', 'sv.sock')
    if _answers(supervisor_socket):
        with svcbackend.getSupervisorRPC(supervisor_socket) as supervisor:
            if supervisor.getProcessInfo(PROXY)['statename'] in ('RUNNING', 'STARTING'):
                deadline = time.monotonic() + _ANSWER_TIMEOUT
                while time.monotonic() < deadline:
                    if _is_slapproxy(network.port):
                        return
                    time.sleep(0.05)
                supervisor.stopProcess(PROXY)
    else:
        _kill_left_over_slapproxy(os.path.join(base, 'etc', 'slapos.cfg'))
    if not is_free(network.port):
        network.draw_port()


def _reason(output: str) -> str:
    """What a program complained of. supervisord adds all names of the environment where it fails to expand one."""
    lines = output.strip().splitlines() or ['it said nothing']
    complaint = next((line for line in lines if line.startswith('Error')), lines[-1])
    return complaint.partition(' Available names:')[0][:300]


def _has_ipv6() -> bool:
    if not socket.has_ipv6:
        return False
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as listener:
            listener.bind(('::1', 0))
    except OSError:
        return False
    return True


def _answers(supervisor_socket: str) -> bool:
    try:
        with svcbackend.getSupervisorRPC(supervisor_socket) as supervisor:
            return supervisor.getState()['statename'] == 'RUNNING'
    except (OSError, Fault):
        # No socket, nobody behind it, or one that is shutting down.
        return False
    except Exception as error:
        # A connection cut in the middle raises one of http.client's or xmlrpc's many errors.
        if type(error).__module__.split('.')[0] in ('http', 'xmlrpc', 'xml'):
            return False
        raise


def _kill_left_over_slapproxy(config: str) -> None:
    """End a slapproxy whose supervisord was killed: it would hold the port, and nobody would restart it."""
    for pid, command in _own_processes():
        if command[-5:-1] == ['proxy', 'start', '--cfg', config]:
            processes.send([pid], signal.SIGKILL)
            processes.wait_gone(pid, 5)


def _own_processes() -> Iterator[tuple[int, list[str]]]:
    """Processes of this account, by pid, with their command lines."""
    for process in psutil.process_iter():
        try:
            if process.uids().real == os.getuid():
                yield process.pid, process.cmdline()
        except psutil.NoSuchProcess:
            continue


def _end_supervisors(pids: set[int]) -> None:
    """Have supervisords stop what they run, and end."""
    processes.send(pids, signal.SIGTERM)
    _wait_gone(pids)


def _wait_gone(pids: Iterable[int]) -> None:
    alive = [pid for pid in pids if not processes.wait_gone(pid, 60)]
    if alive:
        raise EngineError('engine_failed', f'A supervisord still runs after 60 seconds, as process {alive[0]}.')


def _wait(condition: Callable[[], bool], message: str, timeout: float | None = None) -> None:
    deadline = time.monotonic() + (timeout or _START_TIMEOUT)
    while not condition():
        if time.monotonic() > deadline:
            raise EngineError('engine_failed', message)
        time.sleep(0.02)
