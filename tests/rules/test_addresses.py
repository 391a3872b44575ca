"""Which web addresses serve as proof, told by their words alone."""

import socket

import pytest

from gongkai.rules.addresses import refusal

OPEN_TO_ALL = [
    "https://www.example.gov.cn/a.html",
    "http://www.example.gov.cn:8080/art/2021/3/1/art_1.html?x=1&y=2#top",
    "https://www.example.gov.cn/公开/预算.html",
    "https://政务.中国/",
    "http://202.194.1.1/a",
    "http://[2400:3200::1]/a",
    "https://www.example.gov.cn./a",
    "https://10.example.gov.cn/",
]


@pytest.mark.parametrize("url", OPEN_TO_ALL)
def test_what_the_public_can_open_is_taken(url: str) -> None:
    assert refusal(url, public=True) == ""


INSIDE = [
    *("http://127.0.0.1/", "http://10.1.2.3/x", "http://172.16.0.1/", "http://192.168.1.1/"),
    *("http://169.254.169.254/latest", "http://0.0.0.0/", "http://100.64.0.1/"),
    *("http://224.0.0.1/", "http://255.255.255.255/", "http://198.18.0.1/"),
    *("http://[::1]/", "http://[fe80::1]/", "http://[fd00::1]/", "http://[::]/"),
    *("http://[::ffff:127.0.0.1]/", "http://[::ffff:a00:1]/", "http://[::127.0.0.1]/"),
    *("http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://[ff02::1]/"),
    *("http://localhost/", "http://localhost:8000/", "http://LOCALHOST./", "http://a.localhost/"),
    *("http://oa/", "http://oa.local/", "http://oa.lan", "http://x.internal/", "http://nas.home/"),
    *("http://１２７.０.０.１/", "http://127。0。0。1/", "http://oa.home.arpa/"),
]


@pytest.mark.parametrize("url", INSIDE)
def test_what_only_an_inner_network_has_is_not_public(url: str) -> None:
    assert "公众打不开" in refusal(url, public=True)
    assert refusal(url, public=False) == ""


# Each is 127.0.0.1 or 10.0.0.1 to a browser.
ODD = [
    *("http://2130706433/", "http://0177.0.0.1/", "http://0x7f.0.0.1/", "http://0x7f000001/"),
    *("http://127.1/", "http://127.0.1/", "http://0/", "http://10.1/", "http://127.0.0.01/"),
    *("http://%31%32%37.0.0.1/", "http://a..gov.cn/", "http://127.0.0.1../", "http://0x/"),
    "http://１２７.1/",
]


@pytest.mark.parametrize("url", ODD)
def test_an_odd_spelling_is_not_public(url: str) -> None:
    assert refusal(url, public=True)


NEVER = [
    *("", "www.example.gov.cn", "ftp://www.example.gov.cn/", "file:///etc/passwd", "//a.gov.cn/"),
    *("javascript:alert(1)", "data:text/html,x", "http:///x", "http://", "https:a.gov.cn"),
    *("http://user:pass@www.example.gov.cn/", "http://www.gov.cn@127.0.0.1/", "http://@a.gov.cn/"),
    *("http://a.gov.cn\\@127.0.0.1/", "http://a.gov.cn/\n", "http://a.gov.cn/ x", "http://[::1"),
    *("http://a.gov.cn:port/", "http://a.gov.cn:99999/", "http://a\x00.gov.cn/"),
    *("http://a.gov.cn/\u202ecod.exe", "http://a\u200b.gov.cn/", '"><script>', "http://<x>.cn/"),
    "https://www.example.gov.cn/" + "a" * 500,
]


@pytest.mark.parametrize("url", NEVER)
@pytest.mark.parametrize("public", [True, False])
def test_some_are_never_taken(url: str, public: bool) -> None:
    assert refusal(url, public=public)


def test_nothing_is_asked_of_the_net(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the net was asked")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    for url in [*OPEN_TO_ALL, *INSIDE, *ODD, *NEVER]:
        refusal(url, public=True)
