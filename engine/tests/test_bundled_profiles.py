"""The profiles that Webrunner brings build from a URL, as nodes build them: every release of `profiles/software`, whole.

Programs of the machine, and Go, are stood in for where they would be downloaded or take their time.
"""
import functools
import http.server
import os
import shutil
import threading
import unittest

from support import FolderCase, buildout

_PROFILES = os.path.realpath(os.path.join(os.path.dirname(__file__), '../../profiles'))
_PROGRAMS = ('ruby', 'logrotate', 'gzip', 'gunzip', 'curl', 'dash')
# It builds where a module is, and only there.
_GO = """\
#!/bin/sh
[ "$1" = version ] && exec echo 'go version go9.9.9 linux/amd64'
[ "$1 $2" = 'build -o' ] && [ -f go.mod ] || exit 1
cat go.mod *.go > "$3" 2> /dev/null
chmod 755 "$3"
"""


class _Handler(http.server.SimpleHTTPRequestHandler):

    def list_directory(self, *_):
        self.send_error(404)

    def log_message(self, *_):
        pass


class BundledProfilesTest(FolderCase):

    def setUp(self):
        super().setUp()
        self.profiles = shutil.copytree(_PROFILES, os.path.join(self.folder, 'profiles'))
        handler = functools.partial(_Handler, directory=self.profiles)
        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), handler)
        threading.Thread(target=self.server.serve_forever, args=[0.02], daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.program('go', _GO)
        for name in _PROGRAMS:
            if shutil.which(name) is None:
                self.program(name, '#!/bin/sh\n')

    def program(self, name, text):
        os.chmod(self.write(f'bin-of-machine/{name}', text), 0o755)

    def build(self, release):
        url = f'http://127.0.0.1:{self.server.server_address[1]}/software/{release}/software.cfg'
        folder = os.path.join(self.folder, release)
        os.makedirs(folder, exist_ok=True)

        def before():
            os.environ['PATH'] = f"{self.folder}/bin-of-machine:{os.environ['PATH']}"

        built = buildout(folder, '-c', url, f'buildout:directory={folder}', before=before)
        self.assertEqual(built.code, 0, built.output)
        return folder

    def commands(self, folder):
        """What the parts of a release have executed, as buildout wrote it down."""
        with open(os.path.join(folder, '.installed.cfg')) as f:
            text = f.read()
        values = [value for value in text.replace('\n\t', ' ').split('\n') if value.startswith(('command = ', 'update-command = '))]
        return '\n'.join(values)

    @unittest.skipIf(shutil.which('git') is None, 'the release recipe clones a repository')
    def test_each_release_builds_from_a_url_and_no_command_names_one(self):
        releases = sorted(os.listdir(os.path.join(_PROFILES, 'software')))
        self.assertIn('helloworld', releases)
        for release in releases:
            with self.subTest(release):
                folder = self.build(release)
                self.assertTrue(os.path.isfile(os.path.join(folder, 'instance.cfg')))
                commands = self.commands(folder)
                self.assertNotIn(f'127.0.0.1:{self.server.server_address[1]}', commands)
                if release.startswith('helloworld'):
                    self.assertNotEqual(commands, '')
                    for language in ('python', 'ruby', 'go'):
                        self.assertTrue(os.access(os.path.join(folder, f'bin/helloweb-{language}'), os.X_OK), language)

    def test_a_source_that_is_there_to_be_changed_is_in_the_next_build(self):
        folder = self.build('helloworld')
        with open(os.path.join(self.profiles, 'component/helloweb/python/helloweb.py'), 'a') as f:
            f.write('# changed\n')
        self.build('helloworld')
        with open(os.path.join(folder, 'bin/helloweb-python')) as f:
            self.assertIn('# changed', f.read())
