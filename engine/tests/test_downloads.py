"""Behaviour 19: downloads that fail, or that may not be, with the address and the line of the profile that asked for it."""
import os
import socket
import sys
import tarfile

from dialect_case import DialectCase, Serving, behaviour
from webrunner_engine.dialect.switch import VARIABLE

_HELD = '/held.tar.gz'


def _switched_off():
    os.environ[VARIABLE] = '1'


class DownloadCase(DialectCase):
    """Builds that go online, in which one download is refused, and then fails for want of whoever answers."""

    def release(self, text, **components):
        """A release of several files below the folder, as those of a repository."""
        for name, component in components.items():
            self.write(f'component/{name}/buildout.cfg', component)
        self.write('software/buildout.cfg', text)
        self.write('buildout.cfg', f'[buildout]\nextends = software/buildout.cfg\nnewest = false\nindex = {self.folder}/dist\n')
        os.makedirs(os.path.join(self.folder, 'dist'), exist_ok=True)

    def assert_told(self, address, words, place):
        """Whether both kinds of failure say the address, who asked for it, and the line."""
        asked = f'{address} (asked for by {words}, {os.path.join(self.folder, place)})'
        refused = self.build(code=1, before=_switched_off)
        self.assertIn(f'Error: Download refused: {asked}. Downloads are switched off', refused.output)
        self.assertIn(f'Download failed: {asked}: ', self.build(code=1).output)


def _nobody():
    """An address at which nobody answers."""
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return f'http://127.0.0.1:{s.getsockname()[1]}'


