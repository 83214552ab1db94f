#!/usr/bin/env python3
"""crond with the options of dcron, for an ordinary user.

usage: crond [-s FOLDER] [-c FOLDER] [-t FOLDER] [-M PROGRAM] [-L FILE] [-l LEVEL] [-f]

  -s FOLDER   entries of the system (cron.d), one or more lines per file:
              "minute hour day month weekday command"
  -c FOLDER   crontabs of users; here they are more entries, of this user
  -t FOLDER   for the files of crond itself
  -M PROGRAM  gets what a job prints, on its standard input
  -L FILE     log, instead of the standard error
  -l LEVEL    8 or more, or "debug": log more
  -f          stay in the foreground; this crond always does

Entries may come, change and go at any time.
"""

import ctypes
import getopt
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SUPERCRONIC = os.path.join(HERE, 'supercronic')
JOB = os.path.join(HERE, 'crond-job')
# of linux/prctl.h
PR_SET_PDEATHSIG = 1
# a line that supercronic takes for a variable of all jobs
ASSIGNMENT = re.compile(r'\s*\w+\s*=')
# seconds between two looks at the folders
INTERVAL = 2
# seconds that jobs have to end when crond is stopped
PATIENCE = 5


class Crond:

  def __init__(self, options):
    self.folders = [options[o] for o in ('-s', '-c') if o in options]
    if '-t' in options:
      self.own_files = os.path.join(options['-t'], 'crond')
      os.makedirs(self.own_files, exist_ok=True)
    else:
      self.own_files = tempfile.mkdtemp(prefix='crond-')
    self.crontab = os.path.join(self.own_files, 'crontab')
    # what is no text is written, and does not end crond
    self.log = open(options['-L'], 'a', buffering=1, errors='backslashreplace') if '-L' in options else sys.stderr
    self.arguments = [SUPERCRONIC]
    if options.get('-l', '') in ('8', '9', 'debug'):
      self.arguments.append('-debug')
    self.arguments.append(self.crontab)
    self.environment = dict(os.environ, CROND_CATCHER=options.get('-M', ''))
    self.seen = None
    self.process = None
    self.stopping = False

  def say(self, message):
    print(time.strftime('%Y-%m-%dT%H:%M:%S'), message, file=self.log, flush=True)

  def run(self):
    """Until a signal, or the end of Supercronic. Returns the exit status."""
    for number in (signal.SIGTERM, signal.SIGINT):
      signal.signal(number, self.stop)
    try:
      while not self.stopping:
        if self.has_changed():
          self.write_crontab()
          self.reload()
        if self.process.poll() is not None:
          self.say('supercronic ended with status %s' % self.process.returncode)
          return 1
        time.sleep(INTERVAL)
      return 0
    finally:
      self.end()

  def stop(self, number, frame):
    self.stopping = True

  def end(self):
    if self.process is not None and self.process.poll() is None:
      self.process.terminate()
      try:
        self.process.wait(PATIENCE)
      except subprocess.TimeoutExpired:
        self.process.kill()
    shutil.rmtree(self.own_files, ignore_errors=True)

  def entries(self):
    """Files of entries, with what tells whether they changed."""
    for folder in self.folders:
      try:
        names = sorted(os.listdir(folder))
      except OSError:
        continue
      for name in names:
        path = os.path.join(folder, name)
        if name.startswith('.') or not os.path.isfile(path):
          continue
        status = os.stat(path)
        yield path, status.st_mtime_ns, status.st_size, status.st_ino

  def has_changed(self):
    try:
      now = list(self.entries())
    except FileNotFoundError:
      # removed between the listing and the look at it: see the next time
      return self.seen is None
    changed = now != self.seen
    self.seen = now
    return changed

  def write_crontab(self):
    lines = ['SHELL=' + JOB]
    for path, *_ in self.seen or ():
      try:
        with open(path, encoding='utf-8', errors='surrogateescape') as f:
          content = f.read()
      except FileNotFoundError:
        continue
      except OSError as error:
        self.say('IGNORED, cannot be read: %s' % error)
        continue
      # not splitlines: a command may have what is a line end to no one else
      for line in content.split('\n'):
        line = line.strip()
        if not line or line.startswith('#'):
          continue
        # Supercronic refuses all lines when one is wrong, and gives a variable to all jobs
        if not ASSIGNMENT.match(line) and self.is_valid(line):
          lines.append(line)
          self.say('entry of %s: %s' % (path, line))
        else:
          self.say('IGNORED, not a valid entry, in %s: %s' % (path, line))
    self.write(self.crontab, lines)

  def is_valid(self, line):
    path = os.path.join(self.own_files, 'line')
    self.write(path, [line])
    return subprocess.call([SUPERCRONIC, '-test', path], stdin=subprocess.DEVNULL,
      stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0

  def write(self, path, lines):
    with open(path + '.new', 'w', encoding='utf-8', errors='surrogateescape') as f:
      f.write('\n'.join(lines) + '\n')
    os.replace(path + '.new', path)

  def reload(self):
    if self.process is None:
      self.process = subprocess.Popen(self.arguments, env=self.environment,
        stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log,
        preexec_fn=end_with_parent)
    else:
      self.process.send_signal(signal.SIGUSR2)


def end_with_parent():
  """Should crond be killed, Supercronic must not go on beside the next crond."""
  try:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
  except (AttributeError, OSError):
    pass  # not Linux: crond can only end it when it is asked to stop


def main():
  try:
    options, rest = getopt.getopt(sys.argv[1:], 's:c:t:M:m:L:l:fbdS')
    if rest:
      raise getopt.GetoptError('unexpected: ' + ' '.join(rest))
  except getopt.GetoptError as e:
    sys.exit('crond: %s\n\n%s' % (e, __doc__))
  sys.exit(Crond(dict(options)).run())


if __name__ == '__main__':
  main()
