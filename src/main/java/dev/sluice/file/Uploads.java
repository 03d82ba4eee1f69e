package dev.sluice.file;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import dev.sluice.store.Stored;
import io.quarkus.mongodb.FindOptions;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.bson.conversions.Bson;

/** The files whose chunks are being stored or removed. */
@Singleton
final class Uploads {
  private final Clock clock;

  Uploads(Clock clock) {
    this.clock = clock;
  }

  Uni<Void> begin(String fileId) {
    FileUpload upload = new FileUpload();
    upload.id = fileId;
    upload.activeAt = clock.instant();
    return uploads().insertOne(upload).replaceWithVoid();
  }

  /** Notes that the upload goes on; false if its chunks are being removed. */
  Uni<Boolean> goesOn(String fileId) {
    return uploads()
        .updateOne(stored(fileId), set("activeAt", clock.instant()))
        .map(result -> result.getMatchedCount() > 0);
  }

  /** The file is complete; false if its chunks are being removed. */
  Uni<Boolean> complete(String fileId) {
    return uploads().deleteOne(stored(fileId)).map(result -> result.getDeletedCount() > 0);
  }

  private static Bson stored(String fileId) {
    return and(eq("_id", fileId), ne("removing", true));
  }

  /** Before the chunks of a file are removed, which is done again later if it is broken off. */
  Uni<Void> beginRemoval(String fileId) {
    FileUpload removal = new FileUpload();
    removal.id = fileId;
    removal.activeAt = clock.instant();
    removal.removing = true;
    return uploads()
        .insertOne(removal)
        .replaceWithVoid()
        .onFailure(Stored::isDuplicate)
        .recoverWithUni(() -> uploads().updateOne(eq("_id", fileId), removing()).replaceWithVoid());
  }

  /** Those that have not gone on since {@code since}, without an order. */
  Uni<List<FileUpload>> stale(Instant since, int limit) {
    return uploads()
        .find(new FindOptions().filter(lte("activeAt", since)).limit(limit))
        .collect()
        .asList();
  }

  /** Makes this the removal of the chunks; false if the upload went on or another removes them. */
  Uni<Boolean> takeOver(FileUpload stale) {
    return uploads()
        .updateOne(and(eq("_id", stale.id), eq("activeAt", stale.activeAt)), removing())
        .map(result -> result.getMatchedCount() > 0);
  }

  private Bson removing() {
    return combine(set("removing", true), set("activeAt", clock.instant()));
  }

  /** All chunks are removed. */
  Uni<Void> endRemoval(String fileId) {
    return uploads().deleteOne(eq("_id", fileId)).replaceWithVoid();
  }

  private static ReactiveMongoCollection<FileUpload> uploads() {
    return FileUpload.mongoCollection();
  }
}
