package dev.sluice.security.oidc;

import dev.sluice.token.Scope;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jose4j.jwt.JwtClaims;
import org.jspecify.annotations.Nullable;

/** The scopes that follow from the roles in a token. */
final class Roles {
  private final String claim;
  private final List<String> path;
  private final Map<String, Set<Scope>> scopes;

  /**
   * @param claim a claim, also with dots in its name, or the way to a member of an object
   */
  Roles(String claim, Map<String, Set<Scope>> scopes) {
    this.claim = claim;
    this.path = List.of(claim.split("\\."));
    this.scopes = Map.copyOf(scopes);
  }

  /** None for roles that are not mapped, and for a claim that is neither a name nor a list. */
  Set<Scope> scopesOf(JwtClaims claims) {
    Set<Scope> found = EnumSet.noneOf(Scope.class);
    for (Object role : roles(claims)) {
      if (role instanceof String name) {
        found.addAll(scopes.getOrDefault(name, Set.of()));
      }
    }
    return found;
  }

  private List<?> roles(JwtClaims claims) {
    Object value = claims.getClaimValue(claim);
    if (value == null) {
      value = member(claims.getClaimsMap());
    }
    if (value instanceof String one) {
      return List.of(one);
    }
    return value instanceof List<?> many ? many : List.of();
  }

  private @Nullable Object member(Map<String, Object> claims) {
    Object value = claims;
    for (String name : path) {
      value = value instanceof Map<?, ?> members ? members.get(name) : null;
    }
    return value;
  }
}
