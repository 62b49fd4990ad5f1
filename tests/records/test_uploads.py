"""What is taken and what is refused of uploaded files, each with its sentence."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

import pytest
from PIL import Image

from linli.records import attachments, files, queries, uploads
from linli.records import services as records
from linli.records.errors import BadFile
from linli.records.models import Attachment, Event
from linli.records.time import now
from tests.records.conftest import AT, CLERK, Thing


class Named(io.BytesIO):
    """Bytes with a name, like an uploaded file."""

    def __init__(self, data: bytes, name: str) -> None:
        super().__init__(data)
        self.name = name
        self.size = len(data)


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, kind, **options)
    return out.getvalue()


def office(folder: str = "word/", extra: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(f"{folder}document.xml", "<x/>")
        if extra:
            archive.writestr(extra, b"x")
    return out.getvalue()


def bomb_png() -> bytes:
    """A header that claims 60,000 × 60,000 pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n%%EOF\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP"])
def test_every_kind_of_picture_becomes_a_jpeg_with_a_small_one(kind: str) -> None:
    checked = uploads.check(Named(picture(kind), f"照片.{kind.lower()}"))
    assert (checked.content_type, checked.width, checked.height) == ("image/jpeg", 60, 40)
    assert Image.open(io.BytesIO(checked.thumb)).format == "JPEG"


def test_position_device_and_comments_do_not_survive() -> None:
    exif = Image.Exif()
    exif[0x010F] = "SECRETPHONE"
    exif.get_ifd(0x8825)[1] = "N"
    checked = uploads.check(Named(picture(exif=exif, comment=b"SECRETCOMMENT"), "a.jpg"))
    assert b"SECRET" not in checked.data
    assert not Image.open(io.BytesIO(checked.data)).getexif()


def test_a_picture_taken_sideways_is_turned() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    checked = uploads.check(Named(picture(exif=exif), "a.jpg"))
    assert (checked.width, checked.height) == (40, 60)


def test_a_large_photo_is_made_smaller_and_a_clear_ground_white() -> None:
    assert uploads.check(Named(picture(size=(5000, 3000)), "a.jpg")).width == 2048
    out = io.BytesIO()
    Image.new("RGBA", (9, 9), (0, 0, 0, 0)).save(out, "PNG")
    pixel = Image.open(io.BytesIO(uploads.check(Named(out.getvalue(), "a.png")).data)).getpixel((4, 4))
    assert min(pixel) > 250


@pytest.mark.parametrize(
    ("data", "name", "content_type"),
    [
        (PDF, "协议.pdf", "application/pdf"),
        (office("word/"), "说明.docx", "wordprocessingml"),
        (office("xl/"), "台账.xlsx", "spreadsheetml"),
        (OLE, "老表.xls", "ms-excel"),
        (OLE, "老表.et", "ms-excel"),
    ],
)
def test_papers_are_taken_by_their_content(data: bytes, name: str, content_type: str) -> None:
    checked = uploads.check(Named(data, name))
    assert checked.data == data
    assert content_type in checked.content_type


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "a.jpg", "空的"),
        (b"MZ\x90\0" + b"\0" * 200, "照片.jpg", "只能上传"),
        (b"<html><script>alert(1)</script>", "a.pdf", "只能上传"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", "只能上传"),
        (picture()[:300], "a.jpg", "损坏"),
        (picture("PNG")[:60], "a.png", "损坏"),
        (b"\xff\xd8\xff" + b"garbage" * 50, "a.jpg", "损坏"),
        (picture(), "a.pdf", "扩展名"),
        (PDF, "a.docx", "不符"),
        (PDF, "没有扩展名", "不符"),
        (PDF[:-7], "a.pdf", "不完整"),
        (office(), "a.xlsx", "不符"),
        (office("word/", "word/vbaProject.bin"), "a.docx", "宏"),
        (OLE + "_VBA_PROJECT".encode("utf-16-le"), "a.doc", "宏"),
        (OLE, "a.exe", "不符"),
        (office("other/"), "a.zip", "压缩包"),
        (b"PK\x03\x04broken", "a.docx", "损坏"),
        (bomb_png(), "a.png", "尺寸太大"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 40, "IMG_1.HEIC", "HEIC"),
    ],
)
def test_wrong_broken_and_disguised_files_are_refused_in_plain_words(
    data: bytes, name: str, sentence: str
) -> None:
    with pytest.raises(BadFile, match=sentence):
        uploads.check(Named(data, name))


