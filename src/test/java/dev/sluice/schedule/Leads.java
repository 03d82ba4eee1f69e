package dev.sluice.schedule;

/** Gives the tests of other rooms what only this room can make. */
public final class Leads {
  private Leads() {}

  /** The type of the leadership of a server that is alone. */
  public static Class<?> alone() {
    return SoleReplica.class;
  }
}
