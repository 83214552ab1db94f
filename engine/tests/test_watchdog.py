import http.server
import os
import subprocess
import threading
from typing import TextIO, cast

import support
from support import FolderCase
from webrunner_engine.instances.bang import last, note_processing
from webrunner_engine.upstream.watchdog import what_happened


class WatchdogTest(FolderCase):
    """The real program, between a supervisord that we play and a master that we play."""

    def setUp(self):
        super().setUp()
        self.bangs = bangs = []
        received = self.received = threading.Condition()

        class Master(http.server.BaseHTTPRequestHandler):

            def do_POST(self):
                self.rfile.read(int(self.headers['Content-Length']))
                with received:
                    bangs.append(self.path)
                    received.notify_all()
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b'OK')

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Master)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
        os.mkdir(os.path.join(self.folder, 'slappart0'))
        self.process = subprocess.Popen(
            [os.path.join(support.BIN, 'webrunner-slapos-watchdog'), '--master-url',
             f'http://127.0.0.1:{server.server_address[1]}', '--computer-id', 'local', '--instance-root', self.folder],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.events, self.answers = cast(TextIO, self.process.stdin), cast(TextIO, self.process.stdout)
        self.addCleanup(self.process.communicate)
        self.addCleanup(self.process.kill)
        self.assertEqual(self.answers.readline(), 'READY\n')

    def crash(self, name='web-on-watch'):
        """Tell that a process ended; whether the watchdog lived to acknowledge it."""
        payload = f'processname:{name} groupname:slappart0 from_state:RUNNING expected:0 pid:1'
        header = f'ver:3.0 server:s serial:1 pool:w poolserial:1 eventname:PROCESS_STATE_EXITED len:{len(payload)}'
        self.events.write(f'{header}\n{payload}')
        self.events.flush()
        return self.answers.readline() == 'RESULT 2\n' and self.answers.readline() == 'OKREADY\n'

    def bang(self):
        return last(os.path.join(self.folder, 'slappart0'))

    def stamp(self, name, text):
        self.write(f'slappart0/{name}', text)

    def test_it_survives_timestamps_that_are_not_integers_and_bangs_once_per_deployment(self):
        self.stamp('.timestamp', '1763689887.25')
        self.assertTrue(self.crash())
        self.assertEqual(len(self.bangs), 1)
        self.assertTrue(self.crash())
        self.assertEqual(len(self.bangs), 1, 'this deployment has had its bang')
        self.stamp('.timestamp', '1763689887.75')
        self.assertTrue(self.crash())
        self.assertEqual(len(self.bangs), 2, 'another deployment, by half a second')

    def test_it_says_what_happened(self):
        hashed = 'web-0123456789abcdef0123456789abcdef-on-watch'
        self.assertEqual(what_happened(hashed, {'exitstatus': 3}, 'PROCESS_STATE_EXITED'), 'web exited with status 3')
        self.assertEqual(what_happened(hashed, {'exitstatus': -1}, 'PROCESS_STATE_EXITED'), 'web was killed by a signal')
        self.assertEqual(what_happened(hashed, None, 'PROCESS_STATE_EXITED'), 'web exited')
        self.assertEqual(what_happened(hashed, {'spawnerr': 'no such file'}, 'PROCESS_STATE_FATAL'),
                         'web could not be started: no such file')

    def test_a_partition_that_was_never_deployed_gets_one(self):
        self.assertTrue(self.crash())
        self.assertTrue(self.crash())
        self.assertEqual(len(self.bangs), 1)

    def test_a_file_cut_short_costs_a_bang_and_not_the_watchdog(self):
        self.stamp('.timestamp', '1763689887.25')
        self.stamp('.slapos_latest_bang_timestamp', '')
        self.assertTrue(self.crash())
        self.assertEqual(len(self.bangs), 1)

    def test_it_keeps_what_the_bang_was_about_until_the_partition_is_worked_on(self):
        self.assertIsNone(self.bang())
        self.assertTrue(self.crash('web-0123456789abcdef0123456789abcdef-on-watch'))
        found = self.bang()
        self.assertEqual((found['message'], found['handled']), ('web exited', False))
        note_processing(os.path.join(self.folder, 'slappart0'))
        self.assertTrue(self.bang()['handled'])
        self.stamp('.timestamp', '1')
        self.crash('db-on-watch')
        self.assertEqual((self.bang()['message'], self.bang()['handled']), ('db exited', False))

    def test_a_damaged_record_is_no_bang(self):
        for text in ('', '{"time": "x"', '[]', '{"time": null, "message": ""}'):
            self.stamp('.slapgrid/bang.json', text)
            self.assertIsNone(self.bang())

    def test_programs_of_etc_run_may_end(self):
        self.assertTrue(self.crash('once'))
        self.assertEqual(self.bangs, [])
