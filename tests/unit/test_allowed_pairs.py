"""Which peers may be reached without TLS and at private addresses: those named, and nothing else."""

import pytest

from nodeapp.settings import Settings, SettingsError
from nodeapp.wiring.services import allowed_pairs


def told(tmp_path, **more):
    return Settings(data=tmp_path, test=True, **more)


def test_a_pair_is_kept_as_addresses_spell_it(tmp_path):
    settings = told(tmp_path, allow_peers=("127.0.0.1:8421", "Bücher.example:8443", "[::1]:8421"))

    assert allowed_pairs(settings) == {("127.0.0.1", 8421), ("xn--bcher-kva.example", 8443), ("::1", 8421)}


def test_what_is_no_host_is_named(tmp_path):
    with pytest.raises(SettingsError, match=r"0x7f\.1"):
        allowed_pairs(told(tmp_path, allow_peers=("0x7f.1:80",)))


def test_a_made_up_name_for_an_allowed_listener_is_that_listener(tmp_path):
    settings = told(tmp_path, allow_peers=("127.0.0.1:9001",), test_resolve=("tea.example=127.0.0.1:9001",))

    assert allowed_pairs(settings) == {("127.0.0.1", 9001), ("tea.example", 9001), ("tea.example", 80)}


def test_s06_a_made_up_name_permits_nothing_by_itself(tmp_path):
    settings = told(tmp_path, allow_peers=("127.0.0.1:9001",), test_resolve=("canary.example=127.0.0.1:9002",))

    assert allowed_pairs(settings) == {("127.0.0.1", 9001)}
