"""Instances over their life: request, stop, destroy, requests of their own, bangs, processes, promises. On a real SlapOS node."""
import json
import os
import shutil
import signal

from host_case import HostCase, start_node, stop_node
from support import finished, status_of, wait_for

setUpModule = start_node
tearDownModule = stop_node

PROMISE = """
[executable]
recipe = plone.recipe.command
stop-on-error = true
promise = ${buildout:directory}/etc/promise
command =
  mkdir -p ${:promise} &&
  printf '#!/bin/sh\\ncat say; test ! -s say\\n' > ${:promise}/silence &&
  chmod +x ${:promise}/silence &&
  touch ${buildout:directory}/say
"""

BROKEN = """
[broken]
recipe = plone.recipe.command
stop-on-error = true
command = exit 3
"""

WAITS_TO_EXIT = """/bin/sh -c 'trap "exit 5" USR1; while :; do sleep 0.1; done'"""

CHILD = """
child = ${{child:connection-name}}

[child]
recipe = slapos.cookbook:request
software-url = {url}
name = child of {name}
server-url = ${{slap-connection:server-url}}
computer-id = ${{slap-connection:computer-id}}
partition-id = ${{slap-connection:partition-id}}
return = name
config-name = ${{parameters:configuration.name}}
"""


def states(status):
    return [step['state'] for step in status['steps']]


class InstanceCase(HostCase):

    def built(self, name, **options):
        """A release, built, and deployed under its own name."""
        release = self.release(name, **options)
        _directory, status = self.run_to_the_end(release)
        self.assertEqual(states(status), ['completed', 'completed'], status)
        return release

    def deploy(self, release, **options):
        directory, status = self.run_to_the_end(release, steps=['instance'], **options)
        return directory, status

    def destroy(self, name, url):
        directory, status = self.run_to_the_end({'name': name, 'url': url}, action='destroy')
        self.assertEqual(states(status), ['completed'], status)
        return directory

    def tearDown(self):
        for instance in self.host.call('snapshot')['instances']:
            if 'requestedBy' not in instance:
                self.destroy(instance['reference'], instance['url'])

    def partition_folder(self, reference):
        return os.path.join(self.base, 'inst', self.instance(reference)['partition'])

    def process_states(self, reference):
        return [process['state'] for process in self.instance(reference)['processes']]

    def part_events(self, directory, step):
        with open(os.path.join(directory, f'{step}.parts.jsonl')) as f:
            return [json.loads(line) for line in f]


