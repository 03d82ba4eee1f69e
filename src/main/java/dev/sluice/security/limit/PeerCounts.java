package dev.sluice.security.limit;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The open connections of each address, up to a limit, so that one cannot take all of them. */
final class PeerCounts {
  private final int most;
  private final ConcurrentMap<Object, Integer> open = new ConcurrentHashMap<>();

  PeerCounts(int most) {
    this.most = most;
  }

  /**
   * @return false if the address has as many connections as it may have; then it is not counted
   */
  boolean enter(Object address) {
    boolean[] entered = {false};
    open.compute(
        address,
        (key, count) -> {
          int before = count == null ? 0 : count;
          entered[0] = before < most;
          return entered[0] ? Integer.valueOf(before + 1) : count;
        });
    return entered[0];
  }

  void leave(Object address) {
    open.computeIfPresent(address, (key, count) -> count > 1 ? count - 1 : null);
  }
}
