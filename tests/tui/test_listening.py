"""Where to serve, and who can reach that."""

from __future__ import annotations

import socket

import pytest

from flowhelp.tui.listening import HostError, ListenError, listen, names, stand


@pytest.mark.parametrize(
    ("host", "alone"),
    [
        ("127.0.0.1", True),
        ("127.1.2.3", True),
        ("localhost", True),
        ("[::1]", True),
        ("::1", True),
        ("0.0.0.0", False),  # noqa: S104 (what must be noticed)
        ("0", False),
        ("::", False),
        ("192.0.2.7", False),
    ],
)
def test_only_loopback_is_for_this_machine_alone(host: str, alone: bool) -> None:
    assert stand(host).alone is alone


def test_a_proxy_offers_it_to_others() -> None:
    assert not stand(outside="https://help.example.org").alone
    assert stand(outside="http://localhost:8080").alone


@pytest.mark.parametrize("host", ["", " ", "[]"])
def test_an_empty_host_is_not_taken_for_all_of_them(host: str) -> None:
    with pytest.raises(HostError, match="no host to listen at is named"):
        stand(host)


@pytest.mark.parametrize(
    "url",
    ["help", "ftp://x", "https://", "https://a/b", "https://u@a", "https://a?b", "http://a:b"],
)
def test_what_is_not_the_address_of_a_site_is_refused(url: str) -> None:
    with pytest.raises(HostError, match="is not the address of a site"):
        stand(outside=url)


def test_a_site_is_written_as_a_browser_writes_it() -> None:
    assert stand(outside="https://Help.Example.org:443/").outside == "https://help.example.org"
    assert stand(outside="http://[::1]:81").outside == "http://[::1]:81"


def test_a_port_in_use_is_not_shared() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(ListenError) as refused:
            listen(stand(port=port))

    assert refused.value.message == f"something listens at 127.0.0.1:{port} already"
    assert refused.value.hint == "flowhelp serve --port 0"


def test_an_address_of_another_machine_cannot_be_listened_at() -> None:
    with pytest.raises(ListenError, match=r"nothing can listen at 192\.0\.2\.7:0: cannot assign"):
        listen(stand("192.0.2.7"))


def test_the_addresses_of_a_name_share_one_port() -> None:
    sockets = listen(stand("localhost"))

    assert len({each.getsockname()[1] for each in sockets}) == 1
    for each in sockets:
        each.close()


def test_the_usual_port_may_be_left_out() -> None:
    assert {"localhost", "localhost:80", "[::1]", "127.0.0.1"} <= names(stand(), 80)
    assert "localhost" not in names(stand(), 81)