class RequestTest(InstanceCase):

    def test_what_is_not_asked_for_stays_as_it_was(self):
        release = self.release('kept', instance_parts='service')
        asked = {'parameters': {'name': 'Zoé'}, 'softwareType': 'big'}
        self.run_to_the_end(release, request=asked)
        for request in (None, {'state': 'started'}):
            _, status = self.deploy(release, request=request)
            found = self.instance('kept')
            self.assertEqual((found['softwareType'], found['instanceParameters']), ('big', {'name': 'Zoé'}))
            self.assertEqual(status['requested'], {'name': 'Zoé'})
            self.assertEqual(status['published'], {found['partition']: found['connectionParameters']})
        _directory, status = self.deploy(release, request={'parameters': {}})
        self.assertEqual(self.instance('kept')['instanceParameters'], {})
        self.assertEqual(self.instance('kept')['softwareType'], 'big')
        self.assertEqual(status['published'][status['partition']]['name'], 'Hello nobody')

    def test_a_stopped_instance_keeps_its_parameters_and_its_promises_do_not_count(self):
        release = self.release('stops', instance_parts='service promise')
        self.run_to_the_end(release, request={'parameters': {'name': 'x'}})
        running = self.instance('stops')['processes'][0]
        _directory, status = self.deploy(release, request={'state': 'stopped'})
        self.assertEqual(states(status), ['completed'], status)
        found = self.instance('stops')
        self.assertEqual((found['requestedState'], found['instanceParameters']), ('stopped', {'name': 'x'}))
        self.assertEqual(found['processes'], [{'name': 'web', 'kind': 'service', 'state': 'STOPPED', 'log': running['log']}])
        self.assertEqual(states(self.deploy(release)[1]), ['completed'])
        self.assertEqual(self.instance('stops')['requestedState'], 'stopped', 'a rebuild does not start it')
        answer = self.host.ask('promise.run', partition=found['partition'])
        self.assertEqual(answer['error']['code'], 'not_found')
        self.assertEqual(states(self.deploy(release, request={'state': 'started'})[1]), ['completed'])
        self.assertEqual(self.instance('stops')['processes'][0]['state'], 'RUNNING')

    def test_it_is_told_when_a_partition_was_last_worked_on_to_the_end(self):
        release = self.built('told', instance_parts='service')
        stamp = os.path.join(self.partition_folder('told'), '.timestamp')
        os.utime(stamp, (1e9, 1e9))
        self.assertEqual(self.instance('told')['processed'], '2001-09-09T01:46:40.000Z')
        self.deploy(release, force=True)
        before = self.instance('told')['processed']
        self.assertGreater(before, '2026')
        self.release('told', instance_parts='service broken', extra=BROKEN)
        _directory, status = self.run_to_the_end(release)
        self.assertEqual(states(status), ['completed', 'failed'], status)
        self.assertEqual(self.instance('told')['processed'], before)

    def test_a_parameter_with_an_odd_name_spoils_no_later_deployment(self):
        release = self.built('blank')
        for parameters in ({'my name': 'x', 'name': 'a'}, {'my name': 'x', 'name': 'b'}, {'name': 'c'}):
            directory, status = self.deploy(release, request={'parameters': parameters})
            self.assertEqual(states(status), ['completed'], self.log(directory, 'instance'))
            self.assertEqual(self.instance('blank')['connectionParameters']['name'], f"Hello {parameters['name']}")
            with open(os.path.join(self.partition_folder('blank'), '.installed.cfg')) as f:
                self.assertIn(f"configuration.name = {parameters['name']}\n", f.read(), 'parameters are options of a part')

    def test_the_name_of_an_instance_of_another_release_is_taken(self):
        self.built('taken')
        other = self.release('other')
        directory, status = self.run_to_the_end(other, reference='taken')
        self.assertEqual(states(status), ['completed', 'failed'])
        self.assertRegex(status['steps'][1]['reason'], r"^The name 'taken' is taken by an instance of .*/taken/software\.cfg: ")
        self.assertIn(status['steps'][1]['reason'], self.log(directory, 'instance'))
        directory, status = self.run_to_the_end(other, reference='taken', action='destroy')
        self.assertEqual(states(status), ['failed'])
        self.assertEqual(self.instance('taken')['requestedState'], 'started')


