"""Standard streams that may be closed, full, or of an encoding that lacks letters."""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper

import click

from isoplan.cli.layout.width import NARROWEST, columns_of, wrapped
from isoplan.cli.process.exit_codes import ExitCode

STREAMS = (0, 1, 2)
"""Numbers of standard input, output and error."""


@contextmanager
def standard_streams() -> Iterator[None]:
    """Make the streams usable, and turn what they refuse into one clear message.

    A closed one is filled, so that no file opened later takes its number. Text that an
    encoding lacks letters for is printed with question marks in their place.
    """
    _fill_closed()
    if sys.stdout is None:
        say("Error: standard output is closed; nothing was done: open it, or > a file")
        raise SystemExit(ExitCode.KNOWN_ERROR)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    try:
        yield
        sys.stdout.flush()
    except OSError as error:
        if error.filename is not None:  # of a file, not of a stream
            raise
        raise SystemExit(_refused(error)) from None


def echo_json(text: str | bytes) -> None:
    """Print JSON: UTF-8, whatever the locale is."""
    if isinstance(text, str):
        text = text.encode("utf-8", errors="replace")
    click.echo(text)


def say(message: str) -> None:
    """Print a line on standard error, as far as it takes one: the result matters.

    On a terminal it is wrapped between words; in a pipe it stays one line.
    """
    if width := columns_of(sys.stderr):
        fitting = max(width, NARROWEST)
        message = "\n".join(
            wrapped(line, fitting, later="  ", breaks_words=False)
            for line in message.split("\n")
        )
    with suppress(OSError):
        click.echo(message, err=True)


def _fill_closed() -> None:
    """Open the null device where a stream is closed."""
    for number in STREAMS:
        try:
            os.fstat(number)
        except OSError:
            with suppress(OSError):
                os.open(os.devnull, os.O_RDWR)  # the lowest number that is free


def _refused(error: OSError) -> ExitCode:
    """Say why standard output took no more, and return the exit code."""
    _drop_the_rest()
    is_gone = error.errno in {errno.EPIPE, errno.ESHUTDOWN}
    if is_gone or (os.name == "nt" and error.errno == errno.EINVAL):
        return ExitCode.BROKEN_PIPE  # as with | head: no word, it was meant so
    why = error.strerror or str(error)
    say(f"Error: the output cannot be written: {why}; what there is of it is cut off")
    return ExitCode.KNOWN_ERROR


def _drop_the_rest() -> None:
    """Send what is still held back nowhere, or Python complains at its very end."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
