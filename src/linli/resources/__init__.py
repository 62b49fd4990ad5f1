"""What units and people can give, and its matching with needs and wishes (K17)."""
