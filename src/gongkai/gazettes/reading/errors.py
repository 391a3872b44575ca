"""Why a file cannot be read."""


class Unreadable(Exception):
    """The file cannot be read; the message is one line in Chinese for the person."""
