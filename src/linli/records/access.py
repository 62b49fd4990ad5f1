"""Who may read a file: the room that owns the subject decides; without its word nobody may."""

from __future__ import annotations

from django.http import Http404
from django.utils.translation import gettext as _

from linli.domain.access import Scope
from linli.records import registry
from linli.records.errors import NotAllowed
from linli.records.models import Attachment, Verification

AUDIT_ROLE = "audit_admin"


def get_attachment_for(scope: Scope, attachment_id: int) -> Attachment:
    """The file if this reader may see it; Http404 otherwise, so that its existence stays unknown."""
    row = Attachment.objects.filter(pk=attachment_id, withdrawn_at=None, erased_at=None).first()
    allowed = registry.file_access(row.subject_kind) if row else None
    if row is None or allowed is None or not allowed(scope, row.subject_id, row):
        raise Http404
    return row


def get_published_attachment(attachment_id: int, token: str) -> Attachment:
    """A file opened to residents, by its number and the beginning of its digest; else Http404."""
    row = Attachment.objects.filter(
        pk=attachment_id, published=True, withdrawn_at=None, erased_at=None
    ).first()
    if row is None or len(token) < 16 or not row.digest.startswith(token):
        raise Http404
    return row


def verifications_for(scope: Scope) -> list[Verification]:
    """The last checks of the records, for the audit administrator only. Raises :class:`NotAllowed`."""
    if AUDIT_ROLE not in scope.roles:
        raise NotAllowed(_("修改记录校验由审计管理员进行。"))
    return list(Verification.objects.order_by("-pk")[:20])
