"""The page at `/` in Chromium, from the real server: what an agent types, and what comes up."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from api.keys import Role, make_key
from context.ingest import Ingest
from context.records import InteractionRecord, OrderLine, OrderRecord, Reference
from identity.records import Handle, PersonRecord
from identity.resolver import Resolver
from tellonce.server import serving

pytestmark = pytest.mark.peers

NOW = datetime.now(UTC).replace(microsecond=0)
JOHN = PersonRecord(
    "shop",
    "c92",
    given_name="John",
    family_name="Hartwell",
    city="Denver",
    country="US",
    emails=("john@example.com",),
    phones=("+13035550197",),
    handles=(Handle("x", "@jhartwell"),),
    updated_at=NOW - timedelta(days=900),
)
NAMESAKES = [
    PersonRecord(
        "shop",
        f"c{number}",
        given_name="William",
        family_name="Smith",
        city="St. Louis",
        region="MO",
        country="US",
        emails=(f"{mail}@example.com",),
        phones=(phone,),
        updated_at=NOW - timedelta(days=400),
    )
    for number, mail, phone in ((7, "bill", "+13145550107"), (8, "wsmith", "+13145550188"))
]
WHAT_HAPPENED = [
    OrderRecord(
        source="shop",
        source_id="20533",
        person=PersonRecord("shop", "c92"),
        placed_at=NOW - timedelta(days=6),
        status="delivered",
        currency="USD",
        total=Decimal("149.00"),
        lines=(OrderLine("PRJ-1", "Pocket projector", "white", Decimal(1), Decimal("149.00")),),
    ),
    InteractionRecord(
        source="voice",
        source_id="call-92",
        person=PersonRecord("shop", "c92"),
        channel="voice",
        kind="call",
        status="abandoned",
        started_at=NOW - timedelta(days=2),
        ended_at=NOW - timedelta(days=2) + timedelta(seconds=843),
        waited_seconds=840,
        about=(Reference("order", "20533", "shop"),),
    ),
    InteractionRecord(
        source="x",
        source_id="t92",
        person=PersonRecord("shop", "c92"),
        channel="social",
        kind="mention",
        public=True,
        reach=2500,
        text='My projector is dead on arrival <img src=x onerror="document.title=`owned`">',
        started_at=NOW - timedelta(days=1),
    ),
]

# Text whose contrast with what it stands on is under WCAG AA: 4.5, large or bold large 3.
FAINT_TEXT = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = rgba(getComputedStyle(at).backgroundColor);
      if (color[3] === 255) return color;
    }
    return [255, 255, 255, 255];
  };
  const faint = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].filter((node) => node.nodeType === 3);
    const text = own.map((node) => node.data).join('').trim();
    if (!text || !element.checkVisibility() || element.closest('.vh, .skip')) continue;
    const style = getComputedStyle(element);
    const [a, b] = [light(rgba(style.color)), light(behind(element))];
    const contrast = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 600);
    if (contrast < (large ? 3 : 4.5)) faint.push(`${text} ${contrast.toFixed(2)}`);
  }
  return faint;
}"""


@dataclass(frozen=True)
class Served:
    url: str
    admin_key: str
    connector_key: str


