package dev.sluice.store.commands;

import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Notes the shape of each command. Quarkus adds every listener that it finds among the classes of
 * the tests to its clients.
 */
public final class CommandRecorder implements CommandListener {
  private static final Set<String> SEEN = ConcurrentHashMap.newKeySet();

  /** Sent by the driver for itself, or as part of a find. */
  private static final Set<String> OF_THE_DRIVER =
      Set.of("hello", "isMaster", "getMore", "killCursors", "endSessions");

  @Override
  public void commandStarted(CommandStartedEvent event) {
    if (OF_THE_DRIVER.contains(event.getCommandName())) {
      return;
    }
    SEEN.add(shape(event));
  }

  /** The driver only logs what a listener throws. */
  private static String shape(CommandStartedEvent event) {
    try {
      return CommandShape.of(event.getCommand()).row();
    } catch (RuntimeException e) {
      return "| " + event.getCommandName() + " | cannot be read: " + e + " |";
    }
  }

  /** What this application of the tests has sent so far. */
  static Set<String> seen() {
    return new TreeSet<>(SEEN);
  }
}