class ManyTest(InstanceCase):

    def test_an_instance_that_requests_another_is_deployed_with_it_in_one_run(self):
        child = self.release('leaf', instance_parts='service')
        self.run_to_the_end(child, steps=['software'])
        parent = self.release('parent', instance_parts='child', extra=CHILD.format(url=child['url'], name='parent'))
        directory, status = self.run_to_the_end(parent, request={'parameters': {'name': 'Zoé'}})
        self.assertEqual(states(status), ['completed', 'completed'], self.log(directory, 'instance'))
        root, leaf = self.instance('parent'), self.instance('child of parent')
        self.assertEqual(root['connectionParameters']['child'], 'Hello Zoé')
        self.assertEqual(leaf['requestedBy'], root['partition'])
        self.assertNotIn('requestedBy', root)
        self.assertEqual(leaf['processes'][0]['state'], 'RUNNING')
        commands = [line for line in self.log(directory, 'instance').splitlines() if line.startswith('$ slapos ')]
        self.assertEqual([command.rpartition('=')[2] for command in commands],
                         [root['partition'], leaf['partition'], root['partition']])
        self.assertEqual(status['steps'][1]['command'], commands[0][2:])
        self.assertEqual([command.split()[1].rpartition('/')[2] for command in status['steps'][1]['buildout']],
                         [root['partition'], leaf['partition'], root['partition']])
        self.assertEqual(status['steps'][1]['exitCode'], 0)

        with self.subTest('a stop reaches the one that it requested'):
            self.deploy(parent, request={'state': 'stopped'})
            self.assertEqual([self.process_states(name) for name in ('parent', 'child of parent')], [[], ['STOPPED']])
            self.deploy(parent, request={'state': 'started'})
            self.assertEqual(self.process_states('child of parent'), ['RUNNING'])

        with self.subTest('nothing to do: each is deployed once'):
            directory, status = self.deploy(parent)
            self.assertEqual(self.log(directory, 'instance').count('$ slapos '), 2)

        with self.subTest('what is wrong with the other is said'):
            self.release('leaf', instance_parts='service broken', extra=BROKEN)
            self.run_to_the_end(child, steps=['software'])
            directory, status = self.deploy(parent)
            self.assertEqual(status['steps'][0]['reason'],
                             f"{leaf['partition']}: Error: Non zero exit code (3) while running command.")
            self.assertEqual(status['steps'][0]['exitCode'], 1)

        with self.subTest('both are destroyed together'):
            directory = self.destroy('parent', parent['url'])
            self.assertEqual(self.host.call('snapshot')['instances'], [])
            self.assertIn('slapos node report', self.log(directory, 'instance'))

    def test_what_a_misspelled_request_leaves_fails_no_later_run_and_can_be_destroyed(self):
        gone = os.path.join(self.folder, 'software', 'typo', 'software.cfg')
        parent = self.release('parent', instance_parts='child', extra=CHILD.format(url=gone, name='parent'))
        directory, status = self.run_to_the_end(parent)
        self.assertEqual(status['steps'][1]['state'], 'failed', status)
        left, root = self.instance('child of parent'), self.instance('parent')
        self.assertEqual((left['url'], left['requestedBy']), (gone, root['partition']))

        with self.subTest('the request is corrected: the rest is told, and left alone'):
            self.release('parent', instance_parts='service')
            for scope in ('one', 'all'):
                directory, status = self.run_to_the_end(parent, scope=scope)
                self.assertEqual(states(status), ['completed', 'completed'], self.log(directory, 'instance'))
                self.assertIn(f"{left['partition']} (child of parent) is left alone", self.log(directory, 'instance'))
                self.assertIn(gone, self.log(directory, 'instance'))

        with self.subTest('it is destroyed by itself'):
            directory, status = self.run_to_the_end({'name': gone, 'url': gone}, action='destroy', reference='child of parent',
                                                    partition=left['partition'])
            self.assertEqual(states(status), ['completed'], self.log(directory, 'instance'))
            self.assertEqual([one['reference'] for one in self.host.call('snapshot')['instances']], ['parent'])
            self.assertEqual(self.process_states('parent'), ['RUNNING'])

    def test_all_are_built_and_each_has_a_result(self):
        good, bad = self.built('good', instance_parts='service'), self.built('bad', instance_parts='service')
        self.deploy(good, request={'parameters': {'name': 'Zoé'}})
        partitions = {name: self.instance(name)['partition'] for name in ('good', 'bad')}
        self.release('bad', instance_parts='service broken', extra=BROKEN)
        directory, status = self.run_to_the_end(good, scope='all')
        software, instance = status['steps']
        self.assertEqual(software['command'], f'slapos node software --cfg {self.base}/etc/slapos.cfg --all')
        self.assertEqual(instance['command'], f'slapos node instance --cfg {self.base}/etc/slapos.cfg --all')
        results = {result['subject']: result['state'] for result in software['results']}
        self.assertEqual((results[good['url']], results[bad['url']]), ('completed', 'completed'))
        reason = 'Error: Non zero exit code (3) while running command.'
        self.assertEqual({result['subject']: result for result in instance['results']}, {
            partitions['good']: {'subject': partitions['good'], 'state': 'completed'},
            partitions['bad']: {'subject': partitions['bad'], 'state': 'failed', 'reason': reason}})
        self.assertEqual((instance['state'], instance['reason']), ('failed', f"{partitions['bad']}: {reason}"))
        snapshot = {one['partition']: one for one in self.host.call('snapshot')['instances']}
        self.assertEqual(set(snapshot), set(partitions.values()))
        self.assertEqual(status['published'], {name: one['connectionParameters'] for name, one in snapshot.items()})
        self.assertEqual(status['requestedOf'], {partitions['good']: {'name': 'Zoé'}, partitions['bad']: {}})
        self.assertEqual(status['requested'], {'name': 'Zoé'})

        self.release('bad', parts='command', command='${nothing:x}')
        directory, status = self.run_to_the_end(good, scope='all')
        self.assertEqual(states(status), ['failed', 'completed'], 'the other release has its instances deployed')
        results = {result['subject']: result for result in status['steps'][0]['results']}
        self.assertEqual(results[good['url']]['state'], 'completed')
        self.assertEqual(results[bad['url']], {'subject': bad['url'], 'state': 'failed',
                                               'reason': "Error: The referenced section, 'nothing', was not defined."})
        instance = status['steps'][1]
        self.assertEqual(instance['command'],
                         f"slapos node instance --cfg {self.base}/etc/slapos.cfg --force --only-cp={partitions['good']}")
        self.assertEqual({result['subject']: result for result in instance['results']}, {
            partitions['good']: {'subject': partitions['good'], 'state': 'completed'},
            partitions['bad']: {'subject': partitions['bad'], 'state': 'cancelled',
                                'reason': 'Not deployed: its release was not built.'}})

        with self.subTest('without force, what is finished is left alone'):
            self.release('bad', instance_parts='service')
            directory, status = self.run_to_the_end(good, scope='all', force=False)
            self.assertEqual(states(status), ['completed', 'failed'])
            self.assertIn('this run left it alone', status['steps'][1]['reason'])
            self.assertNotIn('Installing', self.log(directory))
            self.assertEqual(status['steps'][0]['command'], f'slapos node software --cfg {self.base}/etc/slapos.cfg')


    def test_a_release_whose_profile_is_gone_fails_no_run_on_all(self):
        stays, gone = self.built('stays', instance_parts='service'), self.built('gone', instance_parts='service')
        half = self.release('half,way', parts='command', command='exit 3')
        self.run_to_the_end(half)
        self.assertEqual(states(self.deploy(half)[1]), ['failed'])
        partitions = {name: self.instance(name)['partition'] for name in ('stays', 'gone', 'half,way')}
        for release in (gone, half):
            shutil.rmtree(os.path.dirname(release['url']))
            self.addCleanup(self.run_to_the_end, release, action='remove')
        for force in (True, False):
            directory, status = self.run_to_the_end(stays, scope='all', force=force)
            self.assertEqual(states(status), ['completed', 'completed'], self.log(directory))
            software, instance = status['steps']
            option = '--force ' if force else ''
            self.assertIn(f'etc/slapos.cfg {option}--only-sr=', software['command'])
            self.assertIn(stays['url'], software['command'])
            self.assertNotIn(gone['url'], software['command'])
            results = {result['subject']: result for result in software['results']}
            self.assertEqual(results[stays['url']], {'subject': stays['url'], 'state': 'completed'})
            for release in (gone, half):
                self.assertEqual(results[release['url']], {'subject': release['url'], 'state': 'cancelled', 'reason': (
                    f"Its profile {release['url']} is no longer there: remove the release in Services, or bring the file back.")})
            self.assertEqual(instance['command'], f"slapos node instance --cfg {self.base}/etc/slapos.cfg {option}--only-cp="
                                                  f"{partitions['stays']},{partitions['gone']}")
            self.assertEqual({result['subject']: result['state'] for result in instance['results']}, {
                partitions['stays']: 'completed', partitions['gone']: 'completed', partitions['half,way']: 'cancelled'})
        self.assertLessEqual({stays['url'], gone['url'], half['url']}, set(self.host.call('releases')['urls']))

    def test_where_no_release_of_an_instance_is_built_none_is_deployed(self):
        broken = self.built('broken')
        self.release('broken', parts='command', command='exit 3')
        self.addCleanup(self.release, 'broken')
        directory, status = self.run_to_the_end(broken, scope='all')
        self.assertEqual(states(status), ['failed', 'cancelled'])
        self.assertEqual([(result['subject'], result['state']) for result in status['steps'][1]['results']],
                         [(self.instance('broken')['partition'], 'cancelled')])
        self.assertNotIn('$ slapos', self.log(directory, 'instance'))


