"""Places: identity for ever, names and parents by date, grids, plates, and the columns of scoped rows.

``Area`` never changes its id. ``AreaSpan`` is the only tree: what a place was called and where it hung
between two days, half-open; ``valid_to`` = 9999-12-31 means today. See docs/explanation/places.md.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.records.models import Subject

#: The open end of a span: "today".
MAX_DAY = date(9999, 12, 31)
#: The start of what was so before the records begin.
FIRST_DAY = date(1900, 1, 1)
#: The root of the tree. Its path is empty, its code 0.
NATION_ID = 1
#: Official places have ids below (their line in the data file + 1), local ones from here.
LOCAL_FROM = 10_000_000
#: Ids must fit into the 28 bits of a search key (see :class:`AreaGram`).
ID_LIMIT = 1 << 28


class Area(Subject):
    """A place as an identity: what hangs on it stays when it is renamed, moved or split."""

    SUBJECT_KIND: ClassVar[str] = "area"

    class Origin(models.TextChoices):
        """Where the place comes from; decides the range of its code."""

        OFFICIAL = "official", _("统计用区划")
        LOCAL = "local", _("本地设置")
        INVENTED = "invented", _("演示虚构")

    class Kind(models.TextChoices):
        """What sort of place it is, finer than its level."""

        NATION = "nation", _("全国")
        PROVINCE = "province", _("省级")
        CITY = "city", _("市级")
        DISTRICT = "district", _("区县")
        STREET = "street", _("街道（乡镇）")
        COMMUNITY = "community", _("社区（村）")
        ESTATE = "estate", _("小区")
        COURTYARD = "courtyard", _("家属院（院落）")
        BUILDING = "building", _("楼栋")
        ENTRANCE = "entrance", _("单元")
        GRID = "grid", _("网格")
        ROAD = "road", _("道路（路段）")
        PARK = "park", _("公园广场")
        MARKET = "market", _("市场商圈")
        VENUE = "venue", _("公共场所")
        OTHER = "other", _("其他场所")

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(_("类型"), max_length=12, choices=Kind.choices)
    origin = models.CharField(_("来源"), max_length=8, choices=Origin.choices, default=Origin.LOCAL)

    class Meta:
        verbose_name = _("地点")
        verbose_name_plural = _("地点")

    def __str__(self) -> str:
        return f"area {self.pk}"


class AreaSpan(models.Model):
    """What a place was from one day (included) to another (excluded)."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="spans", db_index=False)
    name = models.CharField(_("名称"), max_length=120)
    #: Statistical code without trailing zeros: 2, 4, 6, 9 or 12 digits; empty for local places.
    code_stat = models.CharField(_("统计代码"), max_length=12, blank=True)
    #: Code of the civil affairs side where it differs (development zones, 代管).
    code_mca = models.CharField(_("民政代码"), max_length=12, blank=True)
    #: "L" + parent's digits + a number of the reserved range; empty for official places.
    code_local = models.CharField(_("本地编码"), max_length=40, blank=True)
    level = models.CharField(_("层级"), max_length=10)
    parent = models.ForeignKey(
        Area, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    path = models.CharField(max_length=84)
    initials = models.CharField(max_length=60, blank=True)
    #: Order among sisters: the official code's order, then the order of making; numbers in names count.
    sort = models.CharField(max_length=40, blank=True)
    valid_from = models.DateField(default=FIRST_DAY)
    valid_to = models.DateField(default=MAX_DAY)

    class Meta:
        verbose_name = _("地点沿革")
        verbose_name_plural = _("地点沿革")
        constraints = [
            models.CheckConstraint(condition=Q(valid_from__lt=F("valid_to")), name="areas_span_order"),
            models.UniqueConstraint(fields=["area", "valid_from"], name="areas_span_start"),
            models.UniqueConstraint(fields=["area"], condition=Q(valid_to=MAX_DAY), name="areas_span_today"),
            models.UniqueConstraint(
                fields=["code_stat"],
                condition=Q(valid_to=MAX_DAY) & ~Q(code_stat=""),
                name="areas_span_code_stat",
            ),
            models.UniqueConstraint(
                fields=["code_local"],
                condition=Q(valid_to=MAX_DAY) & ~Q(code_local=""),
                name="areas_span_code_local",
            ),
        ]
        indexes = [
            models.Index(fields=["path"], name="areas_span_path"),
            models.Index(fields=["parent", "valid_to"], name="areas_span_parent"),
            models.Index(fields=["initials"], name="areas_span_initials"),
            # Beside the unique ones: SQLite cannot use a partial index when the condition is a parameter.
            models.Index(fields=["code_stat"], name="areas_span_by_stat"),
            models.Index(fields=["code_local"], name="areas_span_by_local"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_today(self) -> bool:
        """True while nothing has replaced this span."""
        return self.valid_to == MAX_DAY

    @property
    def code(self) -> str:
        """The code people use for the place: the statistical one, else the local one."""
        return self.code_stat or self.code_local


class AreaLink(models.Model):
    """From which place another came: predecessor, successor, how and on what day."""

    class Kind(models.TextChoices):
        """How one place became another."""

        SPLIT = "split", _("拆分")
        MERGE = "merge", _("合并")
        TAKE_OVER = "take_over", _("并入")

    source = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="links_to")
    target = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="links_from")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "on"], name="areas_link_once"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="areas_link_not_self"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"


