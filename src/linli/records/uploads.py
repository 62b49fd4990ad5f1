"""What an uploaded file really is: pictures are always re-encoded, papers accepted by their content.

Nothing of the sender's bytes of a picture survives: no position, no device, no hidden payload.
"""

from __future__ import annotations

import io
import re
import threading
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Protocol

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from linli.records.errors import BadFile

MAX_IMAGE_BYTES = 20 * 1024 * 1024
MAX_PAPER_BYTES = 20 * 1024 * 1024
#: A JPEG is shrunk while it is decoded, other formats are decoded whole.
MAX_JPEG_PIXELS = 120_000_000
MAX_OTHER_PIXELS = 24_000_000
SIDE = 2048
THUMB_SIDE = 320
MAX_UNPACKED = 300 * 1024 * 1024
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
#: One decoding at a time: ten large photos at once must not take the memory of the machine.
_one_at_a_time = threading.Lock()

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PAPER_TYPES = {
    "word/": (".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xl/": (".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ppt/": (".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
}
_OLE_TYPES = {
    ".doc": "application/msword",
    ".wps": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".et": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint",
}
_IMAGE_SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ""}


class Upload(Protocol):
    """Anything that can be read and may have a name (Django's uploaded files, BytesIO)."""

    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True)
class Checked:
    """A file that may be kept: its bytes as they will be stored, and what they are."""

    data: bytes
    content_type: str
    name: str
    thumb: bytes = b""
    width: int | None = None
    height: int | None = None


def clean_name(name: object) -> str:
    """A file name without path, control and direction characters, at most 120 long."""
    last = str(name or "").replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(char for char in last if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    kept = re.sub(r"\s+", " ", kept).strip(" .")
    if len(kept) <= 120:
        return kept
    suffix = PurePosixPath(kept).suffix[:10]
    return kept[: 120 - len(suffix)] + suffix


def check(upload: Upload) -> Checked:
    """Read, recognise and clean an upload. Raises :class:`BadFile` with the reason in plain words."""
    limit = max(MAX_IMAGE_BYTES, MAX_PAPER_BYTES)
    size = getattr(upload, "size", None)
    if isinstance(size, int) and size > limit:
        raise BadFile(_too_large(limit))
    seek: Any = getattr(upload, "seek", None)
    if callable(seek):
        seek(0)
    data = upload.read(limit + 1)
    name = clean_name(getattr(upload, "name", ""))
    if not data:
        raise BadFile(_("文件是空的，请重新选择。"))
    if len(data) > limit:
        raise BadFile(_too_large(limit))
    if _looks_like_image(data):
        return _image(data, name)
    return _paper(data, name)


def _too_large(limit: int) -> str:
    return _("文件太大，不能超过 %(size)s MB。") % {"size": limit // 1024 // 1024}


def _looks_like_image(data: bytes) -> bool:
    head = data[:16]
    if head[4:8] == b"ftyp" and head[8:12] in {b"heic", b"heix", b"mif1", b"hevc", b"avif"}:
        raise BadFile(_("这种照片格式（HEIC）打不开，请在手机相机设置里选“兼容性最佳”或改存为 JPG 再上传。"))
    magics = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"BM")
    return head.startswith(magics) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


def _image(data: bytes, name: str) -> Checked:
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in _IMAGE_SUFFIXES and len(suffix) <= 5:
        raise BadFile(_("文件内容是图片，扩展名却是“%(suffix)s”，请检查后重新选择。") % {"suffix": suffix})
    if len(data) > MAX_IMAGE_BYTES:
        raise BadFile(_too_large(MAX_IMAGE_BYTES))
    try:
        with _one_at_a_time:
            return _reencode(data, name)
    except BadFile:
        raise
    except MemoryError as error:
        raise BadFile(_("图片尺寸太大，请缩小后再上传。")) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, IndexError) as error:
        raise BadFile(_("图片已损坏或不完整，打不开，请重新拍摄或选择。")) from error
    except Image.DecompressionBombError as error:
        raise BadFile(_("图片尺寸太大，请缩小后再上传。")) from error


def _reencode(data: bytes, name: str) -> Checked:
    with Image.open(io.BytesIO(data), formats=FORMATS) as source:
        pixels = source.width * source.height
        if pixels > (MAX_JPEG_PIXELS if source.format == "JPEG" else MAX_OTHER_PIXELS):
            raise BadFile(_("图片尺寸太大，请缩小后再上传。"))
        if source.format == "JPEG":
            source.draft("RGB", (SIDE, SIDE))
        picture = ImageOps.exif_transpose(source)
        picture = _flat(picture)
    picture.thumbnail((SIDE, SIDE))
    whole = _jpeg(picture, 82)
    width, height = picture.size
    picture.thumbnail((THUMB_SIDE, THUMB_SIDE))
    return Checked(whole, "image/jpeg", name, _jpeg(picture, 72), width, height)


def _flat(picture: Image.Image) -> Image.Image:
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        rgba = picture.convert("RGBA")
        white = Image.new("RGB", rgba.size, (255, 255, 255))
        white.paste(rgba, mask=rgba.getchannel("A"))
        return white
    return picture.convert("RGB")


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    # A new image from the pixels alone: no EXIF, comment, profile or embedded preview can follow.
    bare = Image.frombytes("RGB", picture.size, picture.tobytes())
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def _paper(data: bytes, name: str) -> Checked:
    if len(data) > MAX_PAPER_BYTES:
        raise BadFile(_too_large(MAX_PAPER_BYTES))
    suffix = PurePosixPath(name).suffix.lower()
    if b"%PDF-" in data[:1024]:
        expected, content_type = ".pdf", "application/pdf"
        if b"%%EOF" not in data[-2048:]:
            raise BadFile(_("PDF 文件不完整，打不开，请重新选择。"))
    elif data.startswith(b"PK\x03\x04"):
        expected, content_type = _zip_type(data)
    elif data.startswith(_OLE):
        expected, content_type = _ole_type(data, suffix)
    else:
        raise BadFile(_("只能上传图片、PDF、Word、Excel 或 PPT 文件。这个文件不是，或已损坏。"))
    if suffix != expected:
        raise BadFile(
            _("文件内容与扩展名“%(suffix)s”不符，请检查后重新选择。") % {"suffix": suffix or _("（无）")}
        )
    return Checked(data, content_type, name)


def _zip_type(data: bytes) -> tuple[str, str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            names = [entry.filename for entry in entries]
            if sum(entry.file_size for entry in entries) > MAX_UNPACKED or len(entries) > 5000:
                raise BadFile(_("文件解开后太大，不能接收。"))
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise BadFile(_("文件已损坏，打不开，请重新选择。")) from error
    if any(item.lower().endswith(("vbaproject.bin", ".exe", ".dll", ".js", ".vbs")) for item in names):
        raise BadFile(_("文件带有宏或程序，不能接收，请另存为不带宏的格式。"))
    for folder, kind in _PAPER_TYPES.items():
        if "[Content_Types].xml" in names and any(item.startswith(folder) for item in names):
            return kind
    raise BadFile(_("压缩包不能上传，请上传图片、PDF、Word、Excel 或 PPT 文件。"))


def _ole_type(data: bytes, suffix: str) -> tuple[str, str]:
    if "_VBA_PROJECT".encode("utf-16-le") in data:
        raise BadFile(_("文件带有宏或程序，不能接收，请另存为不带宏的格式。"))
    if suffix not in _OLE_TYPES:
        raise BadFile(_("文件内容与扩展名“%(suffix)s”不符，请检查后重新选择。") % {"suffix": suffix})
    return suffix, _OLE_TYPES[suffix]
