"""Advice rules in the editors' office. Walks are not registered: no page of it shows them."""

from journal.admin import reports, rules

__all__ = ["reports", "rules"]
