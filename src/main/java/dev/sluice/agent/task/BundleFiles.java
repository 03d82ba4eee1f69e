package dev.sluice.agent.task;

import dev.sluice.files.AtomicFile;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Bundles on disk, one file each, named by digest, up to a total size: the least recently used go
 * first. The agents of one work directory share them. A bundle that cannot be written is fetched
 * again.
 */
final class BundleFiles {
  private static final Logger LOG = System.getLogger(BundleFiles.class.getName());
  private static final String SUFFIX = ".zip";

  private final Path directory;
  private final long maxBytes;
  private final Clock clock;

  BundleFiles(Path directory, long maxBytes, Clock clock) {
    this.directory = directory;
    this.maxBytes = maxBytes;
    this.clock = clock;
  }

  byte @Nullable [] read(String digest) {
    Path file = file(digest);
    try {
      byte[] bytes = Files.readAllBytes(file);
      Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
      return bytes;
    } catch (NoSuchFileException notKept) {
      return null;
    } catch (IOException e) {
      LOG.log(Level.WARNING, "cannot read " + file + "; fetching the bundle again", e);
      return null;
    }
  }

  void write(String digest, byte[] bundle) {
    if (bundle.length > maxBytes) {
      return;
    }
    try {
      AtomicFile.write(file(digest), bundle);
      evict();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "cannot keep a task's bundle", e);
    }
  }

  private Path file(String digest) {
    return directory.resolve(digest.substring(digest.indexOf(':') + 1) + SUFFIX);
  }

  private record Kept(Path file, long bytes, FileTime used) {}

  private void evict() throws IOException {
    List<Kept> kept = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(f -> f.toString().endsWith(SUFFIX)).toList()) {
        kept.add(new Kept(file, Files.size(file), Files.getLastModifiedTime(file)));
      }
    } catch (NoSuchFileException anotherAgentEvicted) {
      return;
    }
    kept.sort(Comparator.comparing(Kept::used));
    long total = kept.stream().mapToLong(Kept::bytes).sum();
    for (Kept oldest : kept) {
      if (total <= maxBytes) {
        return;
      }
      Files.deleteIfExists(oldest.file());
      total -= oldest.bytes();
    }
  }
}
