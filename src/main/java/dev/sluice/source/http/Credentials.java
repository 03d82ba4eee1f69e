package dev.sluice.source.http;

import dev.sluice.source.SettingsReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The credentials for a registry.
 *
 * @param header name of the header that carries them; empty for anonymous access
 * @param value secret: sent to the configured server only
 */
record Credentials(String header, String value) {
  static final Credentials NONE = new Credentials("", "");
  private static final String AUTHORIZATION = "Authorization";
  private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");

  /** A token, a user with a password, a key in a header of its own, or nothing. */
  static Credentials read(SettingsReader settings) {
    String token = settings.text("token");
    String username = settings.text("username");
    String password = settings.text("password");
    String key = settings.text("api-key");
    String header = settings.text("api-key-header");
    int ways = given(token) + given(username) + given(key);
    if (ways > 1) {
      settings.reject("token", "conflict", "only one of token, username and api-key may be given");
    }
    if (given(username) != given(password)) {
      settings.reject("password", "required", "username and password go together");
    }
    if (header != null && (key == null || !HEADER.matcher(header).matches())) {
      settings.reject("api-key-header", "invalid_header", "must name the header of api-key");
    }
    if (token != null) {
      return sendable(settings, "token", AUTHORIZATION, "Bearer " + token);
    }
    if (key != null) {
      return sendable(settings, "api-key", header == null ? "X-API-Key" : header, key);
    }
    return username == null || password == null ? NONE : basic(username, password);
  }

  private static int given(@Nullable String value) {
    return value == null ? 0 : 1;
  }

  private static Credentials basic(String username, String password) {
    byte[] pair = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
    return new Credentials(AUTHORIZATION, "Basic " + Base64.getEncoder().encodeToString(pair));
  }

  private static Credentials sendable(
      SettingsReader settings, String field, String header, String value) {
    if (!value.chars().allMatch(c -> c > 0x1f && c < 0x7f)) {
      settings.reject(field, "invalid_character", "must be printable ASCII");
      return NONE;
    }
    return new Credentials(header, value);
  }

  boolean isEmpty() {
    return header.isEmpty();
  }

  @Override
  public String toString() {
    return "Credentials[" + header + "]";
  }
}
