"""The built page: what is served of it, under which policy, and what a missing build says."""

import json

import pytest

from nodeapp.web import ui

HASH = "sha256-abc="


@pytest.fixture
def built(tmp_path):
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html>")
    (tmp_path / "csp.json").write_text(json.dumps({"script_hashes": [HASH]}))
    (tmp_path / "assets" / "index-1a2b.js").write_text("1")
    (tmp_path / "manifest.json").write_text("{}")
    return ui.load(tmp_path)


def test_scripts_run_by_their_hash_or_from_here_only(built):
    assert f"script-src 'self' '{HASH}';" in built.policy
    assert "default-src 'none'" in built.policy
    assert "unsafe" not in built.policy


def test_assets_are_kept_for_ever_and_the_rest_is_asked_for_again(built):
    assert built.asset("/assets/index-1a2b.js").cache_control == ui.FOREVER
    assert built.asset("/manifest.json").cache_control == "no-cache"
    assert built.index.cache_control == "no-cache"


def test_assets_have_the_type_of_their_name(built):
    assert built.asset("/assets/index-1a2b.js").media_type == "text/javascript"
    assert built.index.media_type == "text/html"


@pytest.mark.parametrize("path", ["/csp.json", "/index.html", "/assets/../csp.json", "/%2e%2e/x", "/assets/", "//x"])
def test_w07_only_what_was_built_is_found(built, path):
    assert built.asset(path) is None


def test_a_missing_build_says_how_to_make_one(tmp_path):
    missing = ui.load(tmp_path)

    assert b"has not been built" in missing.index.body
    assert missing.assets == {}
