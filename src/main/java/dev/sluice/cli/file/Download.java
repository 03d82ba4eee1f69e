package dev.sluice.cli.file;

import dev.sluice.cli.api.ApiClient;
import dev.sluice.cli.console.CliFailure;
import dev.sluice.cli.console.Environment;
import dev.sluice.text.Sha256;
import dev.sluice.time.Backoff;
import dev.sluice.wire.file.FileView;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;

/** One download, which goes on after each break of the connection that let bytes through. */
final class Download {
  /** Attempts in a row without a byte. */
  private static final int FRUITLESS = 6;

  private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(5));

  private final Environment env;
  private final ApiClient api;
  private final String path;
  private final FileView file;

  Download(Environment env, ApiClient api, String path, FileView file) {
    this.env = env;
    this.api = api;
    this.path = path;
    this.file = file;
  }

  /**
   * @throws CliFailure if the server refuses, is away for long, or sends other content
   * @throws IOException if the target cannot be written
   */
  void to(Path target) throws IOException, InterruptedException {
    Path part = target.resolveSibling(target.getFileName() + "." + file.fileId() + ".part");
    try (Transfer transfer =
        new Transfer(env, System.console() != null, file.filename(), file.size())) {
      for (int fruitless = 0; size(part) < file.size(); ) {
        long before = size(part);
        try {
          goOn(part, before, transfer);
        } catch (UncheckedIOException e) {
          fruitless = size(part) > before ? 0 : fruitless + 1;
          pause(fruitless, Objects.requireNonNull(e.getCause()));
        }
      }
    }
    if (!digest(part).equals(file.sha256())) {
      Files.delete(part);
      throw CliFailure.of("the content has another SHA-256 than " + file.sha256() + "; try again");
    }
    Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
  }

  private void pause(int fruitless, IOException broken) throws InterruptedException {
    if (fruitless >= FRUITLESS) {
      throw api.unreachable(broken);
    }
    env.time().sleep().sleep(BACKOFF.after(fruitless + 1, env.time().jitter().getAsDouble()));
  }

  /**
   * @throws UncheckedIOException if the connection breaks, as distinct from a failure of the disk
   */
  private void goOn(Path part, long from, Transfer transfer) throws IOException {
    Content content = content(from);
    transfer.startAt(content.isRest() ? from : 0);
    try (InputStream in = new Received(content.in());
        OutputStream out =
            Files.newOutputStream(
                part,
                StandardOpenOption.CREATE,
                content.isRest() ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
      transfer.copy(in, out, seen -> {});
    }
  }

  private record Content(InputStream in, boolean isRest) {}

  private Content content(long from) {
    try {
      HttpURLConnection http = api.download(path, from, '"' + file.sha256() + '"');
      int status = http.getResponseCode();
      if (status == HttpURLConnection.HTTP_UNAVAILABLE) {
        throw new IOException("the server is busy");
      }
      if (status >= 300) {
        throw api.refused(http, status);
      }
      return new Content(http.getInputStream(), status == HttpURLConnection.HTTP_PARTIAL);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the server sends. */
  private static final class Received extends FilterInputStream {
    Received(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      try {
        return super.read(bytes, offset, length);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static String digest(Path part) throws IOException {
    Sha256 digest = new Sha256();
    try (InputStream in = Files.newInputStream(part)) {
      byte[] buffer = new byte[64 << 10];
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        digest.add(length == buffer.length ? buffer : Arrays.copyOf(buffer, length));
      }
    }
    return digest.hex();
  }

  private static long size(Path part) throws IOException {
    return Files.exists(part) ? Files.size(part) : 0;
  }
}
