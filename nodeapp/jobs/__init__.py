"""What follows from the clock."""
