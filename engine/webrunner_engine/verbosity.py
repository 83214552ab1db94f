"""Have buildout tell all it does: `buildout -vvvv`, and its command line in the log."""
import functools
import os
import shlex

import slapos.grid.utils

OPTION = '-vvvv'
_verbose = False


def set_verbose(verbose: bool) -> None:
    """Whether slapgrid, in this process, starts buildout with `-vvvv`."""
    global _verbose
    _verbose = verbose


def attach() -> None:
    """Make slapgrid heed `set_verbose`. To be done once per process."""
    upstream = slapos.grid.utils.launchBuildout

    @functools.wraps(upstream)
    def launchBuildout(path, buildout_binary, logger, additional_buildout_parameter_list=None, **options):
        parameters = list(additional_buildout_parameter_list or [])
        if _verbose:
            parameters.insert(0, OPTION)
            command = shlex.join([buildout_binary, '-U', *parameters])
            logger.info('$ cd %s && %s', shlex.quote(os.path.abspath(path)), command)
        return upstream(path, buildout_binary, logger, parameters, **options)

    slapos.grid.utils.launchBuildout = launchBuildout
