"""Somebody signs in at an identity provider, by the authorization code flow over the network."""

import asyncio
import json
import os
import re
import secrets
import socket
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
import pytest
from starlette.applications import Starlette

from api.app import routes_for
from api.auth import sign_in
from api.auth_settings import OidcSettings
from api.keys import KeysCheck
from api.settings import ApiSettings

DESKTOP = "https://desktop.example.com/signed-in"  # nobody is there: the code is in the address
AUDIENCE = "tellonce"
MARIA = {"sub": "maria", "roles": ["supervisor"], "preferred_username": "Maria"}
POP = '{ screenPop(lookup: {phone: "+15550142"}) { resolution } }'


@pytest.fixture(scope="module")
async def provider() -> AsyncIterator[str]:
    """The address of a provider in a process of its own, which knows Maria.

    Its access tokens are opaque; the JWT that it signs is the ID token, for the client that asked.
    So the client has the API's own name here.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "oidc_provider_mock", "--port", str(port)),
        *("--user-claims", json.dumps(MARIA)),
        env={**os.environ, "NO_COLOR": "1"},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(60):
            while not await _listens(port):
                assert process.returncode is None
                await asyncio.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        await process.wait()


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    await writer.wait_closed()
    return True


async def token_of(provider: str, sub: str, *, client: str = AUDIENCE) -> str:
    """Sign in as `sub`: ask for consent, take the code to the provider, get the token."""
    state = secrets.token_urlsafe(8)
    asked = {
        "response_type": "code",
        "client_id": client,
        "redirect_uri": DESKTOP,
        "scope": "openid profile",
        "state": state,
    }
    async with httpx2.AsyncClient(base_url=provider) as http:
        known = (await http.get("/.well-known/openid-configuration")).json()
        consent = f"{known['authorization_endpoint']}?{urlencode(asked)}"
        redirect = await http.post(consent, data={"sub": sub})
        answer = parse_qs(urlsplit(redirect.headers["location"]).query)
        assert answer["state"] == [state]
        traded = await http.post(
            known["token_endpoint"],
            data={
                "grant_type": "authorization_code",
                "code": answer["code"][0],
                "redirect_uri": DESKTOP,
            },
            auth=(client, "an invented secret"),
        )
    return traded.json()["id_token"]


@pytest.fixture
def ask(provider, answers, open_client):
    """Ask for a pop with a token, of an API that takes this provider's."""
    settings = OidcSettings(provider, AUDIENCE)

    async def no_key(_: str | None) -> None:
        return None

    async def probe() -> None:
        """A graph that is well."""

    def app(check: KeysCheck) -> Starlette:
        return Starlette(routes=routes_for(answers, check, ApiSettings(), probe))

    async def ask(token: str, **other: str) -> httpx2.Response:
        check = sign_in(no_key, replace(settings, **other), memory_seconds=30)
        headers = {"authorization": f"Bearer {token}"}
        async with open_client(app(check)) as http:
            return await http.post("/graphql", json={"query": POP}, headers=headers)

    return ask


async def test_whoever_signed_in_is_answered(provider, ask):
    response = await ask(await token_of(provider, "maria"))

    assert response.json()["data"] == {"screenPop": {"resolution": "ONE"}}


@pytest.mark.parametrize(
    ("sub", "client", "other", "word"),
    [
        pytest.param("maria", "another", {}, "audience", id="for another client"),
        pytest.param("jorge", AUDIENCE, {}, "role", id="somebody without a role"),
        pytest.param("maria", AUDIENCE, {"roles_claim": "groups"}, "role", id="another claim"),
    ],
)
async def test_whoever_signed_in_for_something_else_is_not(
    provider, ask, answers, sub, client, other, word
):
    response = await ask(await token_of(provider, sub, client=client), **other)

    assert response.status_code == 401
    assert re.search(rf"refused: {word}$", response.json()["errors"][0]["message"])
    assert answers.asked == []


async def test_a_provider_that_names_itself_otherwise_is_not_believed(provider, ask, answers):
    token = await token_of(provider, "maria")

    response = await ask(token, issuer=provider.replace("127.0.0.1", "localhost") + "/")

    assert response.status_code == 503
    assert answers.asked == []
