package dev.sluice.cli.console;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The standard input, and what kind of file it is. */
public final class StandardInput extends FilterInputStream {
  /**
   * How long a pipe may take for its first byte. Many programs start a command with a pipe as its
   * stdin to which they never write and which they never close.
   */
  private static final long FIRST_BYTE_MS = 500;

  private final Kind kind;

  /** The kind of file behind stdin. */
  public enum Kind {
    FILE,
    PIPE,
    /** A terminal, a device, or unknown. */
    OTHER
  }

  public StandardInput(InputStream in, Kind kind) {
    super(in);
    this.kind = kind;
  }

  /** The stdin of this process. */
  public static StandardInput ofProcess() {
    return new StandardInput(System.in, kindOf(Path.of("/proc/self/fd/0")));
  }

  private static Kind kindOf(Path link) {
    try {
      if (Files.readSymbolicLink(link).toString().startsWith("pipe:")) {
        return Kind.PIPE;
      }
      return Files.isRegularFile(link) ? Kind.FILE : Kind.OTHER;
    } catch (IOException | UnsupportedOperationException noProc) {
      return Kind.OTHER;
    }
  }

  /**
   * Reads stdin, to pass it to a command.
   *
   * @param most bytes
   * @param patient whether to wait for the first byte of any kind of stdin without a time limit
   * @return null if stdin is a terminal, empty, or a pipe that stays silent
   * @throws CliFailure if it cannot be read, or has more bytes
   */
  public byte @Nullable [] read(int most, boolean patient) throws InterruptedException {
    if (kind == Kind.OTHER && !patient) {
      return null;
    }
    CompletableFuture<Integer> first = new CompletableFuture<>();
    CompletableFuture<byte[]> all = new CompletableFuture<>();
    Thread reader = new Thread(() -> readAll(most, first, all), "stdin");
    reader.setDaemon(true);
    reader.start();
    try {
      if (kind == Kind.PIPE && !patient) {
        first.get(FIRST_BYTE_MS, TimeUnit.MILLISECONDS);
      }
      byte[] bytes = all.get();
      if (bytes.length > most) {
        throw CliFailure.usage("stdin may have " + most + " bytes, has more");
      }
      return bytes.length == 0 ? null : bytes;
    } catch (TimeoutException silent) {
      return null;
    } catch (ExecutionException e) {
      throw CliFailure.usage("cannot read stdin: " + e.getCause());
    }
  }

  private void readAll(int most, CompletableFuture<Integer> first, CompletableFuture<byte[]> all) {
    try {
      int start = in.read();
      first.complete(start);
      byte[] rest = start < 0 ? new byte[0] : in.readNBytes(most);
      byte[] bytes = new byte[start < 0 ? 0 : rest.length + 1];
      if (start >= 0) {
        bytes[0] = (byte) start;
        System.arraycopy(rest, 0, bytes, 1, rest.length);
      }
      all.complete(bytes);
    } catch (IOException e) {
      all.completeExceptionally(e);
      first.completeExceptionally(e);
    }
  }
}
