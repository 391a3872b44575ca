"""The way in and out: nobody learns which accounts exist, and guessing is slow."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.acts.models import Act
from gongkai.organs.models import User

PASSWORD = "tumbling-lantern-42"
LOGIN = "/desk/login/"


@pytest.fixture
def office(people: Any) -> User:
    people.office.set_password(PASSWORD)
    people.office.save()
    user: User = people.office
    return user


def enter(client: Client, username: str, password: str, **more: str) -> Any:
    address = more.pop("address", "127.0.0.1")
    return client.post(
        LOGIN, {"username": username, "password": password, **more}, REMOTE_ADDR=address
    )


def test_with_the_right_password_to_the_desk(client: Client, office: User) -> None:
    answer = enter(client, "office", PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, reverse("desk:home"))
    assert client.get(reverse("desk:home")).status_code == 200


def test_back_to_where_one_wanted_to_go(client: Client, office: User) -> None:
    answer = enter(client, "office", PASSWORD, next="/desk/units/")
    assert answer["Location"] == "/desk/units/"


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:1"])
def test_never_to_another_site(client: Client, office: User, elsewhere: str) -> None:
    assert enter(client, "office", PASSWORD, next=elsewhere)["Location"] == reverse("desk:home")


def test_wrong_unknown_and_closed_are_answered_alike(client: Client, office: User) -> None:
    closed = User.objects.create(username="closed", name="停用", is_active=False)
    closed.set_password(PASSWORD)
    closed.save()
    pages = [
        enter(client, username, password)
        for username, password in (
            ("office", "wrong"),
            ("nobody-here", PASSWORD),
            ("closed", PASSWORD),
        )
    ]
    assert [page.status_code for page in pages] == [200] * 3
    assert {tuple(page.context["form"].non_field_errors()) for page in pages} == {
        ("账号或密码不正确，请核对大小写后重试。忘记密码请联系管理员重置。",)
    }


def test_the_account_typed_is_kept_and_the_password_not(client: Client, office: User) -> None:
    page = enter(client, "office", "not-my-secret").content.decode()
    assert 'value="office"' in page
    assert "not-my-secret" not in page


@pytest.mark.parametrize("username", ["office", "nobody-here"])
def test_five_failures_bar_the_account_from_that_address(
    client: Client, office: User, username: str
) -> None:
    answers = [enter(client, username, "wrong").status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    barred = enter(client, username, PASSWORD)
    assert barred.status_code == 429
    assert barred["Retry-After"] == "900"
    assert "请 15 分钟后再试" in barred.content.decode()
    assert f'value="{username}"' in barred.content.decode()


def test_others_are_not_barred_with_it(client: Client, office: User) -> None:
    for _ in range(6):
        enter(client, "office", "wrong", address="192.0.2.1")
        enter(client, "somebody-else", "wrong")
    assert enter(client, "office", PASSWORD).status_code == 302


@pytest.mark.parametrize(("https", "said"), [(True, "192.0.2.7"), (False, ""), (True, "<x>")])
def test_failures_are_counted_where_the_trusted_proxy_says(
    client: Client, office: User, settings: Any, https: bool, said: str
) -> None:
    """Through a proxy all come from its address; only where it is trusted does its word count."""
    settings.HTTPS = https
    for _ in range(5):
        client.post(LOGIN, {"username": "office", "password": "wrong"}, headers={"X-Real-IP": said})
    elsewhere = {"X-Real-IP": "192.0.2.8"}
    answer = client.post(LOGIN, {"username": "office", "password": PASSWORD}, headers=elsewhere)
    assert answer.status_code == (302 if https else 429)


def test_logging_in_wipes_the_count(client: Client, office: User) -> None:
    for _ in range(2):
        for _ in range(4):
            enter(client, "office", "wrong")
        assert enter(client, "office", PASSWORD).status_code == 302
        client.logout()


def test_out_by_post_only(client: Client, office: User) -> None:
    client.force_login(office)
    assert client.get("/desk/logout/")["Location"] == reverse("desk:home")
    assert client.get(reverse("desk:home")).status_code == 200
    assert client.post("/desk/logout/")["Location"] == reverse("portal:home")
    assert client.get(reverse("desk:home")).status_code == 302


def test_a_closed_account_is_out_at_once(client: Client, office: User) -> None:
    client.force_login(office)
    office.is_active = False
    office.save()
    assert client.get(reverse("desk:home")).status_code == 302


class TestOwnPassword:
    NEW = "quiet-orchard-77"

    def change(self, client: Client, **given: str) -> Any:
        fields = {"current": PASSWORD, "password": self.NEW, "again": self.NEW} | given
        return client.post(reverse("desk:password"), fields)

    def test_changed_and_still_in(self, client: Client, office: User) -> None:
        client.force_login(office)
        elsewhere = Client()
        elsewhere.force_login(office)
        assert self.change(client)["Location"] == reverse("desk:home")
        assert client.get(reverse("desk:home")).status_code == 200
        assert elsewhere.get(reverse("desk:home")).status_code == 302
        office.refresh_from_db()
        assert office.check_password(self.NEW)
        assert Act.objects.get().kind == "person.password_changed"

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"current": "guess"}, "current"),
            ({"again": "other"}, "again"),
            ({"password": "short", "again": "short"}, "password"),
        ],
    )
    def test_refused_at_the_field(
        self, client: Client, office: User, given: dict[str, str], field: str
    ) -> None:
        client.force_login(office)
        page = self.change(client, **given)
        assert list(page.context["form"].errors) == [field]
        office.refresh_from_db()
        assert office.check_password(PASSWORD)
        assert not Act.objects.exists()