def test_an_oversized_file_is_refused_before_it_is_read() -> None:
    huge = Named(b"x", "a.jpg")
    huge.size = 900 * 1024 * 1024
    with pytest.raises(BadFile, match="20 MB"):
        uploads.check(huge)
    with pytest.raises(BadFile, match="20 MB"):
        uploads.check(io.BytesIO(b"\xff\xd8\xff" + b"\0" * (21 * 1024 * 1024)))


def test_a_zip_bomb_in_a_word_file_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w") as entry:
            for _ in range(310):
                entry.write(b"\0" * 1024 * 1024)
    with pytest.raises(BadFile, match="解开后太大"):
        uploads.check(Named(out.getvalue(), "a.docx"))


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\照片\u202egpj.exe", "照片gpj.exe"),
        ("a\x00b\n c.jpg", "ab c.jpg"),
        (None, ""),
        ("长" * 300 + ".jpg", "长" * 116 + ".jpg"),
    ],
)
def test_file_names_are_cleaned(name: str | None, clean: str) -> None:
    assert uploads.clean_name(name) == clean


def attach(thing: Thing, data: bytes | None = None, name: str = "现场.jpg") -> Attachment:
    upload = Named(data or picture(), name)
    return records.attach(subject=thing, upload=upload, actor=CLERK, at=AT, kind="photo")


def test_an_attached_file_lies_under_its_digest_with_an_event(thing: Thing) -> None:
    row = attach(thing)
    with files.open_file(row.digest) as stored:
        assert files.digest_of(stored) == row.digest
    assert Event.objects.get(name="attachment.added").data["attachment"] == row.pk
    assert queries.attachments("thing", thing.pk) == [row]
    records.withdraw_file(subject=thing, attachment=row, actor=CLERK, at=AT)
    assert queries.attachments("thing", thing.pk) == []


def test_the_same_bytes_are_kept_once_and_go_with_the_last_row(
    thing: Thing, django_capture_on_commit_callbacks: Any
) -> None:
    other = Thing()
    records.append(subject=other, name="thing.made", actor=CLERK, at=AT)
    row = attach(thing)
    attach(other)
    assert len(list(files.each())) == 2  # one picture, one small one
    for number, left in ((thing.pk, 2), (other.pk, 0)):
        with django_capture_on_commit_callbacks(execute=True):
            attachments.erase_files("thing", number, AT)
        assert len(list(files.each())) == left
    row.refresh_from_db()
    assert (row.digest, row.name, row.erased_at) == ("", "", AT)


def test_orphans_are_swept_after_a_day_and_files_with_rows_stay(thing: Thing) -> None:
    import os

    row = attach(thing)
    orphan = files.store(b"left behind")
    part = files.path_of(orphan).with_name(".abc.part")
    part.write_bytes(b"half")
    assert attachments.sweep(now()) == 0
    for path in (files.path_of(orphan), files.path_of(row.digest), part):
        os.utime(path, (1, 1))
    assert attachments.sweep(now()) == 2
    assert files.path_of(row.digest).exists()


def test_a_path_cannot_be_made_from_what_is_no_digest() -> None:
    with pytest.raises(ValueError, match="digest"):
        files.path_of("../../etc/passwd")


def test_a_file_prepared_before_the_transaction_is_attached_without_being_read_again(thing: Thing) -> None:
    prepared = records.prepare_file(Named(picture(), "现场.jpg"))
    row = records.attach(subject=thing, upload=prepared, actor=CLERK, at=AT, kind="photo")
    assert (row.digest, row.thumb_digest, row.width) == (prepared.digest, prepared.thumb_digest, 60)
