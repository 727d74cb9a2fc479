"""The module in which Django looks for an app's pages of the editors' office.

No page of the office shows walks.
"""

from journal.office import mentions, nudge_admin, rule_admin, rule_reports
