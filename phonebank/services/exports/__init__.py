"""Results and lists taken home, as large as they are: the database itself writes the rows.

layouts    which columns, and the statement behind each layout
streaming  the rows as CSV, as VAN's tab-separated UTF-16, or as a workbook
"""

from phonebank.services.exports.layouts import Layout, LayoutName, Scope, layout_named
from phonebank.services.exports.streaming import FileFormat, exported

__all__ = ["FileFormat", "Layout", "LayoutName", "Scope", "exported", "layout_named"]
