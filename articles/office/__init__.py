"""The editors' office: the admin of everything that editors write, and their queue and reports."""
