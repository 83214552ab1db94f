"""Promises between runs: check them now, or those that are due.

Checks are slapgrid's own, in a process forked by the zygote that holds the run's lock: nothing is deployed meanwhile.
"""
import json
import os
import sys
import traceback
from typing import Literal, TypedDict

from webrunner_engine.upstream import launcher, promise_choice, warm


class Check(TypedDict):
    """What is to be checked: promises of partitions, all (`only` is None) or some; all now, or (`due`) at their own frequency."""

    promises: Literal[True]
    config: str
    partitions: list[str]
    only: list[str] | None
    due: bool
    log: str


def main(job: Check, lock: int, report: int) -> None:
    """In a fork: check promises as `job` says, with the output in its `log`, and tell the exit code of slapgrid as JSON."""
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
        promise_choice.narrow(job['only'], job['due'])
        arguments = ['node', 'promise', '--cfg', job['config'], '--only-cp=' + ','.join(job['partitions'])]
        sys.argv[:] = ['slapos', *arguments]
        code = launcher.run(arguments) or 0
    except SystemExit as ending:
        code = warm.exit_code(ending)
    except BaseException:
        traceback.print_exc()
    finally:
        # Whoever reads the answer may start the next.
        os.close(lock)
        os.write(report, json.dumps({'code': code}).encode() + b'\n')
        warm.finish(code)
