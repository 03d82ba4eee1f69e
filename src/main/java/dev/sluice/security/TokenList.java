package dev.sluice.security;

import dev.sluice.time.Regularly;
import dev.sluice.time.Timers;
import dev.sluice.token.AccessToken;
import dev.sluice.token.TokenFile;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** The tokens of the file, which is read again within two seconds of a change. */
@Singleton
public class TokenList {
  private static final System.Logger LOG = System.getLogger(TokenList.class.getName());

  /** What a change of the file changes. */
  private record Version(Object time, long size, @Nullable Object key) {}

  private final TokenFile file;
  private final Regularly regularly;
  private @Nullable Version seen;
  private volatile List<AccessToken> tokens = List.of();

  @Inject
  TokenList(
      @ConfigProperty(name = "sluice.api.tokens-file") Optional<Path> path,
      @ConfigProperty(name = "sluice.data-dir", defaultValue = "data") Path data,
      Timers timers,
      DoubleSupplier jitter) {
    this(path.orElse(data.resolve("tokens.json")), timers, jitter);
  }

  TokenList(Path path, Timers timers, DoubleSupplier jitter) {
    file = new TokenFile(path);
    regularly =
        new Regularly(
            Duration.ofSeconds(1),
            timers,
            jitter,
            () ->
                Uni.createFrom()
                    .voidItem()
                    .emitOn(Infrastructure.getDefaultExecutor())
                    .invoke(this::refresh));
    try {
      read();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  List<AccessToken> all() {
    return tokens;
  }

  @Scheduled(
      every = "1s",
      identity = "tokens",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> look() {
    return regularly.run();
  }

  @PreDestroy
  void close() {
    regularly.close();
  }

  /** Keeps the tokens that it has when the file cannot be used. */
  void refresh() {
    try {
      read();
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.ERROR,
          "the access tokens stay as they were, since their file cannot be used: "
              + e.getMessage());
    }
  }

  private synchronized void read() throws IOException {
    Version now = version();
    if (now != null && now.equals(seen)) {
      return;
    }
    // Noted before the content is read: a change in between is found by the next look. A file that
    // is malformed is reported once.
    seen = now;
    tokens = file.read();
  }

  private @Nullable Version version() throws IOException {
    try {
      BasicFileAttributes found = Files.readAttributes(file.path(), BasicFileAttributes.class);
      return new Version(found.lastModifiedTime(), found.size(), found.fileKey());
    } catch (NoSuchFileException e) {
      return null;
    }
  }
}
