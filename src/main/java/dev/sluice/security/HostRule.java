package dev.sluice.security;

import dev.sluice.http.ProblemException;
import dev.sluice.text.Printable;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request addresses this server by one of its own names. A page of {@code evil.example}
 * whose name is suddenly resolved to 127.0.0.1 (DNS rebinding) is of the same origin as the server
 * to its browser; only {@code Host} shows the difference.
 */
final class HostRule {
  static final String SETTING = "sluice.http.allowed-hosts (--allowed-host)";

  private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "::", "[::]", "*");
  private static final Pattern NAME = Pattern.compile("[a-z0-9._-]+|\\[[0-9a-f:.]+]");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|.+\\.localhost|127(\\.\\d{1,3}){3}|\\[::1]");

  private final Set<String> names = new HashSet<>();
  private final boolean any;

  private HostRule(boolean any) {
    this.any = any;
  }

  /**
   * @param bound the address on which the server listens
   * @throws IllegalArgumentException naming the setting, for a value that cannot be a host
   */
  static HostRule of(String bound, List<String> configured) {
    HostRule rule = new HostRule(false);
    if (!WILDCARDS.contains(bound)) {
      rule.names.add(bracketed(bound.toLowerCase(Locale.ROOT)));
    }
    configured.forEach(name -> rule.names.add(checked(name)));
    return rule;
  }

  /** Accepts every name: for a server whose callers need a secret, which no page has. */
  static HostRule any() {
    return new HostRule(true);
  }

  /**
   * @param host value of {@code Host} or {@code :authority}; null if absent, as no browser sends it
   * @throws ProblemException 403 for a name that is not this server's
   */
  void check(@Nullable String host) {
    if (any || host == null) {
      return;
    }
    String name = withoutPort(host.toLowerCase(Locale.ROOT));
    if (!LOOPBACK.matcher(name).matches() && !names.contains(name)) {
      throw ProblemException.forbidden(
          "Host",
          "host_not_allowed",
          "is '"
              + Printable.excerpt(host, 80)
              + "'; must be localhost, a loopback address, the address on which the server"
              + " listens, or one of "
              + SETTING);
    }
  }

  private static String checked(String configured) {
    String name = bracketed(configured.strip().toLowerCase(Locale.ROOT));
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          SETTING + ": '" + configured + "' must be a host name or an address, without a port");
    }
    return name;
  }

  private static String bracketed(String name) {
    return name.chars().filter(c -> c == ':').count() > 1 && !name.startsWith("[")
        ? "[" + name + "]"
        : name;
  }

  /** Also without the dot at the end of a name, which changes nothing. */
  private static String withoutPort(String host) {
    return host.replaceFirst(":\\d*$", "").replaceFirst("\\.$", "");
  }
}