class GridMember(models.Model):
    """A building, estate or road section that belonged to a grid between two days."""

    grid = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="grid_members", db_index=False)
    member = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="grids")
    valid_from = models.DateField()
    valid_to = models.DateField(default=MAX_DAY)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(valid_from__lt=F("valid_to")), name="areas_grid_order"),
            # One grid answers for one thing: the duty would be nobody's otherwise.
            models.UniqueConstraint(
                fields=["member"], condition=Q(valid_to=MAX_DAY), name="areas_grid_member_today"
            ),
        ]
        indexes = [models.Index(fields=["grid", "valid_to"], name="areas_grid_members")]

    def __str__(self) -> str:
        return f"{self.member_id} in grid {self.grid_id}"


class PlaceCovers(models.Model):
    """A place that crosses borders (a road, a park) covered these communities between two days."""

    place = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="covers", db_index=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="covered_by")
    valid_from = models.DateField()
    valid_to = models.DateField(default=MAX_DAY)

    class Meta:
        verbose_name_plural = "place covers"
        constraints = [
            models.CheckConstraint(condition=Q(valid_from__lt=F("valid_to")), name="areas_covers_order"),
            models.UniqueConstraint(
                fields=["place", "area"], condition=Q(valid_to=MAX_DAY), name="areas_covers_today"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} covers {self.area_id}"


class Plate(models.Model):
    """The plate on a wall: its secret goes into the QR code, its short code is read aloud or typed."""

    token = models.CharField(max_length=32, unique=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="plates")
    short_code = models.CharField(max_length=12, unique=True)
    made_at = models.DateTimeField()
    printed_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.short_code


class AreaGram(models.Model):
    """Two neighbouring characters of today's names, packed with rank and place into one number.

    ``key`` = first character (16 bits) · second (16) · rank by level (3) · area id (28). The primary
    key is the whole row, so on both engines a search is one range of a clustered index, already in
    the order of rank, and "this place also has that pair" is one point look-up. See ``grams.py``.
    """

    key = models.BigIntegerField(primary_key=True)

    def __str__(self) -> str:
        return str(self.key)


class ColumnRewrite(models.Model):
    """Work left by a change of the tree: rows in this subtree still carry yesterday's ancestors.

    Done in chunks in the order of area ids; ``after_id`` is where the next chunk starts.
    """

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", db_index=False)
    after_id = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["done_at"], name="areas_rewrite_open")]

    def __str__(self) -> str:
        return f"rewrite of {self.area_id} after {self.after_id}"


class Scoped(models.Model):
    """A row that lies somewhere: its place, and today's ancestors as columns that lists filter by.

    Fill the columns by ``areas.queries.fill_columns(row, area_id)``; when the tree changes they are
    rewritten for every model given to ``areas.registry.register_scoped``. Put indexes of the shape
    (level column, state, key) on the models that have lists.
    """

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    city = models.BigIntegerField(null=True, blank=True, editable=False)
    district = models.BigIntegerField(null=True, blank=True, editable=False)
    street = models.BigIntegerField(null=True, blank=True, editable=False)
    community = models.BigIntegerField(null=True, blank=True, editable=False)
    estate = models.BigIntegerField(null=True, blank=True, editable=False)
    grid = models.BigIntegerField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True
