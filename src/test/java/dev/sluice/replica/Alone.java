package dev.sluice.replica;

import dev.sluice.store.SharedStore;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.Settings;
import java.time.Instant;

/** Signals of a server that has joined no others. */
public final class Alone {
  private Alone() {}

  public static Signals signals() {
    return new Signals(
        new ServerId("alone", Instant.EPOCH),
        new SharedStore("mongodb://127.0.0.1"),
        new Members(),
        new SignalLog(),
        Settings.of(ReplicaConfig.class),
        new ManualTimers());
  }
}
