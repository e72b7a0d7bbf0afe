"""One file says what comes in; a slip in it is named, and secrets are never shown."""

import base64
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

import connectors
from connectors import CONNECTORS
from connectors.connectors_file import COMMON
from connectors.errors import BadConnectorsFileError
from connectors.schemes import SCHEMES
from connectors.settings import ConnectorSettings, read_connector_settings

TOKEN = "shpat_invented_and_secret"
WHSEC = "whsec_" + base64.b64encode(b"1" * 24).decode()
SHOP = 'address = "https://bags.myshopify.com"\ntoken = {env = "SHOP_TOKEN"}\n'


def read(tmp_path, text: str, **environ: str) -> ConnectorSettings:
    (tmp_path / "connectors.toml").write_text(text)
    return read_connector_settings(CONNECTORS, {"SHOP_TOKEN": TOKEN, **environ}, data=tmp_path)


def test_a_source_is_read_with_its_limits(tmp_path):
    text = (
        f"keep_deliveries_days = 7\n[shopify.main]\n{SHOP}every_seconds = 60\n"
        "since = 2025-01-01T00:00:00Z\nrequests_a_day = 1000\nmoney_a_month = 9.50\n"
    )

    settings = read(tmp_path, text)

    (shop,) = settings.pulled
    assert shop.source == "shopify:main"
    assert shop.values["token"] == TOKEN
    assert shop.since == datetime(2025, 1, 1, tzinfo=UTC)
    assert (shop.every_seconds, shop.requests_a_day) == (60, 1000)
    assert shop.money_a_month == Decimal("9.5")
    assert settings.file.keep_deliveries_days == 7
    assert settings.hooks.instances == {}


def test_a_sender_is_heard_with_old_and_new_secrets_from_a_file_and_the_environment(tmp_path):
    (tmp_path / "hush").write_text("the new secret\nthe old secret\n")
    text = f'[shopify.main]\n{SHOP}webhook_secret = {{file = "hush"}}\n'

    settings = read(
        tmp_path, text, TELLONCE_HOOK_SHOPIFY_MAIN_SECRET="the oldest".replace(" ", "_")
    )

    hook = settings.hooks.instance("shopify", "main")
    assert len(hook.secrets) == 3
    assert hook.source == "shopify:main"


def test_a_sender_may_be_heard_without_being_read(tmp_path):
    text = '[voice.desk]\nwebhook_secret = {env = "VOICE"}\n'
    text += '[shopify.b]\nwebhook_secret = {env = "S"}\n'

    settings = read(tmp_path, text, VOICE=WHSEC, S="a shop's secret")

    assert settings.pulled == ()
    assert set(settings.hooks.instances) == {("voice", "desk"), ("shopify", "b")}


def test_the_public_address_is_what_senders_are_known_to_have_signed(tmp_path):
    text = 'public_url = "https://hooks.example.com/"\n[voice.desk]\nwebhook_secret = {env = "V"}\n'

    settings = read(tmp_path, text, V=WHSEC)

    assert settings.hooks.instance("voice", "desk").url == (
        "https://hooks.example.com/hooks/voice/desk"
    )


def test_without_a_file_nothing_is_read(tmp_path):
    assert read_connector_settings(CONNECTORS, {}, data=tmp_path).pulled == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("[shopify.main]\naddress = ", "no TOML", id="not TOML"),
        pytest.param("[shopfy.main]\nx = 1", "shopfy: there is no such", id="a misspelt connector"),
        pytest.param("[shopify]\naddress = 'x'", r"\[shopify.main\]", id="no instance"),
        pytest.param(f"[shopify.Main]\n{SHOP}", "shopify.Main", id="a bad name"),
        pytest.param(f"[shopify.main]\n{SHOP}evry_seconds = 5", "evry_seconds", id="a slip"),
        pytest.param(
            "[shopify.main]\naddress = 'https://a.example.com'", "token", id="one missing"
        ),
        pytest.param(
            f"[shopify.main]\naddress = 'https://a.example.com'\ntoken = '{TOKEN}'",
            "secrets do not stand here",
            id="a secret in clear",
        ),
        pytest.param(
            "[shopify.main]\naddress = 'https://a.example.com'\ntoken = {env = 'NONE'}",
            "has no NONE",
            id="a secret that is not set",
        ),
        pytest.param(
            "[shopify.main]\naddress = 'https://a.example.com'\ntoken = {file = 'none'}",
            "none cannot be read",
            id="a secret's file that is not there",
        ),
        pytest.param(
            "[shopify.main]\naddress = 'http://a.example.com'\ntoken = {env = 'SHOP_TOKEN'}",
            "https://",
            id="secrets in clear over the net",
        ),
        pytest.param(f"[shopify.main]\n{SHOP}every_seconds = 0", "every_seconds", id="no pause"),
        pytest.param(f"[shopify.main]\n{SHOP}requests_a_day = 1.5", "requests_a_day", id="half"),
        pytest.param(f"[shopify.main]\n{SHOP}since = 'May'", "since", id="a time in quotes"),
        pytest.param(f"[shopify.main]\n{SHOP}money_a_month = -1", "money", id="less than nothing"),
        pytest.param(
            f"[shopify.main]\n{SHOP}webhook_secret = {{env = 'SHORT'}}", "characters", id="short"
        ),
        pytest.param("public_url = 'hooks.example.com'", "public_url", id="no scheme"),
    ],
)
def test_a_slip_is_named_and_no_secret_is_shown(tmp_path, text, words):
    with pytest.raises(BadConnectorsFileError, match=words) as refused:
        read(tmp_path, text, SHORT="hush")

    assert TOKEN not in str(refused.value)
    assert "hush" not in str(refused.value)


def test_a_file_that_is_named_has_to_be_there(tmp_path):
    with pytest.raises(BadConnectorsFileError, match=r"none\.toml"):
        read_connector_settings(
            CONNECTORS, {"TELLONCE_CONNECTORS": str(tmp_path / "none.toml")}, data=tmp_path
        )


def test_a_source_never_prints_its_secrets(tmp_path):
    settings = read(
        tmp_path, f"[shopify.main]\n{SHOP}webhook_secret = {{env = 'W'}}", W="a secret!"
    )

    assert TOKEN not in repr(settings)
    assert "a secret!" not in repr(settings)


def test_readme_names_every_setting_and_every_scheme():
    text = (Path(connectors.__file__).parent / "README.md").read_text("utf-8")
    settings = {*COMMON, "public_url", "keep_deliveries_days"}

    assert {one for one in settings if f"| `{one}` |" not in text} == set()
    assert {one.name for one in SCHEMES if f"| {one.name} |" not in text} == set()
