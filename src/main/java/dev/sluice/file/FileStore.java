package dev.sluice.file;

import dev.sluice.file.FileWriter.Grid;
import dev.sluice.job.StoredFiles;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Stores, reads and deletes files. Their content passes in parts, at the pace of the slower side,
 * and is never in memory as a whole.
 */
@Singleton
public final class FileStore implements StoredFiles {
  /** Chunks that a read fetches with one command. */
  private static final int READ_AT_ONCE = 4;

  private final Grid grid;
  private final FileUsage usage;
  private final FileConfig config;

  FileStore(
      GridFiles files,
      GridChunks chunks,
      Uploads uploads,
      FileConfig config,
      Clock clock,
      Timers timers) {
    this.grid = new Grid(files, chunks, uploads, clock, timers);
    this.usage = new FileUsage(files, config, timers);
    this.config = config;
  }

  /**
   * Stores a file under a new id. If the content fails or the store does, nothing is left of it.
   *
   * @param content is requested part by part; a failure of it is that of the result
   * @return fails with a problem: 400 if the content is empty, 413 if it is larger than a file may
   *     be, 507 if all files together are
   */
  public Uni<StoredFile> store(NewFile file, Flow.Publisher<Buffer> content) {
    return usage.admit().chain(() -> new FileWriter(file, grid, usage, config).store(content));
  }

  /** Fails with a 413 problem if {@code size} bytes are more than a file may have. */
  public void requireSize(long size) {
    if (size > config.maxSize()) {
      throw FileWriter.tooLarge(config.maxSize());
    }
  }

  /** Completes with null if there is no such file. */
  public Uni<StoredFile> find(String id) {
    return FileId.isValid(id) ? grid.files().find(id) : Uni.createFrom().nullItem();
  }

  @Override
  public Uni<Boolean> exists(String fileId) {
    return find(fileId).map(Objects::nonNull);
  }

  @Override
  public Uni<Boolean> isLeftBy(String jobId, String fileId) {
    return find(fileId).map(file -> file != null && jobId.equals(file.jobId()));
  }

  /** Fails with a 404 problem if there is no such file. */
  public Uni<StoredFile> get(String id) {
    return find(id).onItem().ifNull().failWith(() -> FileId.unknown(id));
  }

  /**
   * Files, newest first.
   *
   * @param before the last id of the page before; null for the first page
   */
  public Uni<List<StoredFile>> list(@Nullable String before, int limit) {
    return grid.files().newest(before, limit);
  }

  /**
   * A part of the content. Fails if the file is deleted meanwhile.
   *
   * @param from offset of the first byte
   * @param toInclusive offset of the last byte; less than {@code from} for no byte
   */
  public Multi<Buffer> read(StoredFile file, long from, long toInclusive) {
    int size = file.chunkSize();
    int first = (int) (from / size);
    int last = toInclusive < from ? first - 1 : (int) (toInclusive / size);
    return Multi.createFrom()
        .items(() -> IntStream.iterate(first, n -> n <= last, n -> n + READ_AT_ONCE).boxed())
        .onItem()
        .transformToUniAndConcatenate(
            n -> {
              int end = Math.min(last + 1, n + READ_AT_ONCE);
              return grid.chunks()
                  .read(file.id(), n, end)
                  .map(found -> joined(found, end - n, file.id()))
                  .map(bytes -> slice(bytes, (long) n * size, from, toInclusive));
            });
  }

  private static Buffer joined(List<GridChunk> found, int expected, String fileId) {
    if (found.size() < expected) {
      throw FileId.unknown(fileId);
    }
    Buffer joined = Buffer.buffer(found.stream().mapToInt(chunk -> chunk.data.length).sum());
    found.forEach(chunk -> joined.appendBytes(chunk.data));
    return joined;
  }

  /**
   * @param offset of {@code bytes} in the file
   */
  private static Buffer slice(Buffer bytes, long offset, long from, long toInclusive) {
    int begin = (int) Math.max(0, from - offset);
    int end = (int) Math.min(bytes.length(), toInclusive + 1 - offset);
    return bytes.slice(begin, end);
  }

  /** Removes a file; false if there is no such file. */
  public Uni<Boolean> delete(String id) {
    return find(id)
        .chain(
            file -> file == null ? Uni.createFrom().item(false) : remove(file).replaceWith(true));
  }

  private Uni<Void> remove(StoredFile file) {
    int chunks = (int) ((file.size() + file.chunkSize() - 1) / file.chunkSize());
    return grid.uploads()
        .beginRemoval(file.id())
        .chain(() -> grid.files().remove(file.id()))
        .invoke(usage::removed)
        .chain(() -> grid.chunks().remove(file.id(), chunks))
        .chain(() -> grid.uploads().endRemoval(file.id()));
  }
}
