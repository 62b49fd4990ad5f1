"""Pictures for the README and the docs, taken from a served demonstration: ``tools/screenshots.py [URL]``.

Without an address it loads and serves a small demonstration of its own. Each picture is a palette PNG of at
most 150 KiB in docs/images/.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
IMAGES = ROOT / "docs" / "images"
MOST = 150 * 1024
DESKTOP = {"width": 1366, "height": 768}
PHONE = {"width": 375, "height": 812}
#: Picture → (who looks, address or the link of the entry page that leads there, size).
SHOTS: dict[str, tuple[str, str, dict[str, int]]] = {
    "desk": ("demo-secretary", "/", DESKTOP),
    "case": ("demo-secretary", "一件事的全过程", DESKTOP),
    "place": ("demo-secretary", "place", DESKTOP),
    "leader": ("demo-leader", "/figures/overview/", DESKTOP),
    "figure": ("demo-leader", "/figures/solution_rate/", DESKTOP),
    "ranking": ("demo-leader", "/figures/editions/1/", DESKTOP),
    "register": ("demo-clerk", "/registers/hazard_house/", DESKTOP),
    "library": ("demo-system", "/mechanisms/", DESKTOP),
    "wishes": ("", "/w/wishes/", DESKTOP),
    "matching": ("demo-clerk", "/resources/runs/1/", DESKTOP),
    "governance": ("demo-clerk", "/orgs/governance/", DESKTOP),
    "public": ("", "/w/", DESKTOP),
    "desk-phone": ("demo-secretary", "/", PHONE),
    "case-phone": ("demo-secretary", "一件事的全过程", PHONE),
    "register-phone": ("demo-clerk", "/registers/hazard_house/", PHONE),
    "public-phone": ("", "/w/report/", PHONE),
}


def save(png: bytes, target: Path) -> int:
    """Writes the picture with as many colours as fit the limit; answers its bytes."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for colours in (256, 128, 64, 32):
        out = io.BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() <= MOST:
            break
    target.write_bytes(out.getvalue())
    return out.tell()


def go(page: Any, url: str, user: str, where: str) -> None:
    """Enters as somebody and opens the page."""
    if user:
        page.goto(f"{url}/accounts/enter/")
        links = page.locator(f"button[name=user][value={user}]")
        link = links.filter(has_text=where) if not where.startswith("/") else links
        (link if link.count() else links).first.click()
        page.wait_for_url(lambda address: "/enter/" not in address)
    if where == "place":
        page.goto(url + page.locator(".tool--place").get_attribute("href"))
    elif where.startswith("/"):
        page.goto(url + where)
    page.wait_for_load_state("networkidle")


def take(url: str) -> None:
    """All pictures from one installation."""
    from playwright.sync_api import sync_playwright

    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for name, (user, where, size) in SHOTS.items():
            context = browser.new_context(viewport=size, locale="zh-CN")
            page = context.new_page()
            go(page, url, user, where)
            print(f"{name}: {save(page.screenshot(), IMAGES / f'{name}.png') / 1024:.0f} KiB  {page.url}")
            context.close()
        browser.close()


def main() -> None:
    """With an address: that installation; without: one of its own."""
    if len(sys.argv) > 1:
        take(sys.argv[1].rstrip("/"))
        return
    from tests.served import small_demo

    with tempfile.TemporaryDirectory() as folder, small_demo(Path(folder)) as served:
        take(served.url)


if __name__ == "__main__":
    main()