class EndTest(InstanceCase):

    def test_a_destroyed_instance_leaves_its_partition_as_it_found_it(self):
        release = self.built('ends', instance_parts='service')
        partition, folder = self.instance('ends')['partition'], self.partition_folder('ends')
        os.symlink('/tmp', os.path.join(folder, 'elsewhere'))
        with open(os.path.join(folder, '.slapos-resource')) as f:
            resources = f.read()
        directory, status = self.run_to_the_end(release, action='destroy', steps=['software', 'instance'])
        self.assertEqual([(step['kind'], step['state']) for step in status['steps']], [('instance', 'completed')], status)
        self.assertEqual(status['partition'], partition)
        self.assertEqual(self.host.call('snapshot')['instances'], [])
        self.assertEqual(os.listdir(folder), ['.slapos-resource'])
        with open(os.path.join(folder, '.slapos-resource')) as f:
            self.assertEqual(f.read(), resources)
        self.assertTrue(os.path.isdir('/tmp'))

        with self.subTest('again: there is nothing to do'):
            directory = self.destroy('ends', release['url'])
            self.assertIn("There is no instance 'ends'", self.log(directory, 'instance'))

        with self.subTest('its partition serves the next'):
            self.built('ends', instance_parts='service promise')
            self.assertEqual(self.instance('ends')['partition'], partition)

    def test_a_release_is_removed_once_it_has_no_instances(self):
        release = self.built('removed')
        directory = self.directory()
        answer = self.host.ask('run.start', directory=directory, release=release, reference='removed', action='remove')
        self.assertEqual(answer['error']['code'], 'has_instances')
        self.assertIn('removed', answer['error']['message'])
        folder = os.path.realpath(os.path.join(self.partition_folder('removed'), 'software_release'))
        self.assertTrue(os.path.isdir(folder))
        self.destroy('removed', release['url'])
        self.host.call('run.start', directory=directory, release=release, reference='removed', action='remove')
        status = finished(directory)
        self.assertEqual([(step['kind'], step['state']) for step in status['steps']], [('software', 'completed')], status)
        self.assertFalse(os.path.exists(folder))
        self.assertNotIn(release['url'], self.host.call('releases')['urls'])
        self.built('removed')
        self.assertIn(release['url'], self.host.call('releases')['urls'])


