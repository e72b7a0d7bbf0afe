"""Take the picture in README: John's screen pop, from the demo world, in Chromium.

.venv/bin/python docs/picture.py
"""

import asyncio
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.async_api import async_playwright, expect

PICTURE = Path(__file__).with_name("pop.png")
JOHN = "john.hartwell@example.com"


async def take(address: str) -> None:
    """Look John up on the demo's page and keep what the agent sees."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = await browser.new_page(
            viewport={"width": 1120, "height": 900}, color_scheme="light", timezone_id="UTC"
        )
        await page.goto(address)
        await page.get_by_label("Who is it?").fill(JOHN)
        await page.get_by_role("button", name="Show").click()
        await expect(page.get_by_role("heading", name="John Hartwell")).to_be_visible()
        await page.screenshot(path=PICTURE)
        await browser.close()


def main() -> None:
    with tempfile.TemporaryDirectory() as data:
        demo = subprocess.Popen(
            [sys.executable, "-m", "tellonce", "demo", "--port", "0"],
            env={**os.environ, "TELLONCE_DATA": data},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert demo.stdout is not None
        try:
            address = next(
                found[1] for line in demo.stdout if (found := re.match(r"page +(\S+)", line))
            )
            for line in demo.stdout:
                if line.startswith("Ctrl-C"):
                    break
            asyncio.run(take(address))
        finally:
            demo.terminate()
            demo.wait()


if __name__ == "__main__":
    main()
