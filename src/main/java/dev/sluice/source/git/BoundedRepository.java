package dev.sluice.source.git;

import dev.sluice.source.SourceException;
import dev.sluice.time.Timers;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.eclipse.jgit.errors.TooLargeObjectInPackException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.PackParser;
import org.jspecify.annotations.Nullable;

/**
 * A repository, opened for one fetch, that receives packs within limits. JGit itself has none for a
 * client: the stream of a pack is the one place that all transports share.
 */
final class BoundedRepository extends FileRepository {
  private final FetchLimits limits;
  private final String url;
  private final Timers timers;
  private final long start;

  /**
   * @param url for messages
   */
  BoundedRepository(Path objects, Path files, FetchLimits limits, String url, Timers timers)
      throws IOException {
    super(
        new FileRepositoryBuilder()
            .setGitDir(objects.toFile())
            .setWorkTree(files.toFile())
            .setup());
    this.limits = limits;
    this.url = url;
    this.timers = timers;
    start = timers.nanoTime();
  }

  /** The limit that made an operation fail; null if it failed for another reason. */
  @Nullable SourceException exceeded(Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof LimitException limit) {
        return limit.reason;
      }
      if (e instanceof TooLargeObjectInPackException) {
        return limits.tooLarge(url + " has an object of");
      }
    }
    return null;
  }

  @Override
  public ObjectInserter newObjectInserter() {
    ObjectInserter inserter = super.newObjectInserter();
    return new ObjectInserter.Filter() {
      @Override
      protected ObjectInserter delegate() {
        return inserter;
      }

      @Override
      public PackParser newPackParser(InputStream in) throws IOException {
        PackParser parser = inserter.newPackParser(new Bounded(in));
        parser.setMaxObjectSizeLimit(limits.maxBytes());
        return parser;
      }
    };
  }

  private static final class LimitException extends IOException {
    private static final long serialVersionUID = 1L;
    private final transient SourceException reason;

    LimitException(SourceException reason) {
      super(reason.getMessage());
      this.reason = reason;
    }
  }

  private final class Bounded extends FilterInputStream {
    private long read;

    Bounded(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      count(one < 0 ? 0 : 1);
      return one;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int some = super.read(into, offset, length);
      count(Math.max(0, some));
      return some;
    }

    private void count(int bytes) throws LimitException {
      read += bytes;
      if (read > limits.maxBytes()) {
        throw new LimitException(limits.tooLarge(url + " sent"));
      }
      if (timers.millisSince(start) > limits.timeout().toMillis()) {
        throw new LimitException(limits.tooSlow(url));
      }
    }
  }
}
