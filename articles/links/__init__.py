"""Links between pages and to other sites: where they lead, and whether the other site answers."""
