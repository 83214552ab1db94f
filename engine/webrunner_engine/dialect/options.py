"""Options of a section, the SlapOS way: behaviours 1 (the hiding), 2, 3, 4 (the recording, and `barrier`) and 11.

Inside, an option is text in three stages, which are upstream's: `_raw` (as written), `_cooked` (substituted at the start)
and `_data` (used, or set by a recipe). Recipes see decoded values; buildout's own substitution and `.installed.cfg` use the text.
"""
from contextlib import contextmanager
from typing import Any

import zc.buildout

from webrunner_engine.dialect.profile_location import LOCATION
from webrunner_engine.dialect.values import MARK, dumps, escape, loads, unescape


def apply(buildout: Any) -> None:
    """Replace the class of options of `Buildout`, and keep track of which section is starting."""
    buildout.dumps, buildout.loads = dumps, loads
    upstream: Any = buildout.Options

    class Options(upstream):

        def __init__(self, buildout, section, data):
            super().__init__(buildout, section, data)
            # Names of the sections that this one referred to when it started. Recipes know it by this name, and may set it.
            self.depends = set()

        def _initialize(self):
            with _starting(self):
                super()._initialize()

        def _text(self, option: str, seen=None):
            """The option as kept, or None. Text that was substituted once is never substituted again."""
            try:
                return self._data[option]
            except KeyError:
                pass
            text = self._cooked.get(option)
            if text is None:
                return super().get(option, None, seen)
            self._data[option] = text
            return text

        def get(self, option, default=None, *substitution) -> Any:
            # Only buildout's own substitution passes a third argument (the references that are being followed):
            # it wants the text, so that what was escaped stays so in the option that refers to this one.
            if substitution:
                text = self._text(option, substitution[0])
                return default if text is None else text
            text = self._text(option)
            return default if text is None else self._decoded(option, text)

        def __getitem__(self, key):
            text = self._text(key)
            if text is None:
                return super().__getitem__(key)  # raises, with upstream's words
            return self._decoded(key, text)

        def _decoded(self, option, text) -> Any:
            if not text.startswith(MARK):
                return unescape(text)
            try:
                return loads(text)
            except ValueError as error:
                raise zc.buildout.UserError(f'Option {self.name}:{option}: {error}') from error

        def __setitem__(self, option, value):
            # A text that begins with the mark was typed by somebody: it is kept as the text that it is.
            if isinstance(value, str) and not value.startswith(MARK):
                self._data[option] = escape(value)
            else:
                self._data[option] = dumps(value)

        def barrier(self):
            """For recipes that choose among sections and copy what matters: forget those that this one referred to until now.

            A part that refers to this one is not reinstalled when one of those changes, unless the copied options do.
            """
            self.depends.clear()

        def keys(self):
            found: list[str] = super().keys()
            return [key for key in found if key != LOCATION]

        def copy(self):
            """The options as a dict: decoded when a recipe asks, as text when buildout itself does."""
            starting = self.buildout._starting
            if starting and starting[-1] is self:
                # A recipe that takes a copy when it starts may use any option of it: none is unused.
                for key in self._raw:
                    self._text(key)
            result = super().copy()
            result.pop(LOCATION, None)
            # `_created` is a list while install or update of the recipe is running.
            if starting or getattr(self, '_created', None) is not None:
                result = {key: self._decoded(key, text) for key, text in result.items()}
            return result

        def __eq__(self, other):
            if isinstance(other, upstream):
                other = other.copy()
            return self.copy() == other

        __hash__ = None  # type: ignore[assignment]  # as Python has it for what only compares

    @contextmanager
    def _starting(options):
        stack = options.buildout._starting
        stack.append(options)
        try:
            yield
        finally:
            stack.pop()

    buildout.Buildout.Options = Options

    upstream_init = buildout.Buildout.__init__

    def __init__(self, *args, **kwargs):
        self._starting = []
        upstream_init(self, *args, **kwargs)

    buildout.Buildout.__init__ = __init__

    upstream_getitem = buildout.Buildout.__getitem__

    def __getitem__(self, section):
        options = upstream_getitem(self, section)
        if self._starting:
            self._starting[-1].depends.add(section)
        return options

    buildout.Buildout.__getitem__ = __getitem__

    upstream_save_options = buildout._save_options

    def _save_options(section, options, f):
        upstream_save_options(section, options.copy() if isinstance(options, upstream) else options, f)

    buildout._save_options = _save_options

    upstream_read_installed = buildout.Buildout._read_installed_part_options

    def _read_installed_part_options(self):
        result, exists = upstream_read_installed(self)
        for options in result.values():
            # What was saved is the result of substitutions: it is not to be substituted again.
            options._cooked = dict(options._raw)
        return result, exists

    buildout.Buildout._read_installed_part_options = _read_installed_part_options
