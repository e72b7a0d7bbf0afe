"""Access tokens: whoever the company's identity provider vouches for is in, nobody else."""

import json
import time
from collections.abc import Callable

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from starlette.applications import Starlette

from api.app import routes_for
from api.auth import SignIn
from api.auth_fetch import fetch_json
from api.auth_keys import PAUSE_SECONDS, STALE_SECONDS, SigningKeys
from api.auth_settings import OidcSettings, read_oidc_settings
from api.auth_tokens import TokenCheck
from api.errors import ProviderError, SignInUnavailableError, TokenRefusedError
from api.keys import Caller, Role
from api.settings import ApiSettings
from tests.api.provider import AUDIENCE, ISSUER, OIDC, Provider, part

STRANGER = rsa.generate_private_key(65537, 2048)
SHORT = rsa.generate_private_key(65537, 1024)  # noqa: S505  that is the point
POP = '{ screenPop(lookup: {phone: "+15550142"}) { resolution customer { name } } }'


@pytest.fixture(scope="module")
def made() -> Provider:
    return Provider()


@pytest.fixture
def provider(made) -> Provider:
    """The provider with its keys, as if nobody had asked it yet."""
    made.fetched, made.fails, made.issuer = [], None, ISSUER
    made.listed = [made.public("one", "RSA"), made.public("ec", "EC")]
    return made


@pytest.fixture
def check(provider) -> TokenCheck:
    return TokenCheck(OIDC, SigningKeys(ISSUER, fetch=provider.fetch))


@pytest.fixture
def http(provider, check, answers, open_client):
    """The API, which takes keys of nobody and tokens of the provider."""

    async def no_key(_: str | None) -> None:
        return None

    async def probe() -> None:
        """A graph that is well."""

    sign_in = SignIn(no_key, check)
    return open_client(Starlette(routes=routes_for(answers, sign_in, ApiSettings(), probe)))


def unsigned(provider: Provider) -> str:
    claims = provider.token().split(".")[1]
    return f"{part({'alg': 'none', 'typ': 'JWT', 'kid': 'one'})}.{claims}."


def signed_with_the_public_key(provider: Provider) -> str:
    """HS256 with the RSA key's public half as the secret, which everybody knows."""
    public = provider.private["one"].public_key()
    secret = public.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return _hmac(provider, secret)


def _hmac(provider: Provider, secret: bytes) -> str:
    head = part({"alg": "HS256", "typ": "JWT", "kid": "one"})
    body = provider.token().split(".")[1]
    signature = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(
        f"{head}.{body}".encode(), secret
    )
    return f"{head}.{body}.{part(signature)}"


def with_other_claims(provider: Provider) -> str:
    head, body, signature = provider.token().split(".")
    claims = jwt.utils.base64url_decode(body).replace(b'"agent"', b'"admin"')
    return f"{head}.{part(claims)}.{signature}"


WRONG: list[tuple[str, str, Callable[[Provider], str]]] = [
    ("expired", "long over", lambda one: one.token(exp_in=-3600)),
    ("expired", "over, and more than clocks differ", lambda one: one.token(exp_in=-40)),
    ("early", "not yet", lambda one: one.token(nbf_in=3600)),
    ("early", "made in the future", lambda one: one.token(iat_in=3600)),
    ("issuer", "another issuer", lambda one: one.token(iss="https://id.example.org/")),
    ("issuer", "a slash is missing", lambda one: one.token(iss=ISSUER.rstrip("/"))),
    ("audience", "for another service", lambda one: one.token(aud="https://other.example.com")),
    ("audience", "for several others", lambda one: one.token(aud=["a", "b"])),
    ("claims", "for nobody", lambda one: one.token(aud=None)),
    ("claims", "for ever", lambda one: one.token(exp=None)),
    ("claims", "about nobody", lambda one: one.token(sub=None)),
    ("claims", "by nobody", lambda one: one.token(iss=None)),
    ("role", "no role", lambda one: one.token(roles=None)),
    ("role", "a role of others", lambda one: one.token(roles=["boss"])),
    ("role", "roles that are a number", lambda one: one.token(roles=7)),
    ("signature", "signed by a stranger", lambda one: one.token(key=STRANGER)),
    ("signature", "claims changed afterwards", with_other_claims),
    ("signature", "signature cut off", lambda one: one.token().rsplit(".", 1)[0] + ".AAAA"),
    ("key", "a key that there is not", lambda one: one.token(kid="two", key=STRANGER)),
    ("key", "no key named, and there are two", lambda one: one.token(kid=None)),
    ("algorithm", "unsigned", unsigned),
    ("algorithm", "HS256 with the public key", signed_with_the_public_key),
    ("algorithm", "HS256 with nothing", lambda one: _hmac(one, b"")),
    ("algorithm", "an algorithm that is not set", lambda one: one.token(alg="RS512")),
    ("algorithm", "a key of another kind", lambda one: one.token(kid="ec", key=STRANGER)),
    ("malformed", "no JSON", lambda one: f"{part(b'x')}.{part(b'y')}.{part(b'z')}"),
    ("malformed", "a list as header", lambda one: f"{part([])}.{part({})}.{part(b'z')}"),
    ("malformed", "a number as key id", lambda one: head_with(one, kid=7)),
    ("malformed", "critical words", lambda one: head_with(one, crit=["exp"])),
    ("malformed", "another kind of token", lambda one: head_with(one, typ="secevent+jwt")),
    ("malformed", "too long", lambda one: one.token(more="x" * 8_192)),
    ("malformed", "deep", lambda one: f"{part(b'[' * 5_000)}.{part({})}.{part(b'z')}"),
]


