"""The components of the pages as tags; they are builtins, so templates need no load line.

Each tag renders one file of ``ui/components/``. Usage, one line each: docs/reference/ui.md.
"""

from linli.ui.tags import filters, forms, groups, nodes, pieces
from linli.ui.tags.library import register

__all__ = ["filters", "forms", "groups", "nodes", "pieces", "register"]
