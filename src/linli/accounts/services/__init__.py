"""The verbs of logins. Use as ``from linli.accounts import services``; refusals are ``errors.Refused``."""

from linli.accounts.services.admin import (
    disable_unused,
    disable_user,
    enable_user,
    make_admin,
    reset_password,
    unlock,
)
from linli.accounts.services.devices import bind_device, link_identity, revoke_device, user_by_device
from linli.accounts.services.entering import choose_post, note_entry, note_leave, note_seen
from linli.accounts.services.second import check_second, set_second
from linli.accounts.services.unmasking import unmask
from linli.accounts.services.users import create_user, set_password

__all__ = [
    "bind_device",
    "check_second",
    "choose_post",
    "create_user",
    "disable_unused",
    "disable_user",
    "enable_user",
    "link_identity",
    "make_admin",
    "note_entry",
    "note_leave",
    "note_seen",
    "reset_password",
    "revoke_device",
    "set_password",
    "set_second",
    "unlock",
    "unmask",
    "user_by_device",
]
