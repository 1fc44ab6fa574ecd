"""The command `isoplan`: a group, with one file a command."""

import click


@click.group()
@click.version_option(package_name="isoplan")
def main() -> None:
    """Plan the exercise and sale of incentive stock options."""
