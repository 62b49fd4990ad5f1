"""``linli check`` says where keys and checkpoints protect nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from linli.records.checks import folders


def ids() -> set[str]:
    return {str(item.id) for item in folders()}


def test_keys_and_checkpoints_inside_the_data_folder_are_named(settings: Any, own_folders: Path) -> None:
    settings.LINLI_DEMO = False
    assert ids() == {"linli.W103", "linli.W104"}
    settings.LINLI_DATA = own_folders / "data"
    assert ids() == set()
    settings.LINLI_DATA, settings.LINLI_DEMO = own_folders, True
    assert ids() == set()


def test_a_key_folder_open_to_others_is_an_error(own_folders: Path, settings: Any) -> None:
    settings.LINLI_DEMO = True
    (own_folders / "keys").mkdir(mode=0o755)
    (own_folders / "keys").chmod(0o755)
    assert ids() == {"linli.E101"}
