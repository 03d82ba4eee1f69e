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
import org.bson.BsonString;

/**
 * Notes the shape of each command. Quarkus adds every listener that it finds among the classes of
 * the tests to its clients.
 */
public final class CommandRecorder implements CommandListener {
  private static final Set<String> SEEN = ConcurrentHashMap.newKeySet();
  private static final Queue<String> IN_ORDER = new ConcurrentLinkedQueue<>();
  private static final int REMEMBERED = 1_000;

  private static final BsonString NO_COLLECTION = new BsonString("");

  /** Sent by the driver for itself, or as part of a find. */
  private static final Set<String> OF_THE_DRIVER =
      Set.of("hello", "isMaster", "getMore", "killCursors", "endSessions");

  @Override
  public void commandStarted(CommandStartedEvent event) {
    if (OF_THE_DRIVER.contains(event.getCommandName())) {
      return;
    }
    SEEN.add(shape(event));
    IN_ORDER.add(name(event));
    if (IN_ORDER.size() > REMEMBERED) {
      IN_ORDER.poll();
    }
  }

  private static String name(CommandStartedEvent event) {
    return event.getCommandName()
        + " "
        + event.getCommand().getString(event.getCommandName(), NO_COLLECTION).getValue();
  }

  /** The driver only logs what a listener throws. */
  private static String shape(CommandStartedEvent event) {
    try {
      return CommandShape.of(event.getCommand()).row();
    } catch (RuntimeException e) {
      return "| " + event.getCommandName() + " | cannot be read: " + e + " |";
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
