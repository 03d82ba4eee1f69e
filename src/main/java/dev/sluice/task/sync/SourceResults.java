package dev.sluice.task.sync;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import dev.sluice.store.Stored;
import dev.sluice.store.StoredJson;
import dev.sluice.wire.task.SyncError;
import dev.sluice.wire.task.SyncResult;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * The last sync result of each source: stored in the database, so that other servers show it too,
 * and in memory.
 */
@Singleton
public final class SourceResults {
  /** Bounds the size of the document: a source may hold any number of errors. */
  private static final int MOST = 100;

  private static final Logger LOG = Logger.getLogger(SourceResults.class);

  private final Map<String, SyncResult> last = new ConcurrentHashMap<>();

  /** Loads the results from before the start of this process, and those of other servers. */
  Uni<Void> load() {
    return documents()
        .find()
        .onItem()
        .invoke(document -> last.merge(document.name, result(document), SourceResults::later))
        .collect()
        .last()
        .replaceWithVoid();
  }

  private static SyncResult later(SyncResult one, SyncResult other) {
    return other.at().isAfter(one.at()) ? other : one;
  }

  public Optional<SyncResult> last(String source) {
    return Optional.ofNullable(last.get(source));
  }

  /** Stores the result of a sync. */
  Uni<Void> put(String source, SyncResult full) {
    SyncResult result = bounded(full);
    SyncResult before = last.put(source, result);
    if (before != null && !before.errors().isEmpty() && result.errors().isEmpty()) {
      LOG.infof("source %s: the errors of its last sync are gone", source);
    }
    return store(source, result);
  }

  /** The errors that the previous sync did not have. */
  List<SyncError> newErrors(String source, List<SyncError> errors) {
    List<SyncError> before = last(source).map(SyncResult::errors).orElse(List.of());
    return errors.stream().limit(MOST).filter(error -> !before.contains(error)).toList();
  }

  private Uni<Void> store(String source, SyncResult result) {
    SourceResult document = new SourceResult();
    document.name = source;
    document.syncedAt = result.at();
    document.status = StoredJson.text(result);
    return documents()
        .insertOne(document)
        .replaceWithVoid()
        .onFailure(Stored::isDuplicate)
        .recoverWithUni(
            // Another server may have stored a later sync, which counts.
            () ->
                documents()
                    .updateOne(
                        and(eq("_id", source), lte("syncedAt", document.syncedAt)),
                        combine(set("syncedAt", document.syncedAt), set("status", document.status)))
                    .replaceWithVoid());
  }

  private static SyncResult bounded(SyncResult full) {
    return new SyncResult(
        full.added(),
        full.updated(),
        full.removed(),
        full.unchanged(),
        full.conflicts().stream().limit(MOST).toList(),
        full.errors().stream().limit(MOST).toList(),
        full.at(),
        full.tookMs());
  }

  private static SyncResult result(SourceResult document) {
    return StoredJson.as(SyncResult.class, document.status);
  }

  private static ReactiveMongoCollection<SourceResult> documents() {
    return SourceResult.mongoCollection();
  }
}
