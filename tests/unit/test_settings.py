"""Settings: who wins, and what is said of what cannot be used."""

from pathlib import Path

import pytest

from nodeapp.settings import SettingsError, parse_pair, read


def written(folder: Path, text: str) -> Path:
    (folder / "nodeapp.toml").write_text(text, encoding="utf-8")
    return folder


def test_flags_win_over_variables_and_variables_over_the_file(tmp_path):
    data = written(tmp_path, 'host = "10.0.0.1"\nport = 1\nname = "file"')

    settings = read({"data": data, "port": 3}, {"NODEAPP_PORT": "2", "NODEAPP_HOST": "10.0.0.2"})

    assert (settings.port, settings.host, settings.name) == (3, "10.0.0.2", "file")


def test_a_flag_that_was_not_given_hides_nothing(tmp_path):
    settings = read({"data": tmp_path, "port": None, "allow_peers": ()}, {"NODEAPP_ALLOW_PEERS": "a:1, b:2"})

    assert settings.port is None
    assert settings.allow_peers == ("a:1", "b:2")


def test_the_data_folder_may_come_from_a_variable(tmp_path):
    assert read({}, {"NODEAPP_DATA": str(tmp_path)}).data == tmp_path


def test_without_anything_there_is_a_data_folder_of_the_users_own():
    assert read({}, {}).data.is_absolute()


def test_limits_are_changed_by_name(tmp_path):
    data = written(tmp_path, "[limits]\ntweet_characters_max = 500\ncheckpoint_seconds = 2")

    limits = read({"data": data}, {}).limits

    assert limits.tweet_characters_max == 500
    assert limits.checkpoint_seconds == 2.0
    assert limits.link_characters == 23


def test_rate_limits_are_switched_off_by_a_variable(tmp_path):
    assert read({"data": tmp_path}, {"NODEAPP_LIMITS": "off"}).rate_limits is False
    assert read({"data": tmp_path}, {}).rate_limits is True


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://Tea.Example/", "https://tea.example"),
        ("https://tea.example:443", "https://tea.example"),
        ("http://127.0.0.1:8420", "http://127.0.0.1:8420"),
        ("http://[::1]:8420", "http://[::1]:8420"),
        ("http://tea.example:80/", "http://tea.example"),
    ],
)
def test_an_address_has_one_form(tmp_path, given, kept):
    assert read({"data": tmp_path, "url": given}, {}).url == kept


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("prot = 1", "there is no setting `prot`"),
        ('data = "/tmp"', "there is no setting `data`. Give it on the command line."),
        ("test = true", "there is no setting `test`"),
        ("port = 99999", "`port` cannot be used: it is a number from 0 to 65535."),
        ('port = "http"', "`port` cannot be used: it is a number from 0 to 65535."),
        ('registration = "maybe"', "`registration` cannot be used: it is one of open, invite, approval, closed."),
        ('log = "loud"', "`log` cannot be used: it is one of debug, info, warning, error."),
        ('allow_peers = ["tea.example"]', "`allow_peers`: `tea.example` is not HOST:PORT"),
        ('contact = "ada"', "`contact`: `ada` is not a mail address"),
        ('url = "tea.example"', "`url`: `tea.example` is not like https://"),
        ('url = "https://tea.example/node"', "`url`"),
        ('url = "https://me@tea.example"', "`url`"),
        ("limits = 3", "[limits] is a table"),
        ("[limits]\ntweets = 3", "there is no limit `tweets`"),
        ("[limits]\npage_size_max = 0", "limits.page_size_max is a number above 0"),
        ('[limits]\npage_size_max = "many"', "limits.page_size_max is a number above 0"),
        ("port = ", "is not valid TOML"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path, text, sentence):
    with pytest.raises(SettingsError) as told:
        read({"data": written(tmp_path, text)}, {})

    assert sentence in str(told.value)


def test_test_options_need_test_mode(tmp_path):
    with pytest.raises(SettingsError, match="NODEAPP_TEST=1"):
        read({"data": tmp_path, "test_clock_offset": 3.0}, {})

    settings = read({"data": tmp_path, "test_clock_offset": 3.0}, {"NODEAPP_TEST": "1"})
    assert settings.test_clock_offset == 3.0


@pytest.mark.parametrize("text", ["", "host", ":1", "host:", "host:0", "host:99999", "a@b:1", "host:1/x", "ho st:x"])
def test_a_pair_is_a_host_and_a_port(text):
    with pytest.raises(ValueError):
        parse_pair(text)


def test_a_pair_may_be_an_ipv6_address():
    assert parse_pair("[::1]:8421") == ("::1", 8421)


def test_proxies_that_may_be_believed_are_addresses_or_networks(tmp_path):
    told = read({"data": tmp_path}, {"NODEAPP_TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8"})

    assert told.trusted_proxies == ("127.0.0.1", "10.0.0.0/8")
    with pytest.raises(SettingsError, match="trusted_proxies"):
        read({"data": tmp_path}, {"NODEAPP_TRUSTED_PROXIES": "my proxy"})
