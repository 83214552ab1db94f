"""Sentences that users read."""
import re

MAX_LENGTH = 500
# As slapos.core's client tells what `slapproxy_texts` says.
_REFUSED = re.compile(r'^(?:requests\.exceptions\.)?HTTPError: 400 Client Error: (.* Nothing of it was done\.) for url: ')


def shorten(text: str) -> str:
    """A text as one line of bounded length; of a request that slapproxy refused, the words of that."""
    line = ' '.join(text.split())
    refused = _REFUSED.match(line)
    line = f'Error: {refused[1]}' if refused else line
    return line if len(line) <= MAX_LENGTH else line[:MAX_LENGTH - 1] + '…'