def head_with(provider: Provider, **more) -> str:
    head, body, signature = provider.token().split(".")
    changed = {**json.loads(jwt.utils.base64url_decode(head)), **more}
    return f"{part(changed)}.{body}.{signature}"


@pytest.mark.parametrize(
    ("word", "make"), [pytest.param(word, make, id=name) for word, name, make in WRONG]
)
async def test_a_wrong_token_opens_nothing_and_learns_one_word(provider, http, answers, word, make):
    token = make(provider)

    async with http:
        response = await http.post(
            "/graphql", json={"query": POP}, headers={"authorization": f"Bearer {token}"}
        )

    (error,) = response.json()["errors"]
    assert response.status_code == 401
    assert 'error="invalid_token"' in response.headers["www-authenticate"]
    assert error["message"] == f"the access token is refused: {word}"
    assert "data" not in response.json()
    assert answers.asked == []


@pytest.mark.parametrize(
    ("claims", "role"),
    [
        pytest.param({}, Role.AGENT, id="as it comes"),
        pytest.param({"aud": ["x", AUDIENCE]}, Role.AGENT, id="one of its audiences"),
        pytest.param({"exp_in": -10}, Role.AGENT, id="over, as far as clocks differ"),
        pytest.param({"nbf_in": 20}, Role.AGENT, id="not yet, as far as clocks differ"),
        pytest.param({"roles": "x reviewer"}, Role.REVIEWER, id="roles as words"),
        pytest.param({"roles": ["agent", "supervisor"]}, Role.SUPERVISOR, id="the higher role"),
        pytest.param({"alg": "ES256", "kid": "ec"}, Role.AGENT, id="elliptic"),
    ],
)
async def test_a_right_token_opens_what_its_role_may(provider, check, claims, role):
    caller = await check(provider.token(**claims))

    assert caller == Caller(role, "Maria, desk 7", "oidc:u-17")


async def test_a_token_pops_a_customer_and_a_connectors_token_does_not(provider, http):
    async with http:
        answers = [
            await http.post(
                "/graphql",
                json={"query": POP},
                headers={"authorization": f"bearer {provider.token(roles=[role])}"},
            )
            for role in ("agent", "connector")
        ]

    assert answers[0].json()["data"]["screenPop"]["resolution"] == "ONE"
    assert (answers[1].status_code, "data" in answers[1].json()) == (403, False)


async def test_their_roles_are_ours_by_a_table_and_the_claim_may_lie_deep(provider):
    settings = OidcSettings(
        ISSUER, AUDIENCE, "realm.roles", (("leads", Role.SUPERVISOR), ("desk", Role.AGENT))
    )
    check = TokenCheck(settings, SigningKeys(ISSUER, fetch=provider.fetch))

    caller = await check(provider.token(roles=None, realm={"roles": ["desk", "leads"]}))

    assert caller.role is Role.SUPERVISOR


async def test_a_name_cannot_steer_a_terminal_or_fill_the_ledger(provider, check):
    caller = await check(provider.token(preferred_username="\x1b[2JMaria" + "x" * 500))

    assert caller.name.startswith("[2JMaria")
    assert len(caller.name) == 100


async def test_a_token_is_judged_once_and_not_believed_beyond_its_own_end(provider):
    now = time.time()
    keys = SigningKeys(ISSUER, fetch=provider.fetch, clock=lambda: now)
    check = TokenCheck(OIDC, keys, memory_seconds=3600, clock=lambda: now)
    token = provider.token(exp_in=600)
    await check(token)
    provider.listed = []  # so that whatever is judged anew is refused

    now += 601
    assert await check(token) is not None
    now += 30
    with pytest.raises(TokenRefusedError):
        await check(token)


