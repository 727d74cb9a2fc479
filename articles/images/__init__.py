"""Figures as bytes: what may be uploaded, and the sizes that are made of it."""
