"""What is read all the time, in memory: exact after every commit, bounded, and free to be forgotten."""
