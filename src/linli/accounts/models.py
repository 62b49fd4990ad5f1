"""Who may log in: the login, its posts' switcher, old passwords, bound phones, linked identities.

A login is not a person: a person may have none, and the three administrator logins name no post of
the field. Nothing personal is kept here beyond the login name; name and telephone stand on ``Person``.
"""

# ruff: noqa: DJ008 - link rows are never listed by their name
from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.organizations.models import Person, Post
from linli.records.fields import EncryptedText
from linli.records.models import Subject

#: The administrators of C12: held apart from each other and from every post of the field.
ADMIN_ROLES = ("system_admin", "security_admin", "audit_admin")


class UserManager(BaseUserManager["User"]):
    """Finds logins; making one is ``accounts.services.create_user``'s work."""

    def get_by_natural_key(self, username: str | None) -> User:
        """Login names are stored in small letters."""
        return self.get(username=(username or "").strip().casefold())


class AdminRole(models.TextChoices):
    """The three administrators; one login holds one at most."""

    NONE = "", _("不是管理员")
    SYSTEM = "system_admin", _("系统管理员")
    SECURITY = "security_admin", _("安全管理员")
    AUDIT = "audit_admin", _("审计管理员")


class User(AbstractBaseUser, Subject):
    """A login."""

    SUBJECT_KIND: ClassVar[str] = "user"
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    username = models.CharField(_("用户名"), max_length=40, unique=True)
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="logins", verbose_name=_("人员")
    )
    admin_role = models.CharField(
        _("管理员"), max_length=20, blank=True, default="", choices=AdminRole.choices
    )
    is_active = models.BooleanField(_("启用"), default=True)
    must_change_password = models.BooleanField(default=True)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    #: Last request, to the hour: for closing logins unused for 90 days.
    last_seen_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(null=True, blank=True)
    disabled_at = models.DateTimeField(null=True, blank=True)
    #: The post taken at the last log-in, offered first at the next.
    last_post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("账号")
        verbose_name_plural = _("账号")
        indexes = [models.Index(fields=["is_active", "last_seen_at"], name="acc_user_seen")]

    def __str__(self) -> str:
        return self.username

    @property
    def is_admin(self) -> bool:
        """True for one of the three administrators."""
        return bool(self.admin_role)

    @property
    def display_name(self) -> str:
        """The person's name, else the login name."""
        return self.person.name if self.person else self.username


class OldPassword(models.Model):
    """A password hash that was used before; the last five are refused."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="old_passwords")
    password = models.CharField(max_length=128)
    retired_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user", "retired_at"], name="acc_oldpass_user")]


class Device(models.Model):
    """A phone that re-enters silently: only the digest of its token is kept; anybody may revoke his own."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="devices")
    token_digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=60, blank=True, default="")
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user", "revoked_at"], name="acc_device_user")]


class SecondFactor(models.Model):
    """The second factor of an administrator: its secret encrypted, the last step used, and wrong codes in a row."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="second")
    secret = EncryptedText()
    made_at = models.DateTimeField()
    #: A code counts once: nothing up to this time step is taken again.
    last_step = models.BigIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)


class Identity(models.Model):
    """A login's name at an outside identity provider (OIDC issuer and subject); see docs/howto/oidc.md."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="identities")
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=200)
    linked_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "identities"
        constraints = [models.UniqueConstraint(fields=["issuer", "subject"], name="acc_identity_once")]
