"""The practice as people use it: real browsers, a real server, real mail, real TURN."""