class BuildTest(InstanceCase):

    def test_events_tell_which_part_is_being_worked_on(self):
        release = self.release('events', parts='instance-profile command', command='exit 3')
        directory, status = self.run_to_the_end(release)
        self.assertEqual(states(status), ['failed', 'cancelled'])
        events = self.part_events(directory, 'software')
        self.assertEqual([tuple(event.get(key) for key in ('event', 'total', 'part', 'action', 'ok')) for event in events], [
            ('parts', 2, None, None, None),
            ('begin', None, 'instance-profile', 'install', None), ('end', None, 'instance-profile', None, True),
            ('begin', None, 'command', 'install', None), ('end', None, 'command', None, False),
            ('failure', None, None, None, None)])
        self.assertEqual(events[-1]['failure']['message'], status['steps'][0]['reason'])
        self.assertEqual({event['folder'] for event in events}, {step['folders'][0] for step in status['steps'][:1]})
        self.assertEqual([event['t'] for event in events], sorted(event['t'] for event in events))

        self.release('events', command='true')
        directory, status = self.run_to_the_end(release)
        self.assertEqual(states(status), ['completed', 'completed'])
        self.assertIn(('instance-profile', 'update'), [(event.get('part'), event.get('action'))
                                                       for event in self.part_events(directory, 'software')])
        events = self.part_events(directory, 'instance')
        self.assertEqual({event['folder'] for event in events}, {self.partition_folder('events')})
        self.assertEqual(events[-1]['part'], 'publish')

    def test_verbose_shows_the_command_of_buildout_and_all_that_it_says(self):
        release = self.release('verbose')
        directory, status = self.run_to_the_end(release, verbose=True)
        self.assertEqual(states(status), ['completed', 'completed'], self.log(directory))
        for step in status['steps']:
            self.assertIn(f"$ {step['buildout'][0]}\n", self.log(directory, step['kind']))
            self.assertIn('Configuration data:', self.log(directory, step['kind']))
        buildout = f"{status['steps'][0]['folders'][0]}/bin/buildout -U -vvvv"
        self.assertRegex(status['steps'][0]['buildout'][0], f"^cd {status['steps'][0]['folders'][0]} && {buildout} ")
        self.assertEqual(status['steps'][1]['buildout'], [f"cd {self.partition_folder('verbose')} && {buildout}"])
        directory, status = self.run_to_the_end(release, force=False)
        self.assertEqual(status['steps'][0]['command'],
                         f"slapos node software --cfg {self.base}/etc/slapos.cfg --only-sr={release['url']}")
        self.assertNotIn('-vvvv', self.log(directory))
        self.assertNotIn('Updating', self.log(directory))
        self.assertNotIn('--force', status['steps'][1]['command'])

    def test_the_command_of_buildout_is_on_record_while_it_runs(self):
        release = self.release('told', parts='command', command='sleep 60')
        # A run on all builds it too.
        self.addCleanup(self.release, 'told')
        directory = self.start(release)
        try:
            told = wait_for(lambda: status_of(directory)['steps'][0].get('buildout'))
        finally:
            self.host.call('run.stop', directory=directory)
        self.assertEqual(len(told), 1)
        self.assertNotIn('-vvvv', told[0])
        self.assertEqual(status_of(directory)['steps'][0]['buildout'], told)

    def test_executables_where_the_engine_does_not_look_are_mentioned(self):
        release = self.release('odd', instance_parts='odd', extra="""
[odd]
recipe = plone.recipe.command
command = mkdir -p ${buildout:directory}/etc/services && cp /bin/true ${buildout:directory}/etc/services/web
""")
        directory, status = self.run_to_the_end(release)
        self.assertEqual(states(status), ['completed', 'completed'])
        self.assertIn('Not started: web in etc/services.', self.log(directory, 'instance'))


