"""Single sign-on with one identity provider, by OpenID Connect. Nobody is asked unless it is set."""
