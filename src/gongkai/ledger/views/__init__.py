"""Pages of the ledger: the plan in public, and the desk's pages of the work."""