@pytest.fixture(scope="module")
async def served(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    """The server of a company that knows John and two William Smiths."""
    environ = {"TELLONCE_DATA": str(tmp_path_factory.mktemp("data")), "TELLONCE_HEAP_MB": "512"}
    async with serving(environ, "127.0.0.1", 0) as server:
        identity = server.desk.identity
        await Ingest(Resolver(identity)).ingest([JOHN, *NAMESAKES, *WHAT_HAPPENED])
        connector_key = await make_key(identity.graph, Role.CONNECTOR, "shop")
        assert server.first_key is not None
        yield Served(f"{server.url}/", server.first_key, connector_key)


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    path = shutil.which("chromium")
    assert path, "install Debian's package chromium: this page is judged by a real browser"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest.fixture
async def page(browser: Browser, served: Served) -> AsyncIterator[Page]:
    """A page of 1280 pixels. Whatever the browser complains of fails the test."""
    context = await browser.new_context(
        viewport={"width": 1280, "height": 900}, permissions=["clipboard-read", "clipboard-write"]
    )
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on(
        "request",
        lambda sent: None if sent.url.startswith(served.url) else complaints.append(sent.url),
    )
    yield page
    await context.close()
    expected = ("status of 401", "status of 403", "ERR_CONNECTION_REFUSED")  # asked for by tests
    assert [one for one in complaints if not any(word in one for word in expected)] == []


async def look_up(page: Page, text: str, city: str = "") -> None:
    await page.get_by_label("Who is it?").fill(text)
    await page.get_by_label("City").fill(city)
    await page.get_by_role("button", name="Show").click()


async def test_a_key_in_the_address_is_taken_and_removed(page, served):
    await page.goto(f"{served.url}#key={served.admin_key}")
    await expect(page.get_by_text("API key set")).to_be_visible()

    assert page.url == served.url
    assert served.admin_key not in await page.content()
    assert await page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize("typed", ["(303) 555-0197", "@jhartwell", "john@example.com"])
async def test_a_known_contact_pops_with_the_whole_story(page, served, typed):
    await page.goto(f"{served.url}#key={served.admin_key}")
    await look_up(page, typed)

    await expect(page.get_by_role("heading", name="John Hartwell")).to_be_visible()
    for words in ("One customer", "Say first", "14 min", "Pocket projector (white)", "$149.00"):
        await expect(page.get_by_text(words).first).to_be_visible()
    await expect(page.get_by_text("<img src=x").first).to_be_visible()
    assert "owned" not in await page.title()


async def test_the_sentence_can_be_copied(page, served):
    await page.goto(f"{served.url}#key={served.admin_key}")
    await look_up(page, "+1 303 555 0197")
    await page.get_by_role("button", name="Copy").click()

    await expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = await page.evaluate("navigator.clipboard.readText()")
    assert copied == await page.locator(".say .lead").text_content()


async def test_a_name_and_a_city_give_candidates_and_the_answer_settles_it(page, served):
    await page.goto(f"{served.url}#key={served.admin_key}")
    await look_up(page, "Bill Smyth, Saint Louis")

    await expect(page.get_by_role("heading", name="customers fit")).to_be_visible()
    await expect(page.get_by_role("heading", name="William Smith").first).to_be_visible()
    await expect(page.get_by_text("Somebody else")).to_be_visible()
    await page.get_by_label("Read as").select_option("email")
    await look_up(page, "bill@example.com", "Saint Louis")
    await expect(page.get_by_text("One customer")).to_be_visible()


async def test_an_unknown_contact_gets_a_sentence_a_question_and_a_desk(page, served):
    await page.goto(f"{served.url}#key={served.admin_key}")
    await look_up(page, "+44 7700 900999")

    await expect(page.get_by_role("heading", name="Nobody found yet")).to_be_visible()
    for part in ("Say first", "Ask this", "Desk"):
        await expect(page.get_by_role("heading", name=part)).to_be_visible()
    await page.get_by_label("The answer").fill("john@example.com")
    await page.get_by_role("button", name="Look again").click()
    await expect(page.get_by_text("One customer")).to_be_visible()


async def test_a_wrong_key_is_named_and_a_right_one_goes_on(page, served):
    await page.goto(f"{served.url}#key=tk_{'wrong':x<32}")
    await look_up(page, "+1 303 555 0197")

    await expect(page.get_by_text("This key is not accepted")).to_be_visible()
    await page.get_by_label("API key", exact=True).fill(served.admin_key)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="John Hartwell")).to_be_visible()


async def test_a_key_of_another_role_is_told_so(page, served):
    await page.goto(f"{served.url}#key={served.connector_key}")
    await look_up(page, "+1 303 555 0197")

    await expect(page.get_by_text("This key may not look people up")).to_be_visible()


async def test_without_a_server_it_says_so_and_tries_again(page, served):
    await page.goto(f"{served.url}#key={served.admin_key}")
    await page.route("**/graphql", lambda route: route.abort("connectionrefused"))
    await look_up(page, "+1 303 555 0197")

    await expect(page.get_by_text("No connection")).to_be_visible()
    await page.unroute("**/graphql")
    await page.get_by_role("button", name="Try again").click()
    await expect(page.get_by_role("heading", name="John Hartwell")).to_be_visible()


