"""The consultation room: tickets, presence, signalling, TURN, device check."""
