package dev.sluice.seeded.schedule;

import java.time.Instant;
import java.util.Random;

/** Takes time and chance from the machine. */
public final class OwnTime {
  public String all() throws InterruptedException {
    Thread.sleep(0);
    return Instant.now() + "" + System.currentTimeMillis() + System.nanoTime() + new Random();
  }
}
