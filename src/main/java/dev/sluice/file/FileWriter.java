package dev.sluice.file;

import dev.sluice.http.ProblemException;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;

/** Stores the content of one file as it arrives. */
final class FileWriter {
  /** While one chunk is stored the next one arrives. */
  private static final int AT_ONCE = 2;

  /** A small part of the time after which an upload counts as broken off. */
  private static final Duration SAYS_SO_EVERY = FilePurge.BROKEN_OFF_AFTER.dividedBy(15);

  private final String id = FileId.next();
  private final Cutter cutter = new Cutter();
  private final AtomicInteger chunks = new AtomicInteger();
  private final NewFile file;
  private final Grid grid;
  private final FileUsage usage;
  private final FileConfig config;
  private volatile long activeAt;

  /** The collections, and the time by which they are written. */
  record Grid(GridFiles files, GridChunks chunks, Uploads uploads, Clock clock, Timers timers) {}

  FileWriter(NewFile file, Grid grid, FileUsage usage, FileConfig config) {
    this.file = file;
    this.grid = grid;
    this.usage = usage;
    this.config = config;
    this.activeAt = grid.timers.nanoTime();
  }

  /** Fails if the content does, if it is empty or too large, or if the store fails. */
  Uni<StoredFile> store(Flow.Publisher<Buffer> content) {
    return grid.uploads
        .begin(id)
        .chain(() -> storeChunks(content))
        .chain(this::complete)
        .onFailure()
        .call(this::discard)
        .onCancellation()
        .call(this::discard)
        .onTermination()
        .invoke(() -> usage.forget(cutter.size()));
  }

  private Uni<Void> storeChunks(Flow.Publisher<Buffer> content) {
    Multi<byte[]> full =
        Multi.createFrom().publisher(content).onItem().transformToIterable(this::cut);
    Multi<byte[]> rest =
        Multi.createFrom().deferred(() -> Multi.createFrom().iterable(cutter.rest()));
    return Multi.createBy()
        .concatenating()
        .streams(full, rest)
        .onItem()
        .transformToUni(this::storeChunk)
        .merge(AT_ONCE)
        .onItem()
        .ignoreAsUni();
  }

  private Iterable<byte[]> cut(Buffer part) {
    Iterable<byte[]> full = cutter.add(part);
    usage.arrived(part.length());
    if (cutter.size() > config.maxSize()) {
      throw tooLarge(config.maxSize());
    }
    return full;
  }

  /** 413. */
  static ProblemException tooLarge(long most) {
    return ProblemException.of(
        413, "file_too_large", "a file may have " + most + " bytes (sluice.files.max-size)");
  }

  private Uni<Void> storeChunk(byte[] data) {
    int n = chunks.getAndIncrement();
    return sayThatItGoesOn().chain(() -> grid.chunks.add(id, n, data));
  }

  private Uni<Void> sayThatItGoesOn() {
    if (grid.timers.millisSince(activeAt) < SAYS_SO_EVERY.toMillis()) {
      return Uni.createFrom().voidItem();
    }
    activeAt = grid.timers.nanoTime();
    return grid.uploads.goesOn(id).invoke(FileWriter::requireNotRemoved).replaceWithVoid();
  }

  private static void requireNotRemoved(boolean goesOn) {
    if (!goesOn) {
      throw ProblemException.of(
          503, "upload_broken_off", "the upload stood still for too long; upload the file again");
    }
  }

  private Uni<StoredFile> complete() {
    if (cutter.size() == 0) {
      throw ProblemException.invalid(
          "body", "empty_body", "must be the content of the file, is empty");
    }
    StoredFile stored =
        new StoredFile(
            id,
            file.filename(),
            file.contentType(),
            cutter.size(),
            cutter.sha256(),
            grid.clock.instant(),
            file.jobId(),
            GridChunks.SIZE);
    return grid.files
        .add(stored)
        .chain(() -> grid.uploads.complete(id))
        .invoke(FileWriter::requireNotRemoved)
        .invoke(() -> usage.added(stored))
        .replaceWith(stored);
  }

  /**
   * Removes what is stored so far, as far as the store lets it. A write that is under way may still
   * store a chunk, so {@link FilePurge} looks again later.
   */
  private Uni<Void> discard() {
    return grid.uploads
        .beginRemoval(id)
        .chain(() -> grid.files.remove(id))
        .chain(() -> grid.chunks.removeAll(id))
        .onFailure()
        .recoverWithNull();
  }
}
