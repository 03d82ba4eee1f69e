package dev.sluice.outbound;

import org.jspecify.annotations.Nullable;

/** A call was refused, or brought no complete answer. */
public final class OutboundException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why there is no answer. */
  public enum Reason {
    /** The policy does not allow the target. */
    REFUSED,
    /** The method, a header or the target cannot be sent. */
    INVALID_REQUEST,
    /** The target of a redirect is not a URL. */
    BAD_REDIRECT,
    TOO_MANY_REDIRECTS,
    /** The body is longer than the policy allows. */
    TOO_LARGE,
    /** The answer was not complete in time. */
    TIMEOUT,
    /** The connection failed or broke; the cause says how. */
    UNREACHABLE
  }

  private final Reason reason;

  private OutboundException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** For an {@link OutboundPolicy} that does not allow a target. */
  public static OutboundException refused(String message) {
    return of(Reason.REFUSED, message);
  }

  /** For an {@link OutboundPolicy} that cannot resolve the target of a redirect. */
  public static OutboundException badRedirect(String message) {
    return of(Reason.BAD_REDIRECT, message);
  }

  static OutboundException of(Reason reason, String message) {
    return new OutboundException(reason, message, null);
  }

  static OutboundException of(Reason reason, String message, Throwable cause) {
    return new OutboundException(reason, message, cause);
  }

  public Reason reason() {
    return reason;
  }
}
