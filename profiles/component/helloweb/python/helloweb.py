#!/usr/bin/env python3
"""Say hello to the web."""

import argparse
import http.server
import logging
import platform
import socket


def parse_arguments():
  parser = argparse.ArgumentParser(description=__doc__)
  parser.add_argument('--logfile', help='append the log to this file')
  parser.add_argument('--name-file', help='read the name to greet from this file')
  parser.add_argument('ip')
  parser.add_argument('port', type=int)
  parser.add_argument('name', nargs='*')
  return parser.parse_args()


def main():
  arguments = parse_arguments()
  logging.basicConfig(
    filename=arguments.logfile,
    encoding='utf-8' if arguments.logfile else None,
    format='%(asctime)s %(message)s',
    level=logging.INFO)

  name = ' '.join(arguments.name)
  if arguments.name_file:
    with open(arguments.name_file, encoding='utf-8') as f:
      name = f.read().strip()
  greeting = 'Hello %s\nfrom Python %s\n' % (name, platform.python_version())
  body = greeting.encode('utf-8', 'surrogateescape')

  class Handler(http.server.BaseHTTPRequestHandler):

    def do_GET(self):
      self.send_response(200)
      self.send_header('Content-Type', 'text/plain; charset=utf-8')
      self.send_header('Content-Length', str(len(body)))
      self.end_headers()
      self.wfile.write(body)

    def log_message(self, format, *args):
      logging.info('%s %s', self.client_address[0], format % args)

  class Server(http.server.ThreadingHTTPServer):
    address_family = socket.AF_INET6 if ':' in arguments.ip else socket.AF_INET
    daemon_threads = True

    def server_bind(self):
      # http.server would ask the name service for the name of the address,
      # which can take seconds where there is none
      self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
      self.socket.bind(self.server_address)
      self.server_name, self.server_port = arguments.ip, arguments.port

  with Server((arguments.ip, arguments.port), Handler) as server:
    logging.info('listening on %s port %s', arguments.ip, arguments.port)
    server.serve_forever()


if __name__ == '__main__':
  main()
