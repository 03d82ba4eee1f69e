package dev.sluice.http;

import org.jspecify.annotations.Nullable;

/**
 * The token of an {@code Authorization: Bearer} header.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6750#section-2.1">RFC 6750, section 2.1</a>
 */
public final class BearerToken {
  private static final String SCHEME = "Bearer ";

  private BearerToken() {}

  /** Null if the header is absent or has another scheme. */
  public static @Nullable String of(@Nullable String authorization) {
    return authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? authorization.substring(SCHEME.length()).trim()
        : null;
  }
}
