"""Reading of profiles: the result of zc.buildout's own reader, with each file opened once."""
import builtins
import contextlib
import copy
import io
import json
import os
import random
import re
import shutil
import sys
import types
from importlib.machinery import SourceFileLoader
from unittest import mock

import zc.buildout
import zc.buildout.buildout

from dialect_case import DialectCase, Serving, behaviour
from support import FolderCase
from webrunner_engine.dialect import reading

OPTIONS = ('a', 'b', 'kay', 'eggs')
OPERATORS = ('=', ' =', ' +=', ' -=', '+=', '-=')
CONDITIONS = ('', '', '', ':python_version >= "3"', ':python_version < "3"', ':True', ':False', ':sys.platform')
SECTIONS = ('buildout', 's', 't', 'versions')


def _module():
    """A copy of zc.buildout.buildout of its own."""
    loader = SourceFileLoader('a_buildout', zc.buildout.buildout.__file__)
    module = types.ModuleType(loader.name)
    loader.exec_module(module)
    return module


UPSTREAM = _module()
OURS = _module()
reading.apply(OURS)


def read(module, path, user_defaults=None, override=None):
    """Sections with annotated values, as `Buildout` asks for them."""
    options = module._annotate({'buildout': {'newest': 'false'}}, 'DEFAULT_VALUE')['buildout']
    return module._open(os.path.dirname(path), path, [], options, override or {}, set(), user_defaults or {})[0]


def told(data):
    """Values and histories, in order; names of files are normalised, as ours are."""
    return [(section, [(option, key.value, [(item.operation, item.value, _short(item.source)) for item in key.history])
                       for option, key in options.items()]) for section, options in data.items()]


def _short(path):
    return os.path.normpath(path) if path.startswith('/') else path


def outcome(module, path, user_defaults=None):
    """All that can be told of reading a profile: what `Buildout` makes of it, what `annotate` prints, or the error."""
    try:
        defaults = read(module, user_defaults) if user_defaults else {}
        data = read(module, path, copy.deepcopy(defaults))
        merged = module._update(module._annotate({'buildout': {'a': '1', 'directory': 'd'}}, 'DEFAULT_VALUE'), data)
    except Exception as error:
        return type(error).__name__, re.sub(r"/[^\s:,'\]]*", lambda match: _short(match.group()), str(error))
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        for verbose in (False, True):
            module._print_annotate(merged, verbose, [], '/nowhere')
    sources = [_short(key.source) for options in data.values() for key in options.values()]
    lines = [' '.join(_short(word) if '/' in word else word for word in line.split()) for line in printed.getvalue().split('\n')]
    return told(data), told(copy.deepcopy(merged)), sources, lines


class EqualityTest(FolderCase):
    """Generated trees of profiles, full of diamonds, are read as upstream reads them."""

    def test_generated_trees(self):
        different = []
        merged = 0
        for seed in range(600):
            folder = os.path.join(self.folder, str(seed))
            root, defaults = _tree(random.Random(seed), folder)
            expected = outcome(UPSTREAM, root, defaults)
            merged += isinstance(expected[0], list)
            if outcome(OURS, root, defaults) != expected:
                different.append(seed)
            shutil.rmtree(folder)
        self.assertEqual(different, [])
        # Most of them can be read at all.
        self.assertGreater(merged, 300)

    def test_a_macro_that_comes_first_keeps_its_increments(self):
        self.write('base.cfg', '[s]\n<= t\na += 1\n')
        path = self.write('top.cfg', '[buildout]\nextends = base.cfg base.cfg\n[s]\na += 2\n')
        self.assertEqual(outcome(OURS, path), outcome(UPSTREAM, path))

    def test_a_file_that_is_not_there(self):
        self.write('x/middle.cfg', '[buildout]\nextends = ../x/gone.cfg\n')
        path = self.write('top.cfg', '[buildout]\nextends = x/middle.cfg\n')
        self.assertEqual(outcome(OURS, path), outcome(UPSTREAM, path))
        with self.assertRaisesRegex(FileNotFoundError, re.escape(os.path.join(self.folder, 'x/gone.cfg'))):
            read(OURS, path)

    def test_a_circle_ends(self):
        self.write('x/b.cfg', '[buildout]\nextends = ../x/../top.cfg\n')
        path = self.write('top.cfg', '[buildout]\nextends = x/b.cfg\n')
        with self.assertRaisesRegex(zc.buildout.UserError, 'Recursive file include.*top.cfg'):
            read(OURS, path)

    def test_optional_extends(self):
        self.write('base.cfg', '[s]\na = 1\n')
        there = self.write('there.cfg', '[buildout]\nextends = base.cfg\n[s]\na += 2\n')
        path = self.write('top.cfg', f'[buildout]\nextends = base.cfg\noptional-extends = /nowhere/x.cfg {there}\n[s]\nb = 1\n')
        with contextlib.redirect_stdout(io.StringIO()):
            self.assertEqual(outcome(OURS, path), outcome(UPSTREAM, path))

    def test_a_folder_that_is_a_link_elsewhere_is_not_cut_out_of_a_name(self):
        self.write('real/deep/base.cfg', '[s]\na = right\n')
        self.write('real/side.cfg', '[s]\na = right\n')
        self.write('side.cfg', '[s]\na = wrong\n')
        os.symlink('real/deep', os.path.join(self.folder, 'link'))
        path = self.write('top.cfg', '[buildout]\nextends = link/../side.cfg\n')
        self.assertEqual(read(OURS, path)['s']['a'].value, 'right')


