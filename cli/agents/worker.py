"""A process that answers one call after another, until nobody asks any more.

It reads a line of JSON a call from standard input, and writes a line for each word of
progress and one for the answer. When its input ends, whoever asked has gone or wants no
answer: what runs is unwound, so that a solver that it started ends too.
"""

import _thread
import json
import os
import queue
import signal
import sys
import threading
from pathlib import Path
from typing import Any, BinaryIO

from isoplan.cli.agents.answers import answer
from isoplan.cli.agents.said import answered, failed
from isoplan.models.base.errors import IsoPlanError


def serve() -> None:
    """Answer calls until the input ends."""
    asked = sys.stdin.buffer
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for number in (1, 2):  # what libraries print by themselves
        os.dup2(nowhere, number)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # even where ignored
    try:
        calls: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        threading.Thread(target=_read, args=(asked, calls), daemon=True).start()
        while (call := calls.get()) is not None:
            _say(answers, _done(call, answers))
    except (KeyboardInterrupt, OSError):
        pass
    finally:
        os._exit(0)  # a thread of a solver that does not stop would keep it alive


def _done(call: dict[str, Any], answers: BinaryIO) -> dict[str, Any]:
    """Return what comes of a call, as the server passes it on."""
    folders = [Path(folder) for folder in call["folders"]]

    def progress(words: str) -> None:
        _say(answers, {"progress": words})

    try:
        return answered(answer(call["tool"], call["arguments"], folders, progress))
    except IsoPlanError as error:
        return failed(error)
    except Exception as error:  # a defect: told, and the next call is answered
        return failed(error)


def _say(answers: BinaryIO, what: dict[str, Any]) -> None:
    """Write a line."""
    answers.write(json.dumps(what).encode() + b"\n")
    answers.flush()


def _read(asked: BinaryIO, calls: "queue.SimpleQueue[dict[str, Any] | None]") -> None:
    """Pass calls on as they come; interrupt the work when the input ends."""
    for line in asked:
        calls.put(json.loads(line))
    calls.put(None)
    _thread.interrupt_main()