class AskerTest(DownloadCase):

    def setUp(self):
        super().setUp()
        self.address = _nobody()

    @behaviour
    def test_the_option_of_a_component(self):
        for recipe in ('hexagonit.recipe.download', 'slapos.recipe.build:download', 'slapos.recipe.build:download-unpacked',
                       'slapos.recipe.cmmi'):
            self.release("""\
                [buildout]
                extends =
                  ../component/one/buildout.cfg
                parts = one
                """, one=f"""\
                # A comment.
                [buildout]
                extends = ../two/../two/buildout.cfg

                [one]
                recipe = {recipe}
                md5sum = 0123456789abcdef0123456789abcdef
                url = {self.address}/a-${{:version}}.tar.gz
                version = 1.0
                """, two='[two]\nurl = http://two\n')
            self.assert_told(f'{self.address}/a-1.0.tar.gz', '[one] url', 'component/one/buildout.cfg:8')

    @behaviour
    def test_the_section_that_another_one_extends(self):
        self.release("""\
            [buildout]
            extends = ../component/one/buildout.cfg
            parts = mine

            [mine]
            <= one
            version = 2.0
            """, one=f"""\
            [one]
            <= base
            recipe = hexagonit.recipe.download
            [base]
            url =
              {self.address}/a-${{:version}}.tar.gz
            """)
        self.assert_told(f'{self.address}/a-2.0.tar.gz', '[mine] url', 'component/one/buildout.cfg:6')

    @behaviour
    def test_the_file_that_has_the_last_word(self):
        self.release(f"""\
            [buildout]
            extends = ../component/one/buildout.cfg
            parts = one
            [one:False]
            url = {self.address}/never.tar.gz
            [one]
            # Newer.
            url = {self.address}/b.tar.gz
            """, one=f"""\
            [one]
            recipe = hexagonit.recipe.download
            url = {self.address}/a.tar.gz
            """)
        self.assert_told(f'{self.address}/b.tar.gz', '[one] url', 'software/buildout.cfg:8')

    @behaviour
    def test_one_of_a_list_that_several_files_add_to(self):
        self.write('a/configure', '#!/bin/sh\n')
        with tarfile.open(os.path.join(self.folder, 'a.tar.gz'), 'w:gz') as f:
            f.add(os.path.join(self.folder, 'a'), 'a')
        self.release(f"""\
            [buildout]
            extends = ../component/one/buildout.cfg
            parts = one
            [one]
            patches +=
              {self.address}/second.patch#0123456789abcdef0123456789abcdef
            """, one=f"""\
            [one]
            recipe = slapos.recipe.cmmi
            url = {self.folder}/a.tar.gz
            patches =
              {self.write('first.patch', '')}
            """)
        self.assert_told(f'{self.address}/second.patch', '[one] patches', 'software/buildout.cfg:6')

    @behaviour
    def test_the_line_of_a_script_that_puts_the_address_together(self):
        self.release(f"""\
            [buildout]
            parts = one
            [one]
            recipe = slapos.recipe.build
            base = {self.address}
            install =
              import os

              # Wherever that is.
              self.download(
                '/'.join((options['base'], 'x', 'y.tar.gz')))
            """)
        self.assert_told(f'{self.address}/x/y.tar.gz', '[one] install', 'software/buildout.cfg:10')

    @behaviour
    def test_the_address_that_a_script_downloads(self):
        self.release(f"""\
            [buildout]
            parts = one
            [one]
            recipe = slapos.recipe.build
            install =
              self.download()
            url = {self.address}/x
            """)
        self.assert_told(f'{self.address}/x', '[one] url', 'software/buildout.cfg:7')

    @behaviour
    def test_the_egg_of_a_list(self):
        self.release(f"""\
            [buildout]
            find-links = {self.address}/links/
            parts = eggs
            [eggs]
            recipe = zc.recipe.egg
            eggs =
              slapos.core
              No_such.egg
            """)
        self.assert_told(f'{self.address}/links/', '[eggs] eggs', 'software/buildout.cfg:8')
        self.assertIn("Error: Couldn't find a distribution for 'No_such.egg'. Download failed: ", self.build(code=1).output)

    @behaviour
    def test_an_extension_and_a_recipe(self):
        for text, words, line in (
                ('extensions +=\n  no.such.extension\nparts =\n', '[buildout] extensions', 4),
                ('parts = one\n[one]\nrecipe = no.such.recipe:entry\n', '[one] recipe', 5)):
            self.release(f'[buildout]\nfind-links = {self.address}/links/\n{text}')
            self.assert_told(f'{self.address}/links/', words, f'software/buildout.cfg:{line}')

    @behaviour
    def test_what_a_profile_that_is_no_file_of_this_machine_asks_for(self):
        page = f'[one]\nrecipe = hexagonit.recipe.download\nurl = {self.address}/a.tar.gz\n'.encode()
        with Serving({'/c/one.cfg': page}) as url:
            self.release(f'[buildout]\nextends = {url}/c/one.cfg\nparts = one\n')
            asked = f'{self.address}/a.tar.gz (asked for by [one] url, {url}/c/one.cfg): Connection refused.'
            self.assertIn(f'Error: Download failed: {asked}', self.build(code=1).output)

    @behaviour
    def test_the_line_of_extends(self):
        self.release("""\
            [buildout]
            extends =
              ../component/one/buildout.cfg
            parts =
            """, one=f"""\
            [buildout]
            extends =
            # From the web.
              {self.address}/a/b.cfg
            """)
        self.assert_told(f'{self.address}/a/b.cfg', '[buildout] extends', 'component/one/buildout.cfg:4')
        page = b'[buildout]\nextends = c.cfg\n'
        with Serving({'/a/b.cfg': page}) as url:
            self.release(f'[buildout]\nextends = {url}/a/b.cfg\nparts =\n')
            self.assertIn(f'Download failed: {url}/a/c.cfg (asked for by [buildout] extends, {url}/a/b.cfg): HTTP Error 404',
                          self.build(code=1).output)

    @behaviour
    def test_an_answer_that_is_an_error(self):
        with Serving({}) as url:
            self.release(f'[buildout]\nparts = one\n[one]\nrecipe = hexagonit.recipe.download\nurl = {url}{_HELD}\n')
            self.assertIn(f'{_HELD} (asked for by [one] url, {self.folder}/software/buildout.cfg:5): HTTP Error 404: Not Found.',
                          self.build(code=1).output)


