"""Signs that cannot be seen and that XML does not take: no form lets them into the register.

A feed, a Word file or a sitemap with one of them in it could not be read by anybody.
"""

import re
from typing import Final

from django import forms
from django.core.exceptions import ValidationError

# XML 1.0, 2.2; tab and the ends of lines are taken. NUL is refused by Django itself.
_UNSEEN: Final = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def refuse_unseen(value: object) -> None:
    """Validator. Raises ValidationError, with the place of the first such sign."""
    found = _UNSEEN.search(value) if isinstance(value, str) else None
    if found:
        sign = f"U+{ord(found.group()):04X}"
        raise ValidationError(
            f"第 {found.start() + 1} 个字符是看不见的控制字符（{sign}），不能登记。"
            "请删去它；从别处粘贴的，先粘贴到记事本再复制过来。"
        )


def guard_forms() -> None:
    """Let every text field of every form refuse them; once, when the application starts."""
    forms.CharField.default_validators = [*forms.CharField.default_validators, refuse_unseen]
