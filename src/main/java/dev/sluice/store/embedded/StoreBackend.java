package dev.sluice.store.embedded;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractMongoBackend;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import de.bwaldvogel.mongo.wire.message.MongoQuery;
import dev.sluice.store.embedded.disk.Forcing;
import dev.sluice.store.embedded.maps.Maps;
import io.netty.channel.Channel;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * Runs the commands of admitted drivers: write commands through {@link Writes}, others
 * concurrently.
 */
final class StoreBackend extends AbstractMongoBackend {
  private static final Set<String> WRITES =
      Set.of(
          "insert",
          "update",
          "delete",
          "findandmodify",
          "create",
          "createindexes",
          "drop",
          "dropindexes",
          "dropdatabase");
  private static final String NOT_ADMITTED =
      "The embedded store serves only the Sluice server that it is part of. Use the server's API.";

  private static final String CLOSED =
      "The embedded store closed itself after a write that failed half-way. Restart the server: no"
          + " acknowledged write is lost.";

  private final ClientAdmission admission = new ClientAdmission();
  private final Maps maps;
  private final Writes writes;
  private final StoreFile file;
  private final Forcing forcing;

  StoreBackend(StoreFile file, Maps maps, Writes writes, Forcing forcing) {
    this.forcing = forcing;
    this.file = file;
    this.maps = maps;
    this.writes = writes;
    maps.databases().forEach(this::resolveDatabase);
  }

  Maps maps() {
    return maps;
  }

  ClientAdmission admission() {
    return admission;
  }

  @Override
  protected MongoDatabase openOrCreateDatabase(String name) {
    return new StoredDatabase(name, maps, file, writes, getCursorRegistry());
  }

  /**
   * Holds the reply to a command that writes until the disk has all changes so far: a command that
   * changes nothing may have seen those of another, such as a key that exists already.
   */
  @Override
  public Document handleMessage(MongoMessage message) {
    Document reply = super.handleMessage(message);
    String command = message.getDocument().keySet().iterator().next();
    if (WRITES.contains(command.toLowerCase(Locale.ROOT))) {
      CompletableFuture<Void> forced = forcing.done();
      @Nullable HeldReplies held = message.getChannel().pipeline().get(HeldReplies.class);
      if (held != null && !(forced.isDone() && !forced.isCompletedExceptionally())) {
        held.hold(forced.handle((done, failure) -> failure == null ? reply : closed()));
      }
    }
    return reply;
  }

  @Override
  public Document handleCommand(Channel channel, String database, String command, Document query) {
    String name = command.toLowerCase(Locale.ROOT);
    if (!admission.admits(channel, name, query)) {
      return refusal(13, "Unauthorized", NOT_ADMITTED);
    }
    if (name.equals("renamecollection")) {
      return refusal(115, "CommandNotSupported", "The embedded store cannot rename collections");
    }
    if (name.equals("aggregate") && hasStage(query, Set.of("$out", "$merge"))) {
      return refusal(115, "CommandNotSupported", "The embedded store has no $out and no $merge");
    }
    if (name.equals("aggregate") && hasStage(query, Set.of("$changeStream"))) {
      return refusal(40573, "Location40573", "The embedded store has no change streams");
    }
    try {
      // A driver learns more from a refused command than from a refused greeting.
      return file.isClosed() && !name.equals(ClientAdmission.GREETING)
          ? closed()
          : run(name, () -> super.handleCommand(channel, database, command, query));
    } catch (MVStoreException e) {
      if (file.isClosed()) {
        return closed();
      }
      throw e;
    }
  }

  private Document run(String name, Supplier<Document> command) {
    if (name.equals(ClientAdmission.GREETING)) {
      return command.get();
    }
    if (!WRITES.contains(name)) {
      return file.reading(command);
    }
    try {
      return writes.perform(command);
    } catch (NotStoredException e) {
      return file.isClosed()
          ? closed()
          : refusal(e.shortage().code, e.shortage().codeName, e.getMessage());
    }
  }

  private static Document closed() {
    return refusal(91, "ShutdownInProgress", CLOSED);
  }

  /** Queries of drivers older than MongoDB 3.6, which are no commands. */
  @Override
  public QueryResult handleQuery(MongoQuery query) {
    if (!admission.isAdmitted(query.getChannel())) {
      throw new MongoServerError(13, "Unauthorized", NOT_ADMITTED);
    }
    return super.handleQuery(query);
  }

  private static boolean hasStage(Document query, Set<String> names) {
    return query.get("pipeline") instanceof List<?> stages
        && stages.stream()
            .anyMatch(
                stage ->
                    stage instanceof Document document
                        && !Collections.disjoint(document.keySet(), names));
  }

  /**
   * A reply instead of an exception, since mongo-java-server logs each exception with its trace.
   */
  private static Document refusal(int code, String codeName, String message) {
    return new Document("ok", 0)
        .append("errmsg", message)
        .append("code", code)
        .append("codeName", codeName);
  }
}
