"""Pages of the ledgers."""

from linli.ledgers.views.exports import export_file, export_new, export_show
from linli.ledgers.views.filling import fill, filled, sheet_fill
from linli.ledgers.views.gathering import finish, gather, gathering, merged
from linli.ledgers.views.imports import (
    apply,
    blank,
    error_sheet,
    home,
    imports,
    mapping,
    sheet,
    show,
    undo,
    upload,
    withdraw,
)
from linli.ledgers.views.layouts import layout

__all__ = [
    "apply",
    "blank",
    "error_sheet",
    "export_file",
    "export_new",
    "export_show",
    "fill",
    "filled",
    "finish",
    "gather",
    "gathering",
    "home",
    "imports",
    "layout",
    "mapping",
    "merged",
    "sheet",
    "sheet_fill",
    "show",
    "undo",
    "upload",
    "withdraw",
]
