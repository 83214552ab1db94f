"""The releases of a clone reach their first download: in a tree of its shape, and with `npm run corpus -- DIR` in the clone."""
import os
import re
import unittest

from clone_tree import write_clone
from dialect_case import Serving
from first_downloads import first_download, profiles_below, table
from support import FolderCase, buildout

_VARIABLE = 'WEBRUNNER_CORPUS'
_NO_DOWNLOAD = 'nothing to download'


class TreeTest(FolderCase):
    maxDiff = None

    def test_every_release_says_which_address_it_needs_first_and_who_asks_for_it(self):
        write_clone(self.folder, **{
            'software/hello/software-other.cfg': '[buildout]\nextends = software.cfg\n[library]\nversion = 2.0\n',
            'software/hello/test/deep/software.cfg': '[buildout]\nextends = http://127.0.0.1:9/stack.cfg\n',
            'software/egg/software.cfg': """\
[buildout]
extends = ../../stack/slapos.cfg
extensions -= slapos.rebootstrap
parts = eggs
[eggs]
recipe = zc.recipe.egg
eggs = demo
[versions]
demo = 1.0
""",
            'software/none/software.cfg': '[buildout]\nparts =\n',
            'software/wrong/software.cfg': '[buildout]\nparts = a\n[a]\nrecipe = slapos.recipe.build\nlocation = ${b:c}\n',
        })
        found = [first_download(profile) for profile in profiles_below(self.folder)]
        told = {os.path.relpath(one.profile, self.folder + '/software'): (
            one.address, one.asking, os.path.relpath(one.line, self.folder) if one.line else '', one.reason) for one in found}
        library = '[library] url', 'component/library/buildout.cfg:9', ''
        self.assertEqual(told, {
            'hello/software.cfg': ('https://files.test/library/library-1.2.tar.gz', *library),
            'hello/software-other.cfg': ('https://files.test/library/library-2.0.tar.gz', *library),
            'hello/test/deep/software.cfg': (
                'http://127.0.0.1:9/stack.cfg', '[buildout] extends', 'software/hello/test/deep/software.cfg:2', ''),
            'egg/software.cfg': ('http://packages.test/source/', '[eggs] eggs', 'software/egg/software.cfg:7', ''),
            'none/software.cfg': ('', '', '', _NO_DOWNLOAD),
            'wrong/software.cfg': ('', '', '', "ended with 1: The referenced section, 'b', was not defined."),
        })
        self.assertIn('4 of 6 reach their first download', list(table(self.folder, found))[-1])

    def test_its_files_are_read_from_a_server_once_and_annotated(self):
        clone = os.path.join(self.folder, 'clone')
        write_clone(clone)
        files = [os.path.relpath(os.path.join(folder, name), clone) for folder, _, names in os.walk(clone) for name in names]
        # Nobody asks for what is no profile.
        profiles = {f'/{name}': self.read(f'clone/{name}').encode() for name in files if name.endswith('.cfg')}
        own = self.write('own.cfg', '[layers]\nleft += own\n')
        with Serving(profiles) as url:
            self.write('buildout.cfg', f'[buildout]\nextends = {url}/software/hello/software.cfg\n'
                                       f'optional-extends = {own} /nowhere/other.cfg\n')
            build = buildout(self.folder, '-U', 'annotate', 'layers', 'library')
            self.assertEqual(sorted(url.asked), sorted(profiles))
        self.assertEqual(build.code, 0, build.output)
        self.assertIn('optional-extends file not found: /nowhere/other.cfg', build.output)
        self.assertRegex(build.output, rf'(?m)^version= 1\.2\n    {re.escape(url)}/component/library/buildout\.cfg$')
        self.assertRegex(build.output, rf'(?s)\nleft= 4\n3\n4\n.*\nown\n    {re.escape(url)}.*\n\+=  own\.cfg\n')


@unittest.skipUnless(_VARIABLE in os.environ, 'npm run corpus -- DIR')
class CorpusTest(unittest.TestCase):

    def test_every_release_of_the_corpus(self):
        root = os.environ[_VARIABLE]
        profiles = profiles_below(root)
        self.assertNotEqual(profiles, [], f'There is no software*.cfg below {root}.')
        found = [first_download(profile) for profile in profiles]
        print('\n', *table(root, found), sep='\n', flush=True)
        self.assertEqual([(one.profile, one.reason) for one in found if not one.line and one.reason != _NO_DOWNLOAD], [])
