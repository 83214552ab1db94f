"""`slapos`, with our buildout, watchdog and slapproxy guard. Arguments, output and exit codes are upstream's.

This is the `slapos` that a terminal finds as `<base>/bin/slapos`, and what a run executes in a forked process.
"""
import os
import sys

from webrunner_engine.kit import loopback
from webrunner_engine.kit.environment import environment_bin

BUILDOUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'buildout_launcher.py')


def use_own_watchdog() -> None:
    """Have supervisords of instances started with our watchdog."""
    import slapos.grid.slapgrid
    slapos.grid.slapgrid.WATCHDOG_PATH = os.path.join(environment_bin(), 'webrunner-slapos-watchdog')


def prepare() -> None:
    """Attach our programs to the imported slapgrid. Needs to be done once per process (and those forked from it)."""
    import slapos.grid.slapgrid
    import slapos.grid.SlapObject
    import slapos.grid.utils

    from webrunner_engine.dialect import rebootstrap
    from webrunner_engine.upstream import (
        buildout_command,
        command_output,
        destruction,
        patience,
        promise_errors,
        promise_files,
        recording,
        supervision,
    )
    if getattr(slapos.grid.slapgrid, '_webrunner_prepared', False):
        return
    slapos.grid.slapgrid._webrunner_prepared = True
    use_own_watchdog()

    upstream_bootstrap = slapos.grid.utils.bootstrapBuildout

    def bootstrapBuildout(path, logger, buildout=None, additional_buildout_parameter_list=None):
        return upstream_bootstrap(path, logger, buildout or BUILDOUT, additional_buildout_parameter_list)

    slapos.grid.utils.bootstrapBuildout = bootstrapBuildout

    software = slapos.grid.SlapObject.Software
    upstream_install = software._install_from_buildout

    def _install_from_buildout(self):
        # A bin/buildout of another engine (an older version, a moved folder) would fail once before slapgrid
        # bootstraps again: without it, slapgrid bootstraps at once. One of the Python of the release may not be wanted.
        script = os.path.join(self.software_path, 'bin', 'buildout')
        if os.path.exists(script) and not is_own_buildout(script, sys.executable if rebootstrap.is_switched_off() else None):
            os.remove(script)
        return upstream_install(self)

    software._install_from_buildout = _install_from_buildout
    buildout_command.attach()
    command_output.attach()
    recording.attach()
    destruction.attach()
    patience.attach()
    promise_errors.attach()
    promise_files.attach()
    supervision.attach()


def is_own_buildout(script: str, python: str | None = None) -> bool:
    """Whether `script` is a bin/buildout that this engine wrote: these packages, with the dialect.

    It runs under `python`, or else under any that is there: a release may have been started again under its own.
    """
    from webrunner_engine.dialect.script import APPLY
    try:
        with open(script) as f:
            text = f.read()
    except OSError:
        return False
    runs = text.startswith('#!') and text.partition('\n')[0][2:]
    return bool(runs) and (os.access(runs, os.X_OK) if python is None else runs == python) and APPLY in text


def run(arguments: list[str]) -> int:
    """Run `slapos` with `arguments` (without the program's name) in this process; the exit code."""
    prepare()
    loopback.except_from_proxies(loopback.config_of(arguments))
    if arguments[:2] == ['proxy', 'start']:
        from webrunner_engine.upstream import slapproxy_guard
        slapproxy_guard.attach()
    from slapos.cli.entry import SlapOSApp
    return SlapOSApp().run(arguments or ['-h'])


def main(arguments: list[str] | None = None) -> None:
    """The `slapos` command."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


if __name__ == '__main__':
    main()
