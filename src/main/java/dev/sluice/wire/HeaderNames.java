package dev.sluice.wire;

/** Header fields of HTTP that only Sluice defines. */
public final class HeaderNames {
  /** The secret of an attempt, sent by its worker with output and result. */
  public static final String LEASE = "Sluice-Lease";

  /** The secret with which an agent registers a worker's name, so that no other agent can. */
  public static final String NAME_SECRET = "Sluice-Name-Secret";

  private HeaderNames() {}
}
