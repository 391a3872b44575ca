"""The way in: account and password, and the own new password."""

from django import forms
from django.contrib.auth import forms as auth

from gongkai.organs.models import User


class LoginForm(auth.AuthenticationForm):
    error_messages = {
        "invalid_login": "账号或密码不正确，请核对大小写后重试。忘记密码请联系管理员重置。",
        "inactive": "账号或密码不正确，请核对大小写后重试。忘记密码请联系管理员重置。",
    }

    username = auth.UsernameField(
        label="账号", widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "username"})
    )


class PasswordForm(forms.Form):
    """`password` is the verb's parameter; the other two only make sure."""

    current = forms.CharField(
        label="现在的密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    password = forms.CharField(
        label="新密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="至少 10 个字符，不要太常见，不要与姓名、账号相近。",
    )
    again = forms.CharField(
        label="再输一次新密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, person: User, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.person = person

    def clean_current(self) -> str:
        current: str = self.cleaned_data["current"]
        if not self.person.check_password(current):
            raise forms.ValidationError("现在的密码不正确。")
        return current

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password"):
            raise forms.ValidationError("两次输入的新密码不一致。")
        return again
