"""Backup and restore: the same digest, nothing lost, nothing half, erasures repeated."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from linli.records import archive, erasure, files, registry, search
from linli.records import services as records
from linli.records.backup import backup
from linli.records.errors import ArchiveRefused
from linli.records.models import Attachment, Event, EventBody
from linli.records.restore import restore
from linli.records.verify import verify
from tests.records.conftest import AT, CLERK, Thing
from tests.records.test_uploads import Named, picture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.databases]


@pytest.fixture
def house(transactional_db: None, own_folders: Path) -> Path:
    """Three things with texts, phones, a file and a search entry; answers where to put a backup."""
    Thing.objects.all().delete()
    for number in range(3):
        thing = Thing(phone=f"1380000000{number}")
        records.append(subject=thing, name="thing.made", actor=CLERK, at=AT, text={"note": f"漏水{number}"})
        records.set_span(subject=thing, field="state", value="new", at=AT, seq=1)
        search.index("thing", thing.pk, f"漏水{number}", ["a5"])
    upload = Named(picture(), "a.jpg")
    records.attach(subject=thing, upload=upload, actor=CLERK, at=AT, kind="photo")
    return own_folders / "house.linli"


def change(source: Path, edit: dict[str, Any]) -> Path:
    """A copy of an archive with some entries changed (None drops one)."""
    target = source.with_name("changed.linli")
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            data: bytes | None = old.read(info)
            for name, how in edit.items():
                if name in info.filename and data is not None:
                    data = how(data) if how else None
            if data is not None:
                new.writestr(info.filename, data)
    return target


def test_a_restored_house_has_the_same_digest_and_an_unbroken_history(house: Path) -> None:
    before = archive.database_digest()
    made = backup(house, AT)
    assert made.digest == before
    Thing.objects.all().update(state="spoiled", phone="0")
    for _digest, path in list(files.each()):
        path.unlink()
    result = restore(house, replace=True)
    assert result.digest == before == archive.database_digest()
    assert result.files == 2
    assert verify().ok
    assert sorted(Thing.objects.values_list("phone", flat=True)) == [f"1380000000{n}" for n in range(3)]
    assert search.query("thing", "漏水", ["a5"])[0] == Thing.objects.latest("pk").pk


def test_new_rows_after_a_restore_get_new_ids(house: Path) -> None:
    backup(house, AT)
    restore(house, replace=True)
    last = Thing.objects.latest("pk").pk
    thing = Thing()
    records.append(subject=thing, name="thing.made", actor=CLERK, at=AT)
    assert thing.pk > last
    assert verify().ok


def test_no_key_and_no_plain_phone_is_inside(house: Path, own_folders: Path) -> None:
    backup(house, AT)
    with zipfile.ZipFile(house) as found:
        everything = b"".join(found.read(name) for name in found.namelist())
        assert not any("key" in Path(name).name for name in found.namelist())
    assert b"13800000001" not in everything
    for file in (own_folders / "keys").iterdir():
        assert file.read_bytes().strip() not in everything
    assert house.stat().st_mode & 0o077 == 0


def test_what_was_erased_after_the_backup_is_erased_again(house: Path) -> None:
    registry.register_eraser(
        registry.Eraser(
            kind="thing",
            what="contact",
            due=lambda at: [],
            erase=lambda pk, at: Thing.objects.filter(pk=pk).update(phone="") and None,
            basis="retention",
        )
    )
    backup(house, AT)
    thing = Thing.objects.latest("pk")
    erasure.erase(kind="thing", subject_id=thing.pk, actor=CLERK, at=AT, basis="request")
    result = restore(house, replace=True)
    thing.refresh_from_db()
    assert result.erased_again == 1
    assert thing.phone == ""
    assert EventBody.objects.get(event__subject_id=thing.pk, event__name="thing.made").text == ""
    assert Attachment.objects.get().digest == ""
    assert list(files.each()) == []
    assert search.query("thing", "漏水", ["a5"], any_place=True)[0] != thing.pk
    assert verify().ok


def test_the_copy_of_the_log_is_enough_when_the_database_was_lost(house: Path) -> None:
    backup(house, AT)
    thing = Thing.objects.latest("pk")
    erasure.erase(kind="thing", subject_id=thing.pk, actor=CLERK, at=AT, basis="request")
    for model in reversed(archive.tables()):
        model._base_manager.all()._raw_delete("default")
    assert restore(house).erased_again == 1
    assert EventBody.objects.get(event__subject_id=thing.pk, event__name="thing.made").text == ""


def test_a_house_with_a_history_is_not_replaced_by_accident(house: Path) -> None:
    backup(house, AT)
    with pytest.raises(ArchiveRefused, match="--replace"):
        restore(house)


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        ({"manifest": None}, "不是邻里的备份"),
        ({"manifest": lambda data: b"{}"}, "不是邻里的备份"),
        ({"manifest": lambda data: data.replace(b'"version": 1', b'"version": 2')}, "更新的版本"),
        ({"manifest": lambda data: data.replace(b"0001_initial", b"0999_future")}, "更新的版本"),
        ({"things.thing": lambda data: data.replace(b'"new"', b'"old"')}, "摘要不符"),
        ({"things.thing": lambda data: data[: len(data) // 2]}, "读不懂"),
        ({"records.event.": lambda data: b"\n".join(data.splitlines()[:-1]) + b"\n"}, "摘要不符"),
        ({"things.thing": None}, "缺少一张表"),
        ({"manifest": lambda data: data.replace(b'"state"', b'"mood"')}, "没有的列"),
    ],
)
def test_broken_foreign_and_newer_archives_are_refused_and_nothing_changes(
    house: Path, edit: dict[str, Any], sentence: str
) -> None:
    backup(house, AT)
    before = archive.database_digest()
    with pytest.raises(ArchiveRefused, match=sentence):
        restore(change(house, edit), replace=True)
    assert archive.database_digest() == before


def test_a_cut_off_or_flipped_file_is_refused(house: Path) -> None:
    backup(house, AT)
    data = house.read_bytes()
    before = archive.database_digest()
    cut, flipped = house.with_name("cut"), house.with_name("flipped")
    cut.write_bytes(data[: len(data) - 200])
    at = data.index(b"records.event.jsonl") + 60
    flipped.write_bytes(data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :])
    for broken in (cut, flipped, house.with_name("absent")):
        with pytest.raises(ArchiveRefused):
            restore(broken, replace=True)
    assert archive.database_digest() == before


def test_a_file_that_is_not_its_digest_is_left_out_and_named(house: Path) -> None:
    backup(house, AT)
    digest = Attachment.objects.get().digest
    result = restore(change(house, {f"files/{digest}": lambda data: data + b"x"}), replace=True)
    assert any("附件损坏" in note for note in result.notes)


def test_a_backup_that_cannot_be_written_leaves_nothing(house: Path) -> None:
    from linli.records.errors import StorageGone

    with pytest.raises(StorageGone):
        backup(house.parent / "no" / "such" / "folder.linli", AT)


def test_the_commands_speak_json_and_tell_by_their_status(house: Path, capsys: Any) -> None:
    from linli.__main__ import build_parser

    def run(*words: str) -> tuple[int, dict[str, Any]]:
        args = build_parser().parse_args([*words, "--json"])
        status = args.run(args)
        return status, json.loads(capsys.readouterr().out)

    assert run("verify")[0] == 0
    assert run("seal")[1]["streams"] >= 3
    assert run("backup", str(house))[1]["ok"]
    assert run("restore", str(house))[0] == 1
    Event.objects.filter(seq=1).update(name="thing.moved")
    status, report = run("verify")
    assert (status, report["ok"]) == (1, False)
    assert run("restore", str(house), "--replace")[0] == 0
    assert run("tallies")[1] == {"ok": True, "wrong": {}}
