"""A web application: it greets.

usage: app.py --config FILE
"""

import argparse
import configparser
import logging
from logging.handlers import WatchedFileHandler

from flask import Flask

app = Flask(__name__)


@app.route('/')
def hello():
  return 'Hello, SlapOS!'


def main():
  parser = argparse.ArgumentParser()
  parser.add_argument('--config', required=True)
  config = configparser.ConfigParser(interpolation=None)
  with open(parser.parse_args().config) as f:
    config.read_file(f)
  settings = config['flask']

  # This handler notices that logrotate put the file aside, and begins a new one.
  logging.basicConfig(
    handlers=[WatchedFileHandler(settings['log-file'])],
    level=logging.INFO,
    format='%(asctime)s %(levelname)s %(message)s')
  host, port = settings['host'], settings.getint('port')
  logging.info('starts on %s:%s', host, port)

  # The server that comes with Flask is enough to learn, and for a few people.
  app.run(host, port)


if __name__ == '__main__':
  main()
