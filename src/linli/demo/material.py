"""The texts, names and tree the invented city is made of, read from data files."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.core.files.uploadedfile import SimpleUploadedFile

DATA = Path(__file__).resolve().parent / "data"


@cache
def read(name: str) -> dict[str, Any]:
    """One of the data files, by its name without ending."""
    found: dict[str, Any] = yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


def photo(name: str) -> SimpleUploadedFile:
    """A drawn picture, marked 演示图片, as it would be uploaded."""
    return SimpleUploadedFile(f"{name}.png", (DATA / "photos" / f"{name}.png").read_bytes(), "image/png")


def person_name(rng: random.Random, born: int, woman: bool) -> str:
    """A name that fits the year of birth; nobody of this name is meant."""
    names = read("names")
    surnames = names["surnames"]
    surname = rng.choices(list(surnames), weights=list(surnames.values()))[0]
    decade = max((year for year in names["given"] if year <= born), default=1940)
    given = rng.choice(names["given"][decade]["women" if woman else "men"])
    return f"{surname}{given}"


def phone(rng: random.Random) -> str:
    """A number that cannot be dialled: no mobile prefix begins with 12."""
    return f"12{rng.randrange(10**9):09d}"


def office_phone(rng: random.Random) -> str:
    """An office number of an area code that is not in use."""
    return f"0990-{rng.randrange(2_000_000, 9_000_000)}"
