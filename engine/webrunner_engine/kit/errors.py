"""Failures that the user can do something about."""

from webrunner_engine.kit.contract import EngineErrorCode


class EngineError(Exception):
    """A failure that is answered; `code` is one of the contract's, the text one sentence: what happened, what to do."""

    def __init__(self, code: EngineErrorCode, message: str):
        super().__init__(message)
        self.code = code
