"""Sentences that users read."""

MAX_LENGTH = 500


def shorten(text: str) -> str:
    """A text as one line of bounded length."""
    line = ' '.join(text.split())
    return line if len(line) <= MAX_LENGTH else line[:MAX_LENGTH - 1] + '…'
