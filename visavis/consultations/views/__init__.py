"""Pages and answers of the waiting room and the consultation."""
