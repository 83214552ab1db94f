"""One bad entry of cron keeps no other from running: the crond of the bundled component, with a stand-in for Supercronic."""
import os
import runpy
import stat

from support import FolderCase

CROND = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'profiles', 'component', 'dcron', 'crond.py')
# As Supercronic has it: five words and a command, or a variable.
SUPERCRONIC = r"""#!/bin/sh
test "$1" = -test || exit 1
grep -aqE '^([0-9*/,-]+ ){5}[^ ]|^[A-Z]+=' "$2"
"""


class EntriesTest(FolderCase):

    def setUp(self):
        super().setUp()
        path = self.write('supercronic', SUPERCRONIC)
        os.chmod(path, stat.S_IRWXU)
        module = runpy.run_path(CROND)
        module['Crond'].is_valid.__globals__['SUPERCRONIC'] = path
        os.makedirs(os.path.join(self.folder, 'cron.d'))
        self.crond = module['Crond']({'-s': os.path.join(self.folder, 'cron.d'), '-t': os.path.join(self.folder, 'stamps'),
                                      '-L': os.path.join(self.folder, 'cron.log')})
        self.addCleanup(self.crond.log.close)

    def entry(self, name: bytes, text: bytes):
        with open(os.path.join(os.fsencode(self.folder), b'cron.d', name), 'wb') as f:
            f.write(text)

    def crontab(self):
        self.assertTrue(self.crond.has_changed())
        self.crond.write_crontab()
        with open(self.crond.crontab, 'rb') as f:
            return f.read().splitlines()[1:]

    def test_bad_entries_are_left_out_and_told(self):
        good = b'*/5 * * * * /bin/true 100% ]'
        self.entry(b'good', good + b'\n')
        self.entry(b'words', b'every day at noon\n')
        self.entry(b'shell', b'SHELL=/bin/false\nPATH = /nowhere\n' + good)
        self.entry(b'latin \xe9\n%', b'1 1 1 1 1 echo \xe9\nnone \xff\n')
        self.entry(b'long' * 60, b'2 2 2 2 2 ' + b'x' * 300)
        self.entry(b'nel', '3 3 3 3 3 a\x85b\u2028c'.encode())
        os.symlink('/nowhere', os.path.join(self.folder, 'cron.d', 'gone'))
        os.mkfifo(os.path.join(self.folder, 'cron.d', 'pipe'))
        closed = os.path.join(self.folder, 'cron.d', 'closed')
        self.write('cron.d/closed', '4 4 4 4 4 x')
        os.chmod(closed, 0)
        self.assertEqual(sorted(self.crontab()), sorted([
            good, good, b'1 1 1 1 1 echo \xe9', b'2 2 2 2 2 ' + b'x' * 300, '3 3 3 3 3 a\x85b\u2028c'.encode()]))
        log = self.read('cron.log')
        for name in ('words: every day', 'shell: SHELL=/bin/false', 'shell: PATH = /nowhere', '%: none \\udcff', 'closed'):
            self.assertIn(name, log)
        self.assertEqual(log.count('IGNORED'), 5)
