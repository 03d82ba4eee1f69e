package dev.sluice.source.http;

import dev.sluice.outbound.SameOrigin;
import dev.sluice.source.SourceException;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The addresses of a listing's pages. */
final class Pages {
  private static final Pattern PAGE = Pattern.compile("([?&]page=)\\d+");
  private static final Pattern NUMBER = Pattern.compile("[?&]page=(\\d{1,9})(?:&|$)");

  private Pages() {}

  static URI first(URI base, int limit) {
    return URI.create(base + "/tasks?page=1&limit=" + limit);
  }

  /** The address of {@code page} with another page number. */
  static URI numbered(URI page, int number) {
    return URI.create(PAGE.matcher(page.toString()).replaceFirst("$1" + number));
  }

  /**
   * Follows a page's link to the next one. If the link has a page number, only the number is used:
   * behind a proxy a registry may not know its own address.
   *
   * @throws SourceException if the link leads to another server
   */
  static URI linked(URI page, String next) throws SourceException {
    Matcher number = NUMBER.matcher(next);
    if (number.find()) {
      return numbered(page, Integer.parseInt(number.group(1)));
    }
    URI linked;
    try {
      linked = page.resolve(next);
    } catch (IllegalArgumentException e) {
      throw new SourceException("bad_paging", "the address of the next page is invalid");
    }
    if (!SameOrigin.of(page, linked)) {
      throw new SourceException("bad_paging", "the next page is on another server");
    }
    return linked;
  }
}
