"""Advice rules and nudges in the editors' office. No page of the office shows walks."""
