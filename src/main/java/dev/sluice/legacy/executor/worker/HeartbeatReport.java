package dev.sluice.legacy.executor.worker;

import dev.sluice.legacy.executor.ApiBody;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What an agent reports of its machine and itself.
 *
 * @param cpuUsage percent 0–100
 * @param isIdle whether it says that it runs no job
 */
record HeartbeatReport(
    double cpuUsage, OptionalLong ramFreeMb, OptionalLong ramTotalMb, boolean isIdle) {

  static HeartbeatReport of(ApiBody body) {
    return new HeartbeatReport(
        Math.max(0, Math.min(100, body.numberOr("cpuUsage", 0))),
        megabytes(body, "ramFreeMb"),
        megabytes(body, "ramTotalMb"),
        "IDLE".equals(body.text("status")));
  }

  static OptionalLong megabytes(ApiBody body, String field) {
    OptionalDouble value = body.number(field);
    return value.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(0, Math.round(value.getAsDouble())));
  }
}