class AlternateTest(DownloadCase):

    @behaviour
    def test_another_address_is_tried(self):
        with Serving({_HELD: b'there'}) as url:
            self.release(f"""\
                [buildout]
                parts = one
                [one]
                recipe = slapos.recipe.build:download
                url = {url}/gone.tar.gz
                alternate-url = {url}{_HELD}
                """)
            self.build()
            self.assertEqual(url.asked, ['/gone.tar.gz', _HELD])
        self.assertEqual(self.read('parts/one/one'), 'there')


class SwitchTest(DownloadCase):

    def refused(self, text):
        """Build with downloads switched off; its output."""
        self.release(text)
        return self.build(code=1, before=_switched_off).output

    def test_nothing_is_asked_for(self):
        pip = f'{sys.executable} -m pip download -q --index-url'
        with Serving({_HELD: b'there'}) as url:
            for section in (f'recipe = hexagonit.recipe.download\ndownload-only = true\nurl = {url}{_HELD}',
                            f'recipe = slapos.recipe.build:gitclone\nrepository = {url}/x.git',
                            f'recipe = plone.recipe.command\nstop-on-error = true\ncommand = {pip} {url}/simple nothing',
                            f'recipe = plone.recipe.command\nstop-on-error = true\ncommand = git clone -q {url}/x.git'):
                self.refused(f'[buildout]\nparts = one\n[one]\n{section}\n')
            self.refused(f'[buildout]\nextends = {url}/x.cfg\nparts =\n')
            self.assertEqual(url.asked, [])
            self.release(f'[buildout]\nparts = one\n[one]\nrecipe = slapos.recipe.build:download\nurl = {url}{_HELD}\n')
            self.build()
            self.assertEqual(url.asked, [_HELD])

    def test_whichever_library_is_used(self):
        for script, address in (
                ('import urllib.request; urllib.request.urlopen("https://web.test/x")', 'https://web.test/x'),
                ('import urllib.request; urllib.request.urlretrieve("ftp://web.test/x")', 'ftp://web.test/x'),
                ('import requests; requests.get("https://web.test/x")', 'https://web.test/'),
                ('import requests; requests.get("http://192.0.2.1:8080/x")', '192.0.2.1:8080'),
                ('import http.client; http.client.HTTPConnection("web.test").request("GET", "/")', 'http://web.test/'),
                ('import subprocess; subprocess.check_call(["git", "clone", "https://web.test/x.git"])', 'https://web.test/x.git')):
            output = self.refused(f'[buildout]\nparts = one\n[one]\nrecipe = slapos.recipe.build\ninstall =\n  {script}\n')
            asked = f'(asked for by [one] install, {self.folder}/software/buildout.cfg:6)'
            self.assertIn(f'Error: Download refused: {address} {asked}', output)

    def test_services_of_this_machine_are_within_reach(self):
        with Serving({'/': b'here'}) as url:
            self.release(f"""\
                [buildout]
                parts = one
                [one]
                recipe = slapos.recipe.build
                update =
                  import requests
                  print('said', requests.get('{url}/').text)
                """)
            self.assertIn('said here', self.build(before=_switched_off).output)

    def test_a_download_that_was_made_before_is_no_download(self):
        with Serving({_HELD: b'there'}) as url:
            self.release(f"""\
                [buildout]
                download-cache = {self.folder}/cache
                parts = one
                [one]
                recipe = slapos.recipe.build:download
                url = {url}{_HELD}
                """)
            self.build()
            os.remove(os.path.join(self.folder, '.installed.cfg'))
            self.build(before=_switched_off)
            self.assertEqual(url.asked, [_HELD])

    def test_off_is_off(self):
        for value in ('', '0'):
            with Serving({_HELD: b'there'}) as url:
                self.release(f'[buildout]\nparts = one\n[one]\nrecipe = slapos.recipe.build:download\nurl = {url}{_HELD}\n')
                self.build(before=lambda value=value: os.environ.update({VARIABLE: value}))
