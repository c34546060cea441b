"""Single sign-on by OpenID Connect (A7.1 – A7.3)."""
