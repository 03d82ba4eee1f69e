package dev.sluice.app.wire;

import dev.sluice.store.faulty.WireCommand;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A write of the store, as its caller makes it.
 *
 * @param command which command of the call meets the fault
 * @param before the state in the store before the write
 * @param after the state once the command that meets the fault was applied
 * @param done the state once the call has succeeded
 * @param subject makes what the call writes
 */
record Write(
    String name,
    Predicate<WireCommand> command,
    String before,
    String after,
    String done,
    Supplier<Subject> subject) {

  /**
   * One thing in the store, of one test.
   *
   * @param caller makes the call, as its caller does, for the first time or again; false if the
   *     caller was told that its result is unknown
   * @param reader reads the state past the wire
   */
  record Subject(BooleanSupplier caller, Supplier<String> reader) {
    boolean call() {
      return caller.getAsBoolean();
    }

    String state() {
      return reader.get();
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
