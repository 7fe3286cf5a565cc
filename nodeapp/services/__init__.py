"""What a person or a peer can ask for: one class a noun, one method a verb."""
