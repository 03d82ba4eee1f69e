package dev.sluice.replica.lead;

import static dev.sluice.time.Awaiting.result;

import java.time.Instant;

/** Leadership without other servers. */
public final class Leads {
  private Leads() {}

  /** Of a server that is alone. */
  public static Leadership alone() {
    SoleServer alone = new SoleServer("alone", Instant.EPOCH);
    result(alone.begin());
    return alone;
  }
}