class ProcessTest(InstanceCase):

    def process(self, reference):
        return self.instance(reference)['processes'][0]

    def test_processes_are_stopped_started_and_restarted(self):
        self.built('acts', instance_parts='service')
        partition = self.instance('acts')['partition']
        first = self.process('acts')
        self.assertGreater(first['memory'], 1_000_000)
        self.assertEqual(first['log'], f'{self.base}/inst/{partition}/.{partition}_web.log')
        self.host.call('process.action', partition=partition, name='web', action='stop')
        self.assertEqual(self.process('acts')['state'], 'STOPPED')
        self.host.call('process.action', partition=partition, action='stop')
        self.host.call('process.action', partition=partition, action='start')
        second = self.process('acts')
        self.assertEqual(second['state'], 'RUNNING')
        self.host.call('process.action', partition=partition, name='web', action='restart')
        self.assertEqual(len({first['pid'], second['pid'], self.process('acts')['pid']}), 3)
        # One that does not execute its program yet would not hear that it has to stop.
        for _ in range(10):
            self.host.call('process.action', partition=partition, name='web', action='restart')
        self.assertNotIn('bang', self.instance('acts'), 'a stop is no alarm')
        for params, code in (
                ({'partition': partition, 'name': 'db', 'action': 'stop'}, 'not_found'),
                ({'partition': 'slappart99', 'action': 'stop'}, 'not_found'),
                ({'partition': partition, 'action': 'kill'}, 'bad_request')):
            self.assertEqual(self.host.ask('process.action', **params)['error']['code'], code, params)

    def test_a_process_that_cannot_start_says_why(self):
        self.built('gone', instance_parts='service')
        found = self.instance('gone')
        os.unlink(os.path.join(self.partition_folder('gone'), 'etc', 'service', 'web'))
        answer = self.host.ask('process.action', partition=found['partition'], name='web', action='restart')
        self.assertEqual(answer['error']['code'], 'engine_failed')
        self.assertRegex(answer['error']['message'], '^web did not start: .*etc/service/web')

    def test_what_fails_with_one_process_keeps_an_action_from_no_other(self):
        more = ''.join(f"""
[{name}]
recipe = slapos.cookbook:wrapper
command-line = /bin/sleep 1000
wrapper-path = ${{directory:service}}/{name}
""" for name in ('fatal', 'moved'))
        self.built('many', instance_parts='service fatal moved', extra=more)
        found = self.instance('many')
        self.host.call('process.action', partition=found['partition'], action='stop')
        folder = os.path.join(self.partition_folder('many'), 'etc', 'service')
        os.chmod(os.path.join(folder, 'fatal'), 0o600)
        os.unlink(os.path.join(folder, 'moved'))
        for action in ('start', 'restart'):
            answer = self.host.ask('process.action', partition=found['partition'], action=action)
            self.assertEqual(answer['error']['code'], 'engine_failed')
            self.assertEqual(answer['error']['message'],
                             f"fatal did not start: command at '{folder}/fatal' is not executable; "
                             f"moved did not start: can't find command '{folder}/moved'.")
            states = {process['name']: process['state'] for process in self.instance('many')['processes']}
            self.assertEqual(states['web'], 'RUNNING', action)

    def test_the_reason_is_that_of_this_attempt(self):
        self.built('again', instance_parts='service')
        found, wrapper = self.instance('again'), os.path.join(self.partition_folder('again'), 'etc', 'service', 'web')
        self.host.call('process.action', partition=found['partition'], action='stop')
        with open(wrapper, 'w') as f:
            f.write('#!/bin/sh\nexit 3\n')
        self.host.ask('process.action', partition=found['partition'], action='start')
        wait_for(lambda: self.process('again').get('spawnError') == 'Bad exit code 3')
        os.unlink(wrapper)
        answer = self.host.ask('process.action', partition=found['partition'], action='start')
        self.assertEqual(answer['error']['message'], f"web did not start: can't find command '{wrapper}'.")

    def test_a_service_that_exits_bangs_and_the_next_run_handles_it(self):
        release = self.built('crashes', instance_parts='service', service=WAITS_TO_EXIT)
        os.kill(self.process('crashes')['pid'], signal.SIGUSR1)
        found = wait_for(lambda: self.instance('crashes').get('bang'))
        self.assertEqual((found['message'], found['handled']), ('web exited with status 5', False))
        self.assertRegex(found['date'], r'^\d{4}-\d\d-\d\dT[\d:.]+Z$')
        self.assertEqual(self.process('crashes')['exitStatus'], 5)
        _directory, status = self.deploy(release, force=False)
        self.assertEqual(states(status), ['completed'], status)
        self.assertEqual(self.process('crashes')['state'], 'RUNNING')
        self.assertEqual(self.instance('crashes')['bang']['message'], 'web exited with status 5')
        self.assertTrue(self.instance('crashes')['bang']['handled'])

    def test_a_service_that_exits_again_after_a_deployment_without_success_leaves_the_alarm_open(self):
        release = self.built('relapses', instance_parts='service executable', service=WAITS_TO_EXIT, extra=PROMISE)
        os.kill(self.process('relapses')['pid'], signal.SIGUSR1)
        wait_for(lambda: self.instance('relapses').get('bang'))
        say = os.path.join(self.partition_folder('relapses'), 'say')
        with open(say, 'w') as f:
            f.write('x')
        self.assertEqual(states(self.deploy(release)[1]), ['promiseFailed'])
        bang = self.instance('relapses')['bang']
        self.assertTrue(bang['handled'])
        os.kill(self.process('relapses')['pid'], signal.SIGUSR1)
        wait_for(lambda: self.process('relapses')['state'] == 'EXITED')
        self.assertEqual(self.instance('relapses')['bang'], {**bang, 'handled': False}, 'no new bang: that deployment failed')
        os.unlink(say)
        self.assertEqual(states(self.deploy(release)[1]), ['completed'])
        self.assertEqual(self.instance('relapses')['bang'], bang)


