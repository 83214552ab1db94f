"""A small HTTP frontend: each of its paths is a page, or passes requests on to another web server.

    frontend.py CONFIG

CONFIG is a JSON file: `host`, `port`, and `paths`, which maps the first name in an address to an object with
`url` (requests are passed on to it) or `message` (a page that says it).
"""

import html
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, Request, build_opener

TIMEOUT = 10
# what is passed on of an answer
HEADERS = ('Content-Type', 'Location', 'Cache-Control')
# a proxy of the machine is not for what runs beside us
opener = build_opener(ProxyHandler({}))


def page(title, body):
  return f'<!doctype html><title>{html.escape(title)}</title>{body}\n'.encode()


class Frontend(BaseHTTPRequestHandler):

  def do_GET(self):
    name, _, rest = self.path.lstrip('/').partition('/')
    paths = self.server.config['paths']
    if not name:
      links = ''.join(f'<li><a href="/{html.escape(one)}/">{html.escape(one)}</a>' for one in paths)
      self.answer(200, page('frontend-demo', f'<h1>frontend-demo</h1><ul>{links}</ul>'))
    elif name not in paths:
      self.answer(404, page('Not found', f'<p>No shared instance has the path {html.escape(name)}.'))
    elif paths[name].get('url'):
      self.pass_on(paths[name]['url'].rstrip('/') + '/' + rest)
    else:
      self.answer(200, page(name, f'<p>{html.escape(paths[name]["message"])}'))

  do_HEAD = do_GET

  def pass_on(self, url):
    try:
      try:
        answer = opener.open(Request(url, method=self.command), timeout=TIMEOUT)
      except HTTPError as error:
        # an answer like any other
        answer = error
      with answer:
        kept = [(header, answer.headers[header]) for header in HEADERS if answer.headers[header]]
        self.answer(answer.status, answer.read(), kept)
    except (URLError, OSError, ValueError) as error:
      self.answer(502, page('Bad gateway', f'<p>{html.escape(url)} does not answer: {html.escape(str(error))}'))

  def answer(self, status, body, headers=(('Content-Type', 'text/html; charset=utf-8'),)):
    self.send_response(status)
    for header in headers:
      self.send_header(*header)
    self.send_header('Content-Length', str(len(body)))
    self.end_headers()
    if self.command != 'HEAD':
      self.wfile.write(body)


def main():
  with open(sys.argv[1], encoding='utf-8') as f:
    config = json.load(f)
  server = ThreadingHTTPServer((config['host'], config['port']), Frontend)
  server.config = config
  print(f"listening on http://{config['host']}:{config['port']}/", flush=True)
  server.serve_forever()


if __name__ == '__main__':
  main()
