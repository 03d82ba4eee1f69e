package dev.sluice.store.embedded;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractMongoBackend;
import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Runs the commands of the drivers: those that write through {@link Writes}, the others beside. */
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

  private final Maps maps;
  private final Writes writes;
  private final StoreFile file;

  StoreBackend(StoreFile file, Maps maps, Writes writes) {
    this.file = file;
    this.maps = maps;
    this.writes = writes;
    maps.databases().forEach(this::resolveDatabase);
  }

  @Override
  protected MongoDatabase openOrCreateDatabase(String name) {
    return new StoredDatabase(name, maps, getCursorRegistry());
  }

  @Override
  public Document handleCommand(Channel channel, String database, String command, Document query) {
    String name = command.toLowerCase(Locale.ROOT);
    if (name.equals("renamecollection")) {
      return refusal(115, "CommandNotSupported", "The embedded store cannot rename collections");
    }
    if (name.equals("aggregate") && writesItsResult(query)) {
      return refusal(115, "CommandNotSupported", "The embedded store has no $out and no $merge");
    }
    if (!WRITES.contains(name)) {
      return file.reading(() -> super.handleCommand(channel, database, command, query));
    }
    try {
      return writes.perform(() -> super.handleCommand(channel, database, command, query));
    } catch (NotStoredException e) {
      return refusal(e.lack().code, e.lack().codeName, e.getMessage());
    }
  }

  private static boolean writesItsResult(Document query) {
    return query.get("pipeline") instanceof List<?> stages
        && stages.stream()
            .anyMatch(
                stage ->
                    stage instanceof Document document
                        && (document.containsKey("$out") || document.containsKey("$merge")));
  }

  /** A reply rather than an exception: mongo-java-server logs each of those with its trace. */
  private static Document refusal(int code, String codeName, String message) {
    return new Document("ok", 0)
        .append("errmsg", message)
        .append("code", code)
        .append("codeName", codeName);
  }
}
