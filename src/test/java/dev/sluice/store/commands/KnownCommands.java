package dev.sluice.store.commands;

import io.quarkus.test.junit.callback.QuarkusTestAfterEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestMethodContext;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Fails a test of the server when a command was sent to the store that no list contains: a change
 * of what is asked of the store is a change of its guide.
 */
public final class KnownCommands implements QuarkusTestAfterEachCallback {
  private static final CommandList LIST = CommandList.read();
  private static final Set<String> CHECKED = ConcurrentHashMap.newKeySet();

  @Override
  public void afterEach(QuarkusTestMethodContext context) {
    check();
  }

  /** Fails at a command that was sent since the last check and that no list contains. */
  public static void check() {
    List<String> unknown =
        CommandRecorder.seen().stream()
            .filter(CHECKED::add)
            .filter(shape -> !LIST.contains(shape))
            .toList();
    if (!unknown.isEmpty()) {
      throw new AssertionError(
          """
          A command to the store is in no list. If the server sends it, add its row to %s, with the
          index that serves it and the effect of a lost answer; if only tests send it, to %s:
          %s\
          """
              .formatted(CommandList.GUIDE, CommandList.OF_TESTS, String.join("\n", unknown)));
    }
  }
}
