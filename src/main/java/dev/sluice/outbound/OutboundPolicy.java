package dev.sluice.outbound;

import java.net.URI;
import java.time.Duration;

/** The limits that a caller sets for a call. */
public interface OutboundPolicy {
  /** Bytes that the body of an answer may have. */
  long maxBytes();

  /** Redirects that a call follows before it fails. */
  int maxRedirects();

  /** Time for the next request, from sending it to the last byte of its answer. */
  Duration timeLeft();

  /**
   * Decides whether a request may go to a target: the first one, or that of a redirect.
   *
   * @param from the URL that redirects to the target; the target itself for the first request
   * @throws OutboundException when it may not
   */
  void admit(URI from, URI target) throws OutboundException;

  /**
   * Resolves the {@code Location} of a redirect.
   *
   * @throws OutboundException when the location is not a URL
   */
  default URI resolve(URI from, String location) throws OutboundException {
    try {
      return from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw OutboundException.badRedirect("the target of a redirect is not a URL: " + location);
    }
  }
}
