import errno
import socket
from collections.abc import Iterator

import pytest

from gongkai.site import serving
from gongkai.site.serving import Address, Unusable


@pytest.fixture
def taken() -> Iterator[Address]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield Address("127.0.0.1", listener.getsockname()[1])


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("127.0.0.1:8000", Address("127.0.0.1", 8000)),
        ("[::1]:8000", Address("::1", 8000)),
        ("[::]:80", Address("::", 80)),
        ("localhost:65535", Address("localhost", 65535)),
    ],
)
def test_an_address_reads_and_prints_the_same(text: str, address: Address) -> None:
    assert serving.parse(text) == address
    assert str(address) == text


@pytest.mark.parametrize("text", ["", "8000", ":8000", "a:", "a:b", "a:0", "a:65536", "[x:y]:1"])
def test_what_is_no_address_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Unusable, match=r"例如 0\.0\.0\.0:8080"):
        serving.parse(text)


def test_loopback_of_both_families_unless_a_wildcard_of_the_port_covers_it() -> None:
    v4, v6 = Address("127.0.0.1", 8000), Address("::1", 8000)
    assert serving.loopbacks(8000, []) == [v4, v6]
    assert serving.loopbacks(8000, [Address("0.0.0.0", 8000)]) == [v6]
    assert serving.loopbacks(8000, [Address("::", 8000)]) == []
    assert serving.loopbacks(8000, [Address("0.0.0.0", 8080)]) == [v4, v6]
    assert serving.loopbacks(8000, [Address("192.0.2.1", 8000)]) == [v4, v6]


def test_a_taken_port_names_itself_and_the_way_out(taken: Address) -> None:
    with pytest.raises(Unusable, match=f"{taken} 已被其他程序占用.*--port {taken.port + 1}"):
        serving.probe(taken)


def test_an_address_of_another_machine_is_not_this_machines_to_serve() -> None:
    with pytest.raises(OSError) as error:  # noqa: PT011
        serving.probe(Address("192.0.2.77", 8000))
    assert error.value.errno == errno.EADDRNOTAVAIL


def test_only_the_bound_addresses_become_host_names() -> None:
    bound = [Address("127.0.0.1", 8000), Address("::1", 8000)]
    assert serving.host_names(bound) == ["127.0.0.1", "[::1]"]
    everywhere = serving.host_names([Address("0.0.0.0", 8000)])
    assert everywhere[:2] == ["0.0.0.0", socket.gethostname()]
