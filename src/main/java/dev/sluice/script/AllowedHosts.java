package dev.sluice.script;

import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * Where requests may go. An entry is a host, {@code host:port}, {@code *.domain} for what is below
 * it, or {@code *}; without a port any is meant. IPv6 addresses stand in brackets.
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
    int port = target.getPort() >= 0 ? target.getPort() : defaultPort(target);
    return entries.stream().anyMatch(entry -> matches(entry, host, port));
  }

  private static int defaultPort(URI target) {
    return "https".equalsIgnoreCase(target.getScheme()) ? 443 : 80;
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
