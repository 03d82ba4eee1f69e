package dev.sluice.store.commands;

import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.bson.BsonDocument;

/**
 * Notes the shape of each command. Quarkus adds every listener that it finds among the classes of
 * the tests to its clients.
 */
public final class CommandRecorder implements CommandListener {
  private static final Set<String> SEEN = ConcurrentHashMap.newKeySet();
  private static final Queue<String> IN_ORDER = new ConcurrentLinkedQueue<>();
  private static final int REMEMBERED = 1_000;

  /** Sent by the driver for itself, or as part of a find. */
  private static final Set<String> OF_THE_DRIVER =
      Set.of("hello", "isMaster", "getMore", "killCursors", "endSessions");

  @Override
  public void commandStarted(CommandStartedEvent event) {
    if (OF_THE_DRIVER.contains(event.getCommandName())) {
      return;
    }
    note(event.getCommand());
    if (IN_ORDER.size() > REMEMBERED) {
      IN_ORDER.poll();
    }
  }

  /** The driver only logs what a listener throws. */
  static void note(BsonDocument command) {
    try {
      SEEN.add(CommandShape.of(command).row());
    } catch (RuntimeException e) {
      SEEN.add("| " + command.getFirstKey() + " | cannot be read: " + e + " |");
    }
    // The value is a number in commands that have no collection, such as ping.
    String name = command.getFirstKey();
    if (command.isString(name)) {
      IN_ORDER.add(name + " " + command.getString(name).getValue());
    }
  }

  /** The names and collections of the commands since the last call of this method, in order. */
  public static List<String> takeNames() {
    List<String> names = new ArrayList<>();
    for (String name = IN_ORDER.poll(); name != null; name = IN_ORDER.poll()) {
      names.add(name);
    }
    return names;
  }

  /** What this application of the tests has sent so far. */
  static Set<String> seen() {
    return new TreeSet<>(SEEN);
  }
}
