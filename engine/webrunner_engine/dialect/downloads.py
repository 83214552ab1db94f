"""Behaviour 19: a download that fails, or that may not be, names its address and the line of the profile that asked for it.

With `WEBRUNNER_NO_DOWNLOADS=1` in the environment a build downloads nothing: see `switch`.

Beside that, `alternate_url` of SlapOS's fork is tried where an address fails.
"""
import functools
import urllib.error
from typing import Any

import zc.buildout
from zc.buildout import _package_index, configparser, easy_install
from zc.buildout.download import ChecksumError, Download
from zc.buildout.easy_install import Installer, MissingDistribution

from webrunner_engine.dialect import switch
from webrunner_engine.dialect.askers import Asking, Work


class DownloadFailed(zc.buildout.UserError):
    """A download that failed."""


_asking = Asking()
# Pages of package indexes that could not be read, and why; a process reads each but once.
_unreachable: dict[str, str] = {}


def apply(buildout: Any) -> None:
    """Follow what the build is at, and tell of its downloads."""
    _follow(buildout)
    _tell_of_files()
    _tell_of_distributions()


def _follow(buildout: Any) -> None:
    cls = buildout.Buildout
    upstream_init = cls.__init__

    @functools.wraps(upstream_init)
    def __init__(self, *args, **kwargs):
        _asking.build = self
        if switch.downloads_are_off():
            switch.refuse_downloads(_asked)
        upstream_init(self, *args, **kwargs)

    cls.__init__ = __init__

    upstream_parse = configparser.parse

    @functools.wraps(upstream_parse)
    def parse(fp, fpname, *args, **kwargs):
        sections = upstream_parse(fp, fpname, *args, **kwargs)
        # Of one from the web, buildout adds where it was put meanwhile.
        _asking.note_profile(fpname.partition(' (downloaded as ')[0], sections.get('buildout', {}).get('extends', ''))
        return sections

    configparser.parse = parse

    upstream_load = cls._load_extensions

    @functools.wraps(upstream_load)
    def _load_extensions(self):
        with _asking.at(Work('buildout', 'extensions')):
            return upstream_load(self)

    cls._load_extensions = _load_extensions

    upstream_call = cls.Options._call

    @functools.wraps(upstream_call)
    def _call(self, function):
        with _asking.at(Work(self.name)):
            return upstream_call(self, function)

    cls.Options._call = _call


def _tell_of_files() -> None:
    upstream_download, upstream_call = Download.download, Download.__call__

    @functools.wraps(upstream_download)
    def download(self, url, md5sum=None, path=None):
        try:
            return upstream_download(self, url, md5sum, path)
        except zc.buildout.UserError as error:
            if isinstance(error, ChecksumError) or not isinstance(error.__context__, OSError):
                raise
            raise DownloadFailed(_failure(url, _reason(error.__context__))) from error

    Download.download = download

    @functools.wraps(upstream_call)
    def __call__(self, url, md5sum=None, path=None, alternate_url=None):
        try:
            return upstream_call(self, url, md5sum, path)
        except DownloadFailed as error:
            if not alternate_url:
                raise
            self.logger.warning('%s Trying %s.', error, alternate_url)
            return upstream_call(self, alternate_url, md5sum, path)

    Download.__call__ = __call__


def _tell_of_distributions() -> None:
    upstream_open = _package_index.open_with_auth

    @functools.wraps(upstream_open)
    def open_with_auth(url, *args, **kwargs):
        try:
            return upstream_open(url, *args, **kwargs)
        except urllib.error.HTTPError:
            # An answer: that there is no such page, mostly.
            raise
        except OSError as error:
            _unreachable[url] = _reason(error)
            raise

    _package_index.open_with_auth = open_with_auth

    upstream_get = Installer._get_dist

    @functools.wraps(upstream_get)
    def _get_dist(self, requirement, ws):
        with _asking.looking_for(requirement.project_name):
            try:
                return upstream_get(self, requirement, ws)
            except MissingDistribution as error:
                if not _unreachable:
                    raise
                url, reason = _page_of(requirement)
                raise DownloadFailed(f'{error} {_failure(url, reason)}') from error

    Installer._get_dist = _get_dist

    upstream_build = Installer.build

    @functools.wraps(upstream_build)
    def build(self, spec, build_ext):
        with _asking.looking_for(easy_install.pkg_resources.Requirement.parse(spec).project_name):
            return upstream_build(self, spec, build_ext)

    Installer.build = build


def _page_of(requirement) -> tuple[str, str]:
    """The page that is most about a distribution, of those that could not be read."""
    end = f'/{easy_install.normalize_name(requirement.project_name)}/'.replace('_', '-')
    return next(((url, reason) for url, reason in _unreachable.items() if url.endswith(end)), next(iter(_unreachable.items())))


def _failure(url: str, reason: str) -> str:
    return f'Download failed: {_asked(url)}: {reason}. Look at the address, and at whether this machine reaches it.'


def _reason(error: BaseException) -> str:
    cause = getattr(error, 'reason', None)
    # The reason of an answer such as 404 goes without its number.
    cause = error if cause is None or isinstance(error, urllib.error.HTTPError) else cause
    return (getattr(cause, 'strerror', None) or str(cause)).rstrip('.')


def _asked(address: str) -> str:
    words = _asking.words(address)
    return f'{address} ({words})' if words else address
