"""What a form said that it had shown."""

from django.http import HttpRequest


def seen(request: HttpRequest) -> int:
    """The chain length that the form showed; -1, which none has, where it does not say."""
    said = request.POST.get("seen", "")
    return int(said) if said.isdecimal() and len(said) < 10 else -1
