package dev.sluice.security.oidc;

import dev.sluice.token.Scope;
import java.net.URI;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The checked settings.
 *
 * @param issuer as in tokens
 * @param roles the scopes of each role
 */
record OidcSettings(URI issuer, String audience, String rolesClaim, Map<String, Set<Scope>> roles) {
  private static final String PREFIX = "sluice.auth.oidc.";
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1]");

  OidcSettings {
    roles = Map.copyOf(roles);
  }

  /**
   * Empty without an issuer.
   *
   * @throws IllegalArgumentException if a setting is wrong or missing; the message names it
   */
  static Optional<OidcSettings> of(OidcConfig config) {
    if (config.issuer().isEmpty()) {
      if (config.audience().isPresent() || !config.roles().isEmpty()) {
        throw wrong("issuer", "must be set when other settings " + PREFIX + "* are");
      }
      return Optional.empty();
    }
    if (config.audience().isEmpty()) {
      throw wrong("audience", "must be set, to the value that aud of the tokens has");
    }
    if (config.roles().isEmpty()) {
      throw wrong("roles.ROLE", "must be set for one role at least, to scopes such as submit,read");
    }
    return Optional.of(
        new OidcSettings(
            issuer(config.issuer().get()),
            config.audience().get(),
            config.rolesClaim(),
            roles(config.roles())));
  }

  private static URI issuer(String text) {
    URI uri = url(text);
    if (uri == null || !isProtected(uri) || uri.getQuery() != null || uri.getFragment() != null) {
      throw wrong(
          "issuer",
          "must be a URL with https, or with http on loopback, without query and fragment, and is '"
              + text
              + "'");
    }
    return uri;
  }

  private static @Nullable URI url(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Whether no stranger can change what is read from this address. */
  static boolean isProtected(URI uri) {
    if (uri.getScheme() == null || uri.getHost() == null) {
      return false;
    }
    return switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
      case "https" -> true;
      case "http" -> LOOPBACK.matcher(uri.getHost().toLowerCase(Locale.ROOT)).matches();
      default -> false;
    };
  }

  private static Map<String, Set<Scope>> roles(Map<String, String> configured) {
    Map<String, Set<Scope>> roles = new HashMap<>();
    configured.forEach((role, scopes) -> roles.put(role, scopes(role, scopes)));
    return roles;
  }

  private static Set<Scope> scopes(String role, String text) {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .forEach(
            name ->
                scopes.add(
                    Scope.of(name)
                        .orElseThrow(
                            () ->
                                wrong(
                                    "roles." + role,
                                    "must be scopes of "
                                        + Scope.NAMES
                                        + ", separated by commas, and has '"
                                        + name
                                        + "'"))));
    return Collections.unmodifiableSet(scopes);
  }

  private static IllegalArgumentException wrong(String setting, String message) {
    return new IllegalArgumentException(PREFIX + setting + " " + message);
  }
}
