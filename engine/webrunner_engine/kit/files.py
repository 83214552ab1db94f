"""Files that are replaced whole, so that a reader never sees half of one."""
import os


def replace_file(path: str, text: str, durable: bool = True) -> None:
    """Write `text` beside `path`, bring it to the disk if `durable`, and put it in its place."""
    temporary = f'{path}.{os.getpid()}.tmp'
    try:
        with open(temporary, 'w', encoding='utf-8', errors='surrogateescape') as f:
            f.write(text)
            if durable:
                f.flush()
                os.fsync(f.fileno())
        os.replace(temporary, path)
    except OSError:
        if os.path.exists(temporary):
            os.unlink(temporary)
        raise


def modified(path: str) -> float | None:
    """When a file was changed last, in seconds since the epoch; None where there is none."""
    try:
        return os.stat(path).st_mtime
    except FileNotFoundError:
        return None


def read_bytes(path: str) -> bytes:
    """Content of a file; empty where there is none."""
    try:
        with open(path, 'rb') as f:
            return f.read()
    except FileNotFoundError:
        return b''