class PromiseTest(InstanceCase):

    def setUp(self):
        self.web = self.built('promises', instance_parts='service promise executable', extra=PROMISE)
        self.partition = self.instance('promises')['partition']

    def promise(self, name='silence'):
        return next(promise for promise in self.instance('promises')['promises'] if promise['name'] == name)

    def say(self, text):
        with open(os.path.join(self.base, 'inst', self.partition, 'say'), 'w') as f:
            f.write(text)

    def history(self, name='silence'):
        return self.host.call('promise.history', partition=self.partition)['promises'][name]

    def test_promises_are_checked_when_asked(self):
        self.assertFalse(self.promise()['failed'])
        self.assertGreaterEqual(self.promise()['executionMs'], 0)
        before = len(self.history('listens.py'))
        self.say('no\nsilence')
        self.host.call('promise.run', partition=self.partition, name='silence')
        self.assertTrue(self.promise()['failed'])
        self.assertEqual(self.promise()['message'], 'no\nsilence')
        self.assertEqual(len(self.history('listens.py')), before, 'only the one that was named')
        checks = self.history()
        self.assertEqual([check['failed'] for check in checks][-2:], [False, True])
        self.assertEqual(checks[-1]['message'], 'no\nsilence')
        self.assertRegex(checks[-1]['date'], r'^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$')
        self.say('')
        self.host.call('promise.run', partition=self.partition)
        self.assertFalse(self.promise()['failed'])
        self.assertEqual(len(self.history('listens.py')), before + 1)
        for params in ({'partition': self.partition, 'name': 'other'}, {'partition': 'slappart99'}):
            self.assertEqual(self.host.ask('promise.run', **params)['error']['code'], 'not_found')

    def test_a_check_that_crashes_is_in_the_history(self):
        # It may have failed while the service started.
        self.assertFalse(self.history('listens.py')[-1]['failed'])
        with open(os.path.join(self.base, 'inst', self.partition, 'etc', 'plugin', 'listens.py'), 'a') as f:
            f.write('\n\nclass RunPromise:\n    """Not what slapgrid takes for a promise."""\n')
        self.host.call('promise.run', partition=self.partition, name='listens.py')
        last = self.promise('listens.py')
        self.assertTrue(last['failed'])
        said = [check for check in self.history('listens.py') if last['message'] in check['message']]
        self.assertEqual([check['failed'] for check in said], [True])
        self.assertEqual(said, self.history('listens.py')[-1:])

    def test_due_promises_are_checked_and_an_anomaly_bangs(self):
        self.due_now()
        answer = self.host.call('promise.due')
        self.assertEqual(answer, {'checked': 2, 'failed': [], 'bangs': []})
        self.assertEqual(self.host.call('promise.due')['checked'], 0, 'each at its own frequency')
        # Three failures in a row are an anomaly. That of an executable does not bang.
        self.say('x')
        for failed in ([], [], [f'{self.partition}/silence']):
            self.due_now()
            self.assertEqual(self.host.call('promise.due'), {'checked': 2, 'failed': failed, 'bangs': []})
        self.assertNotIn('bang', self.instance('promises'))

        self.say('')
        self.host.call('process.action', partition=self.partition, name='web', action='stop')
        for failed, bangs in (([], []), ([], []), ([f'{self.partition}/listens.py'], [self.partition])):
            self.due_now()
            self.assertEqual(self.host.call('promise.due'), {'checked': 2, 'failed': failed, 'bangs': bangs})
        found = self.instance('promises')['bang']
        self.assertEqual((found['message'], found['handled']), ('Promise listens is failing', False))

    def due_now(self):
        folder = os.path.join(self.base, 'inst', self.partition, '.slapgrid', 'promise', 'cache')
        for name in os.listdir(folder):
            with open(os.path.join(folder, name)) as f:
                kept = json.load(f)
            with open(os.path.join(folder, name), 'w') as f:
                json.dump({**kept, 'next_run_after': 0}, f)

    def test_nothing_is_checked_while_a_run_goes_on(self):
        directory = self.start(self.release('slow', parts='command', command='sleep 60'), steps=['software'])
        try:
            for method, params in (('promise.run', {'partition': self.partition}), ('promise.due', {})):
                self.assertEqual(self.host.ask(method, **params)['error']['code'], 'run_in_progress')
        finally:
            self.host.call('run.stop', directory=directory)