async def test_a_slow_answer_shows_that_it_is_coming(page, served):
    async def slowly(route) -> None:
        await asyncio.sleep(0.6)
        await route.continue_()

    await page.goto(f"{served.url}#key={served.admin_key}")
    await page.route("**/graphql", slowly)
    await look_up(page, "+1 303 555 0197")

    await expect(page.locator("main[aria-busy=true] .skeleton")).to_be_visible()
    await expect(page.locator("main[aria-busy=false] h1")).to_have_text("John Hartwell")


async def test_everything_is_reached_by_keyboard_with_the_focus_seen(page, served):
    await page.goto(f"{served.url}#key={served.admin_key}")
    await page.get_by_label("Who is it?").focus()
    await page.keyboard.type("+1 303 555 0197")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="John Hartwell")).to_be_visible()

    seen = []
    for _ in range(4):
        await page.keyboard.press("Tab")
        seen.append(
            await page.evaluate(
                "[document.activeElement.id || document.activeElement.textContent.trim(),"
                " getComputedStyle(document.activeElement).outlineStyle]"
            )
        )
    assert [name for name, _ in seen[:3]] == ["city", "kind", "Show"]
    assert "Copy" in [name for name, _ in seen]
    assert {style for _, style in seen} == {"solid"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(
    ("state", "typed"),
    [
        ("empty", ""),
        ("one", "+1 303 555 0197"),
        ("several", "Bill Smyth, Saint Louis"),
        ("none", "+44 7700 900999"),
    ],
)
async def test_it_fits_and_is_readable(
    page: Page, served: Served, tmp_path: Path, scheme: str, width: int, state: str, typed: str
):
    await page.emulate_media(color_scheme=scheme)
    await page.set_viewport_size({"width": width, "height": 844})
    await page.goto(f"{served.url}#key={served.admin_key}")
    if typed:
        await look_up(page, typed)
    await page.locator(f"main[data-state={state}]").wait_for()

    await page.screenshot(path=tmp_path / f"{state}-{width}-{scheme}.png", full_page=True)
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    assert await page.evaluate(FAINT_TEXT) == []


@pytest.mark.parametrize(
    ("typed", "kind", "lookup"),
    [
        ("(555) 010-0142", "phone", {"phone": "(555) 010-0142"}),
        ("+44 7700 900123", "phone", {"phone": "+44 7700 900123"}),
        ("tel:+15550100142", "phone", {"phone": "+15550100142"}),
        ("ana@example.com", "email", {"email": "ana@example.com"}),
        ("@ana_l", "handle", {"handle": {"network": "x", "handle": "ana_l"}}),
        ("instagram: ana.l", "handle", {"handle": {"network": "instagram", "handle": "ana.l"}}),
        ("https://x.com/ana_l", "handle", {"handle": {"network": "x", "handle": "ana_l"}}),
        ("10482", "order", {"orderNumber": "10482"}),
        ("#1001", "order", {"orderNumber": "1001"}),
        ("Order no. A-1001", "order", {"orderNumber": "A-1001"}),
        ("case 7", "case", {"caseNumber": "7"}),
        ("loyalty 88-1", "account", {"accountNumber": "88-1"}),
        ("Ana Lopez", "name", {"name": "Ana Lopez"}),
        ("Bill Smyth, Saint Louis", "name", {"name": "Bill Smyth", "city": "Saint Louis"}),
        ("Order Castell", "name", {"name": "Order Castell"}),
        ("李 小龙", "name", {"name": "李 小龙"}),
        ("  ", None, {}),
    ],
)
async def test_what_was_typed_is_recognised(page, served, typed, kind, lookup):
    await page.goto(served.url)

    read = await page.evaluate(
        "async (typed) => { const {recognise, lookupOf} = await import('/page/lookup.js');"
        " return [recognise(typed), lookupOf(typed)]; }",
        typed,
    )

    assert read == [kind, lookup]
