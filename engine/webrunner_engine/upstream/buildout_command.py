"""The command line with which slapgrid starts buildout: put on record; with `-vvvv`, and in the log, where wanted."""
import functools
import os
import shlex

import slapos.grid.utils

from webrunner_engine.upstream import recording

OPTION = '-vvvv'
_verbose = False


def set_verbose(verbose: bool) -> None:
    """Whether slapgrid, in this process, starts buildout with `-vvvv`."""
    global _verbose
    _verbose = verbose


def attach() -> None:
    """Make slapgrid heed `set_verbose`, and record each command line. To be done once per process."""
    upstream = slapos.grid.utils.launchBuildout

    @functools.wraps(upstream)
    def launchBuildout(path, buildout_binary, logger, additional_buildout_parameter_list=None, **options):
        parameters = [*([OPTION] if _verbose else []), *(additional_buildout_parameter_list or [])]
        command = f"cd {shlex.quote(os.path.abspath(path))} && {shlex.join([buildout_binary, '-U', *parameters])}"
        recording.note_buildout(command)
        if _verbose:
            logger.info('$ %s', command)
        return upstream(path, buildout_binary, logger, parameters, **options)

    slapos.grid.utils.launchBuildout = launchBuildout
