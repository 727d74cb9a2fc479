"""Advice rules in the editors' office. Walks are not registered: no page of it shows them."""
