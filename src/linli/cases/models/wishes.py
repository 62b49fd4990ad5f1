"""A micro-wish on the wall and who took it. The wish is a case; here stands only what the wall adds."""

# ruff: noqa: DJ008 - a wish tells of hardship and must not slip into a log
from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.cases.models.case import Case
from linli.organizations.models import Organization, Post


class Wish(models.Model):
    """What the wall shows of a wish: words without name and address, agreed to by the one who made it."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="wish", primary_key=True)
    text = models.TextField(_("公开的说法"), blank=True, default="")
    #: In 分; what it may cost at most was checked against the rule of the day it was published.
    cost = models.PositiveBigIntegerField(_("估计花费（分）"), default=0)
    published_at = models.DateTimeField(_("上墙时间"))
    desk_body = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    #: To be seen on the wall: published and not taken down (claimed ones stay, marked).
    shown = models.BooleanField(default=True)
    #: Nobody has it: what a member may take.
    free = models.BooleanField(default=True)
    returned = models.PositiveSmallIntegerField(_("退回墙上次数"), default=0)
    thanks = models.TextField(_("感谢的话"), blank=True, default="")
    thanks_public = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("微心愿")
        verbose_name_plural = _("微心愿")
        indexes = [models.Index(fields=["shown", "free", "case"], name="cas_wish_wall")]


class WishClaim(models.Model):
    """One person, or a group with one who answers for it, took a wish; open until it is ended."""

    class End(models.TextChoices):
        """How a claim ended."""

        FULFILLED = "fulfilled", _("已圆梦")
        GIVEN_BACK = "given_back", _("主动退回")
        IDLE = "idle", _("超期未动，退回墙上")
        TAKEN_DOWN = "taken_down", _("撤下")

    wish = models.ForeignKey(Wish, on_delete=models.PROTECT, related_name="claims")
    body = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="wish_claims")
    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="wish_claims", null=True, blank=True
    )
    group = models.CharField(_("团队名称"), max_length=40, blank=True, default="")
    persons = models.PositiveSmallIntegerField(_("人数"), default=1)
    at = models.DateTimeField()
    #: Without a sign of work until this day it goes back to the wall.
    idle_on = models.DateField(_("最迟动手日"))
    ended_at = models.DateTimeField(null=True, blank=True)
    ended = models.CharField(max_length=12, choices=End.choices, blank=True, default="")

    class Meta:
        verbose_name = _("认领")
        verbose_name_plural = _("认领")
        constraints = [
            models.UniqueConstraint(
                fields=["wish"], condition=Q(ended_at__isnull=True), name="cas_claim_one_open"
            )
        ]
        indexes = [
            models.Index(fields=["idle_on"], condition=Q(ended_at__isnull=True), name="cas_claim_idle")
        ]


class ClaimPart(models.Model):
    """Somebody joined a claim; counted as a person of the group."""

    claim = models.ForeignKey(WishClaim, on_delete=models.PROTECT, related_name="parts", db_index=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", db_index=False)
    body = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("一起认领")
        verbose_name_plural = _("一起认领")
        constraints = [models.UniqueConstraint(fields=["claim", "post"], name="cas_claim_part_once")]
