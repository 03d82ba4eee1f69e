package dev.sluice.schedule.match;

/**
 * How loaded a worker is, lower is better: mostly what its CPU does now, then what is promised of
 * its CPU and memory, and a little for being nearly full. The weights are those of the scheduler
 * that Sluice succeeds.
 */
final class LoadScore {
  private static final double LEAST_CPU_HEADROOM = 0.1;
  private static final double LEAST_RAM_HEADROOM_MB = 1;

  private LoadScore() {}

  static double of(Room room) {
    double cpuCount = room.worker().cpuCount;
    double ramTotal = room.worker().ramTotalMb;
    return 0.6 * room.worker().cpuUsage
        + 0.3 * 100 * room.reservedCpu() / cpuCount
        + 0.1 * 100 * room.reservedRamMb() / ramTotal
        + 5 / Math.max(LEAST_CPU_HEADROOM, room.freeCpu())
        + 0.01 / Math.max(LEAST_RAM_HEADROOM_MB, room.freeRamMb());
  }
}
