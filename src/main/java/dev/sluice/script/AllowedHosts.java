package dev.sluice.script;

import dev.sluice.outbound.SameOrigin;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * The hosts that a script may send requests to. An entry is {@code host}, {@code host:port}, {@code
 * *.domain} for the hosts below a domain, or {@code *} for any host. An entry without a port allows
 * all ports. IPv6 addresses stand in brackets.
 */
record AllowedHosts(List<String> entries) {
  AllowedHosts {
    entries = entries.stream().map(entry -> entry.toLowerCase(Locale.ROOT).strip()).toList();
  }

  boolean none() {
    return entries.isEmpty();
  }

  boolean allows(URI target) {
    String host = String.valueOf(target.getHost()).toLowerCase(Locale.ROOT);
    int port = SameOrigin.port(target);
    return entries.stream().anyMatch(entry -> matches(entry, host, port));
  }

  private static boolean matches(String entry, String host, int port) {
    int colon = entry.lastIndexOf(':');
    boolean withPort = colon > entry.lastIndexOf(']');
    if (withPort && !entry.substring(colon + 1).equals(Integer.toString(port))) {
      return false;
    }
    String name = withPort ? entry.substring(0, colon) : entry;
    if (name.equals("*")) {
      return true;
    }
    return name.startsWith("*.") ? host.endsWith(name.substring(1)) : host.equals(name);
  }
}
