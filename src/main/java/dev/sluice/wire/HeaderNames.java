package dev.sluice.wire;

/** Header fields of HTTP that only Sluice defines. */
public final class HeaderNames {
  /** The secret of an attempt, sent by its worker with output and result. */
  public static final String LEASE = "Sluice-Lease";

  private HeaderNames() {}
}
