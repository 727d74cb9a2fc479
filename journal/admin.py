"""Where Django looks for what an app adds to the editors' office. No walks: no page shows them."""

from journal.office import mentions, nudge_admin, rule_admin, rule_reports
