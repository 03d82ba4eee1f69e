package dev.sluice.file;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Sorts.ascending;
import static com.mongodb.client.model.Sorts.descending;

import dev.sluice.store.Stored;
import io.quarkus.mongodb.FindOptions;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** The documents of the complete files. */
@Singleton
final class GridFiles {
  /** How much is stored. */
  record Totals(long count, long bytes) {
    Totals plus(long bytesOfOne) {
      return new Totals(count + 1, bytes + bytesOfOne);
    }
  }

  /** Done as well if the file was stored by an insert whose answer was lost. */
  Uni<Void> add(StoredFile file) {
    return files()
        .insertOne(GridFile.of(file))
        .replaceWithVoid()
        .onFailure(Stored::isDuplicate)
        .recoverWithNull();
  }

  /** Completes with null if there is no such file. */
  Uni<StoredFile> find(String id) {
    return files()
        .find(eq("_id", id))
        .collect()
        .first()
        .onItem()
        .ifNotNull()
        .transform(GridFile::file);
  }

  /**
   * A page, newest first.
   *
   * @param before the last id of the page before; null for the first page
   */
  Uni<List<StoredFile>> newest(@Nullable String before, int limit) {
    Bson filter = before == null ? new Document() : lt("_id", before);
    return page(new FindOptions().filter(filter).sort(descending("_id")).limit(limit));
  }

  /**
   * A page, oldest first.
   *
   * @param after the last id of the page before; empty for the first page
   */
  Uni<List<StoredFile>> oldest(String after, int limit) {
    return page(new FindOptions().filter(gt("_id", after)).sort(ascending("_id")).limit(limit));
  }

  private static Uni<List<StoredFile>> page(FindOptions options) {
    return files().find(options).map(GridFile::file).collect().asList();
  }

  /** Reads every file's length. */
  Uni<Totals> totals() {
    return files()
        .find(new FindOptions().filter(gt("_id", "")).projection(include("length")))
        .collect()
        .in(
            () -> new long[2],
            (sums, file) -> {
              sums[0]++;
              sums[1] += file.length;
            })
        .map(sums -> new Totals(sums[0], sums[1]));
  }

  /** Whether there was such a file. */
  Uni<Boolean> remove(String id) {
    return files().deleteOne(eq("_id", id)).map(result -> result.getDeletedCount() > 0);
  }

  private static ReactiveMongoCollection<GridFile> files() {
    return GridFile.mongoCollection();
  }
}
