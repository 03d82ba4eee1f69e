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

/**
 * The last result of each source: in memory as of the last sync here, in the database whenever it
 * differs from what stands there in more than its time.
 */
@Singleton
public final class SourceStates {
  /** A source can hold more mistakes than anybody reads, and a document is bounded. */
  private static final int MOST = 100;

  private final Map<String, SyncResult> last = new ConcurrentHashMap<>();

  /** Reads what was so before this process started. */
  Uni<Void> load() {
    return states()
        .find()
        .onItem()
        .invoke(state -> last.putIfAbsent(state.name, result(state)))
        .collect()
        .last()
        .replaceWithVoid();
  }

  public Optional<SyncResult> last(String source) {
    return Optional.ofNullable(last.get(source));
  }

  /** Takes over the result of a sync. */
  Uni<Void> follow(String source, SyncResult full) {
    SyncResult result = bounded(full);
    SyncResult before = last.put(source, result);
    return before != null && isSame(before, result)
        ? Uni.createFrom().voidItem()
        : store(source, result);
  }

  /** What is wrong now and was not at the last sync. */
  List<SyncError> newErrors(String source, List<SyncError> errors) {
    List<SyncError> before = last(source).map(SyncResult::errors).orElse(List.of());
    return errors.stream().limit(MOST).filter(error -> !before.contains(error)).toList();
  }

  private Uni<Void> store(String source, SyncResult result) {
    SourceState state = new SourceState();
    state.name = source;
    state.syncedAt = result.at();
    state.status = StoredJson.text(result);
    return states()
        .insertOne(state)
        .replaceWithVoid()
        .onFailure(Stored::isDuplicate)
        .recoverWithUni(
            // One replica may be ahead of another: the later sync counts.
            () ->
                states()
                    .updateOne(
                        and(eq("_id", source), lte("syncedAt", state.syncedAt)),
                        combine(set("syncedAt", state.syncedAt), set("status", state.status)))
                    .replaceWithVoid());
  }

  private static boolean isSame(SyncResult a, SyncResult b) {
    return a.added() == b.added()
        && a.updated() == b.updated()
        && a.removed() == b.removed()
        && a.unchanged() == b.unchanged()
        && a.conflicts().equals(b.conflicts())
        && a.errors().equals(b.errors());
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

  private static SyncResult result(SourceState state) {
    return StoredJson.as(SyncResult.class, state.status);
  }

  private static ReactiveMongoCollection<SourceState> states() {
    return SourceState.mongoCollection();
  }
}