class LinearTest(FolderCase):
    """What is done grows with the files."""

    def diamond(self, levels):
        """Two profiles on each level, which extend both of the next one: 2 ** levels paths."""
        for level in range(levels):
            extends = f'extends = l{level + 1}a.cfg l{level + 1}b.cfg\n' if level + 1 < levels else ''
            for side in 'ab':
                self.write(f'l{level}{side}.cfg', f'[buildout]\n{extends}[own{level}{side}]\nx = {level}\n'
                                                  f'[common]\nv = {level}{side}\nw{level} = {side}\nx -= q\n')
        return os.path.join(self.folder, 'l0a.cfg')

    def test_each_file_is_opened_once(self):
        root = self.diamond(9)
        opened = []
        upstream = builtins.open

        def open_(path, *args, **kwargs):
            opened.append(path)
            return upstream(path, *args, **kwargs)

        with mock.patch.object(builtins, 'open', open_):
            read(OURS, root)
        self.assertEqual(len(opened), 17)
        self.assertEqual(len(set(opened)), 17)

    def test_nine_levels_are_equal(self):
        root = self.diamond(9)
        self.assertEqual(outcome(OURS, root), outcome(UPSTREAM, root))

    def test_sixty_levels_end(self):
        # More paths than could be gone over in a life.
        data = read(OURS, self.diamond(60))
        key = data['common']['v']
        self.assertEqual((key.value, os.path.basename(key.source)), ('0a', 'l0a.cfg'))
        self.assertEqual((data['common']['w59'].value, data['own59b']['x'].value), ('b', '59'))
        merged = OURS._update(OURS._annotate({'buildout': {}, 'common': {'v': 'd'}}, 'DEFAULT_VALUE'), data)
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            OURS._print_annotate(copy.deepcopy(merged), False, ['own59b'], self.folder)
        self.assertIn('x= 59\n    l59b.cfg\n', printed.getvalue())

    def test_an_address_is_asked_for_once(self):
        pages = {'/stack/a.cfg': b'[buildout]\nextends = ../component/c.cfg b.cfg\n',
                 '/stack/b.cfg': b'[buildout]\nextends = ../component/c.cfg\n[s]\na += 2\n',
                 '/component/c.cfg': b'[s]\na = 1\n'}
        with Serving(pages) as url:
            path = self.write('top.cfg', f'[buildout]\nextends = {url}/stack/a.cfg {url}/stack/b.cfg\n')
            data = read(OURS, path)
            self.assertEqual(sorted(url.asked), sorted(pages))
            self.assertEqual(data['s']['a'].value, '1\n2')
            self.assertEqual(data['s']['a'].source, f'{url}/stack/b.cfg')


