package dev.sluice.schedule.status;

/** Gives the tests of other rooms what only this room can make. */
public final class StatusFixture {
  private StatusFixture() {}

  /** The type that tells readers about the fleet. */
  public static Class<?> fleetView() {
    return WhyPending.class;
  }
}
