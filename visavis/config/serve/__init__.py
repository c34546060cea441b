"""Running the whole house on one machine: the supervisor, its parts, and the tiny front."""
