"""What the sheets of a consolidation say, and of the reply to each unit. Takes a Consolidation and its long data."""
