package dev.sluice.file;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Sorts.ascending;

import dev.sluice.store.Stored;
import io.quarkus.mongodb.FindOptions;
import io.quarkus.mongodb.reactive.ReactiveMongoCollection;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The chunks of files. */
@Singleton
final class GridChunks {
  /** As GridFS has it by default, bytes. */
  static final int SIZE = 255 << 10;

  /** The embedded store holds what a command removes in memory. */
  private static final int REMOVED_AT_ONCE = 16;

  /** Done as well if the chunk is stored already. */
  Uni<Void> add(String fileId, int n, byte[] data) {
    return chunks()
        .insertOne(GridChunk.of(fileId, n, data))
        .replaceWithVoid()
        .onFailure(Stored::isDuplicate)
        .recoverWithNull();
  }

  /** The existing ones of these chunks in their order. */
  Uni<List<GridChunk>> read(String fileId, int from, int toExclusive) {
    return chunks()
        .find(in("_id", ids(fileId, from, toExclusive)))
        .collect()
        .asList()
        .map(found -> found.stream().sorted(Comparator.comparingInt(c -> c.n)).toList());
  }

  /** Removes the chunks of a file that had {@code count} of them. */
  Uni<Void> remove(String fileId, int count) {
    return Multi.createFrom()
        .items(() -> IntStream.iterate(0, n -> n < count, n -> n + REMOVED_AT_ONCE).boxed())
        .onItem()
        .transformToUniAndConcatenate(
            n -> remove(ids(fileId, n, Math.min(count, n + REMOVED_AT_ONCE))))
        .onItem()
        .ignoreAsUni();
  }

  /** Removes the chunks of a file, however many were stored. */
  Uni<Void> removeAll(String fileId) {
    return idsOf(fileId)
        .chain(
            ids ->
                ids.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : remove(ids).chain(() -> removeAll(fileId)));
  }

  private static Uni<List<String>> idsOf(String fileId) {
    return chunks()
        .find(
            new FindOptions()
                .filter(
                    and(gte("_id", GridChunk.id(fileId, 0)), lte("_id", GridChunk.id(fileId, -1))))
                .sort(ascending("_id"))
                .limit(REMOVED_AT_ONCE)
                .projection(include("_id")))
        .map(chunk -> chunk.id)
        .collect()
        .asList();
  }

  private static Uni<Void> remove(List<String> ids) {
    return chunks().deleteMany(in("_id", ids)).replaceWithVoid();
  }

  private static List<String> ids(String fileId, int from, int toExclusive) {
    return IntStream.range(from, toExclusive).mapToObj(n -> GridChunk.id(fileId, n)).toList();
  }

  private static ReactiveMongoCollection<GridChunk> chunks() {
    return GridChunk.mongoCollection();
  }
}
