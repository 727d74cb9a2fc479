"""What pages of the journal need in their templates."""