async def test_keys_are_fetched_once_and_an_unknown_one_asks_again_but_not_often(provider):
    seconds = 0.0
    keys = SigningKeys(ISSUER, fetch=provider.fetch, clock=lambda: seconds)
    for _ in range(3):
        assert await keys.find("one") is not None
    assert len(provider.fetched) == 2  # discovery and keys

    seconds = PAUSE_SECONDS
    for guess in range(100):
        assert await keys.find(f"guess {guess}") is None
    assert len(provider.fetched) == 4

    provider.listed = [{**provider.public("one", "RSA"), "kid": "new"}]
    seconds = 2 * PAUSE_SECONDS
    assert await keys.find("new") is not None
    assert await keys.find("one") is None


async def test_while_the_provider_is_away_its_keys_are_believed_for_an_hour(provider):
    seconds = 0.0
    keys = SigningKeys(ISSUER, fetch=provider.fetch, clock=lambda: seconds)
    await keys.find("one")
    provider.fails = ProviderError(ISSUER, "TimeoutError")

    seconds = STALE_SECONDS - 1
    assert await keys.find("one") is not None
    seconds = STALE_SECONDS
    with pytest.raises(SignInUnavailableError):
        await keys.find("one")


async def test_nobody_is_refused_for_good_because_the_provider_is_away(provider, http):
    provider.fails = ProviderError(ISSUER, "TimeoutError")

    async with http:
        response = await http.post(
            "/graphql",
            json={"query": POP},
            headers={"authorization": f"Bearer {provider.token()}"},
        )

    assert (response.status_code, response.headers["retry-after"]) == (503, "30")


@pytest.mark.parametrize(
    "listed",
    [
        pytest.param({"use": "enc"}, id="for encryption"),
        pytest.param({"alg": "RS512"}, id="for another algorithm"),
        pytest.param({"kty": "oct", "k": "c2VjcmV0"}, id="a shared secret"),
        pytest.param({"n": "AQAB"}, id="too short"),
        pytest.param({"n": "!"}, id="broken"),
    ],
)
async def test_a_key_that_is_not_for_this_proves_nobody(provider, check, listed):
    provider.listed = [provider.public("one", "RSA", **listed)]

    with pytest.raises(TokenRefusedError):
        await check(provider.token())


async def test_a_key_that_is_too_short_proves_nobody(provider, check):
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(SHORT.public_key()))
    provider.listed = [{**public, "kid": "one"}]
    with pytest.warns(jwt.InsecureKeyLengthWarning):
        token = provider.token(key=SHORT)

    with pytest.raises(TokenRefusedError):
        await check(token)


async def test_documents_of_another_issuer_are_not_believed(provider, check):
    provider.issuer = "https://id.example.org/"

    with pytest.raises(SignInUnavailableError):
        await check(provider.token())


@pytest.mark.parametrize("url", ["http://id.example.com/", "file:///etc/passwd", "https:///", ""])
async def test_documents_are_fetched_over_https_only(url):
    with pytest.raises(ProviderError, match="https"):
        await fetch_json(url)


@pytest.mark.parametrize(
    ("environ", "word"),
    [
        pytest.param({"ISSUER": ISSUER}, "AUDIENCE", id="no audience"),
        pytest.param({"AUDIENCE": "a"}, "ISSUER", id="no issuer"),
        pytest.param({"ISSUER": "http://a.example.com", "AUDIENCE": "a"}, "https", id="plain"),
        pytest.param({"ALGORITHMS": "RS256,none"}, "'none'", id="none"),
        pytest.param({"ALGORITHMS": "HS256"}, "'HS256'", id="shared secret"),
        pytest.param({"ROLES": "desk=boss"}, "desk=boss", id="a role that we have not"),
        pytest.param({"ROLES": "agent"}, "theirs=ours", id="half a pair"),
    ],
)
def test_settings_that_would_let_the_wrong_people_in_are_refused(environ, word):
    right = {"ISSUER": ISSUER, "AUDIENCE": AUDIENCE} if environ.keys() - {"ISSUER"} else {}
    given = environ if environ.keys() & {"ISSUER", "AUDIENCE"} else {**right, **environ}

    with pytest.raises(ValueError, match=word):
        read_oidc_settings({f"TELLONCE_OIDC_{name}": value for name, value in given.items()})


def test_without_a_provider_there_are_keys_only():
    assert read_oidc_settings({}) is None
    assert read_oidc_settings(
        {"TELLONCE_OIDC_ISSUER": ISSUER, "TELLONCE_OIDC_AUDIENCE": AUDIENCE}
    ) == OidcSettings(ISSUER, AUDIENCE)
