"""Where Django looks for what an app registers with the admin. No walks: no page shows them."""

from journal.office import rule_admin, rule_reports

__all__ = ["rule_admin", "rule_reports"]
