"""The way in and out of the desk, and its first page."""

from django.contrib.auth import views as auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy

from gongkai.organs.pages import needs
from gongkai.organs.policy import Action


@needs(Action.OPEN_DESK)
def home(request: HttpRequest) -> HttpResponse:
    """我的待办."""
    return render(request, "desk/home.html")


class Login(auth.LoginView):
    template_name = "desk/login.html"
    redirect_authenticated_user = True


class Logout(auth.LogoutView):
    pass


class Password(auth.PasswordChangeView):
    template_name = "desk/password.html"
    success_url = reverse_lazy("desk:home")
