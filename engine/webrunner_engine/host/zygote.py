"""A single-threaded process that has the engine imported, and forks the leader of each run.

It is forked from the host before that starts threads (a fork of a process with threads may deadlock), and shares its memory.
The host asks by one packet: three descriptors (the run's lock, a pipe to report on, the job as JSON); a job with `promises` is for
`promise_check`, any other for a leader. The answer is one packet, `{"pid": …}`. It ends when the host does; runs go on.
"""
import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Mapping

_PACKET = 4096


class Zygote:
    """The host's side: a running zygote, until `close`."""

    def __init__(self, channel: socket.socket, pid: int):
        self._channel = channel
        self._pid = pid

    @classmethod
    def fork(cls) -> 'Zygote':
        """Fork one from this process, which must have no threads yet."""
        own, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        pid = os.fork()
        if pid:
            other.close()
            return cls(own, pid)
        code = 1
        try:
            own.close()
            _let_go_of_streams()
            serve(other)
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)

    @classmethod
    def execute(cls) -> 'Zygote':
        """Start one afresh, from a process that may have threads."""
        own, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with other:
            process = subprocess.Popen(
                [sys.executable, '-m', __name__, 'slapos', str(other.fileno())],
                pass_fds=[other.fileno()], stdin=subprocess.DEVNULL, stdout=2, cwd='/')
        # Its end is noticed and buried by `close`, like that of a forked one.
        process.returncode = 0
        return cls(own, process.pid)

    def request(self, job: Mapping[str, object], lock: int) -> tuple[int, int]:
        """Have a process forked for `job`, which takes over `lock`: its pid, and the pipe that it reports on.

        Raises OSError when the zygote has died.
        """
        reader, writer = os.pipe()
        content = os.memfd_create('job')
        try:
            with open(content, 'w', encoding='utf-8', closefd=False) as f:
                json.dump(job, f)
            socket.send_fds(self._channel, [b'run'], [lock, writer, content])
            answer = self._channel.recv(_PACKET)
            if not answer:
                raise ConnectionResetError('the zygote has ended')
        except OSError:
            os.close(reader)
            raise
        finally:
            os.close(writer)
            os.close(content)
        return json.loads(answer)['pid'], reader

    def close(self) -> None:
        """Let it end, and bury it. Leaders that it forked live on."""
        self._channel.close()
        try:
            os.waitpid(self._pid, 0)
        except ChildProcessError:
            return


def serve(channel: socket.socket) -> None:
    """In the zygote: import the engine, then fork leaders until the host closes its end."""
    # A Ctrl-C in the terminal of the server is the server's to handle.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    from webrunner_engine.runs import leader, promise_check
    from webrunner_engine.upstream import launcher, warm
    launcher.prepare()
    warm.preload()
    warm.attach()
    gc.collect()
    # Objects made so far are left alone by the collector, so that their memory stays shared with the forks.
    gc.freeze()
    while True:
        _reap()
        # Wake up to bury leaders that have ended, at a leisurely pace: nothing waits for it.
        if not select.select([channel], [], [], 5)[0]:
            continue
        message, descriptors, _, _ = socket.recv_fds(channel, _PACKET, 3)
        if not message:
            return
        lock, report, content = descriptors
        pid = os.fork()
        if pid == 0:
            channel.close()
            os.lseek(content, 0, os.SEEK_SET)
            with open(content, encoding='utf-8') as f:
                job = json.load(f)
            try:
                (promise_check if 'promises' in job else leader).main(job, lock, report)
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(0)
        for descriptor in descriptors:
            os.close(descriptor)
        channel.send(json.dumps({'pid': pid}).encode())


def _reap() -> None:
    while True:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                return
        except ChildProcessError:
            return


def _let_go_of_streams() -> None:
    """Neither read the server's requests nor write among the host's answers."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    os.close(nothing)


def main() -> None:
    """A zygote of its own: `python -m webrunner_engine.host.zygote slapos <descriptor>`.

    slapgrid takes the process in a pidfile for a living `slapos` only if its command line has that word.
    """
    serve(socket.socket(fileno=int(sys.argv[2])))


if __name__ == '__main__':
    main()