class BuildTest(DialectCase):
    """The reader is that of real builds, of `annotate` too."""

    @behaviour
    def test_files_are_opened_once_in_a_build(self):
        for level in range(9):
            extends = f'extends = l{level + 1}a.cfg l{level + 1}b.cfg' if level < 8 else ''
            for side in 'ab':
                self.profile(f'[buildout]\n{extends}\n[part]\nx = {level}', f'l{level}{side}.cfg')
        self.profile("""
            parts = part
            extends = l0a.cfg
            [part]
            recipe = probe:write
            output = ${buildout:directory}/out
            """)
        self.build('install', before=self._note_opened)
        opened = self.read('opened').split()
        self.assertEqual(len(opened), len(set(opened)))
        self.assertEqual(len(opened), 17)
        annotated = self.build('annotate', 'part').output
        self.assertIn('l0a.cfg', annotated)

    def test_what_takes_over_a_second_tells_how_far_it_is(self):
        # Each file takes 0.3 s to come.
        pages = {f'/{number}.cfg': f'[buildout]\nextends = {number + 1}.cfg\n'.encode() for number in range(5)}
        pages['/5.cfg'] = b'[buildout]\nparts =\n'
        events = os.path.join(self.folder, 'events')
        with Serving(pages, seconds=0.3) as url:
            self.profile(f'extends = {url}/0.cfg')
            self.build('buildout:offline=false', before=lambda: os.environ.update(WEBRUNNER_PART_EVENTS=events))
        told = [event for event in map(json.loads, self.read('events').splitlines()) if event['event'] == 'reading']
        self.assertEqual([event['files'] for event in told], sorted(range(told[0]['files'], 8)), told)
        self.assertEqual({event['folder'] for event in told}, {self.folder})
        # What is read at once has nothing to tell.
        os.remove(events)
        self.profile('parts =')
        self.build(before=lambda: os.environ.update(WEBRUNNER_PART_EVENTS=events))
        self.assertNotIn('reading', self.read('events'))

    def _note_opened(self):
        log = open(os.path.join(self.folder, 'opened'), 'a')

        def note(event, args):
            if event == 'open' and re.search(r'/l\d[ab]\.cfg$', str(args[0])):
                log.write(f'{args[0]}\n')
                log.flush()
        sys.addaudithook(note)


def _tree(generator, folder):
    """A tree of profiles; its root, and now and then a file of the user's defaults."""
    rows = [[f"{generator.choice(('', 'x/', 'y/'))}l{level}_{number}.cfg" for number in range(generator.randint(1, 3))]
            for level in range(generator.randint(1, 4))]
    for level, row in enumerate(rows):
        below = [name for earlier in rows[:level] for name in earlier]
        for name in row:
            extends = [os.path.relpath(generator.choice(below), os.path.dirname(name) or '.')
                       for _ in range(generator.randint(0, 3))] if below else []
            _write(os.path.join(folder, name), _profile(generator, extends))
    defaults = None
    if generator.random() < 0.25:
        defaults = os.path.join(folder, 'defaults.cfg')
        _write(defaults, _profile(generator, []))
    return os.path.join(folder, rows[-1][0]), defaults


def _write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w') as f:
        f.write(text)


def _profile(generator, extends):
    names = generator.sample(SECTIONS, generator.randint(1, 3))
    if extends and 'buildout' not in names:
        names.insert(0, 'buildout')
    generator.shuffle(names)
    if generator.random() < 0.3:
        names.append(generator.choice(names))
    lines = []
    for name in names:
        has_extends, extends = name == 'buildout' and extends, [] if name == 'buildout' else extends
        lines.append(f"[{name}{'' if has_extends else generator.choice(CONDITIONS)}]")
        if has_extends:
            lines += ['extends =', *(f'  {path}' for path in has_extends)]
        if name != 'buildout' and generator.random() < 0.2:
            lines.append('<= ' + generator.choice('st'))
        for _ in range(generator.randint(0, 4)):
            values = [generator.choice(('x', 'y', 'z', '', '${:_}')) for _ in range(generator.randint(0, 3))]
            option, operator = generator.choice(OPTIONS), generator.choice(OPERATORS)
            if len(option) == 1:
                operator = ' ' + operator.strip()
            lines.append(f'{option}{operator} ' + '\n  '.join(values))
    return '\n'.join(lines) + '\n'
