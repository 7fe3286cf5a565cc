"""Between model and ActivityPub; nothing else translates."""
