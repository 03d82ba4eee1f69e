/**
 * The tokens that an OpenID Connect provider issues to people. {@link
 * dev.sluice.security.oidc.PersonTokens} is the public face: it checks a token with the keys of the
 * provider and maps the roles in it to scopes. Nothing here reads a request or knows a token of
 * Sluice's own (decision 0033).
 */
@NullMarked
package dev.sluice.security.oidc;

import org.jspecify.annotations.NullMarked;
