package dev.sluice.store.schema;

import io.smallrye.mutiny.Uni;

/**
 * One step from a form of the stored data to the next. It may be interrupted and is then run again
 * from its begin. While it runs and afterwards, servers of the version before it may still run, so
 * what it leaves behind must be readable to them, too.
 */
public interface Migration {
  /** Its place in the order of all migrations; the first is 1, and none is left out. */
  int number();

  /** What it does, for the log: completes "migration 1: …". */
  String what();

  Uni<Void> run();
}
