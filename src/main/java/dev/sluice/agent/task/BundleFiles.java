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
 * Bundles on disk, one file each, named by digest. Bounded: what was not used for longest goes.
 * Shared by the agents of one work directory; a file is complete or not there. That it cannot be
 * written costs only time.
 */
public final class BundleFiles {
  private static final Logger LOG = System.getLogger(BundleFiles.class.getName());
  private static final String SUFFIX = ".zip";

  private final Path directory;
  private final long maxBytes;
  private final Clock clock;

  public BundleFiles(Path directory, long maxBytes, Clock clock) {
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
      LOG.log(Level.WARNING, "cannot read " + file + ", fetching it again", e);
      return null;
    }
  }

  void write(String digest, byte[] bundle) {
    if (bundle.length > maxBytes) {
      return;
    }
    try {
      AtomicFile.write(file(digest), bundle);
      makeRoom();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "cannot keep a task's bundle", e);
    }
  }

  private Path file(String digest) {
    return directory.resolve(digest.substring(digest.indexOf(':') + 1) + SUFFIX);
  }

  private record Kept(Path file, long bytes, FileTime used) {}

  private void makeRoom() throws IOException {
    List<Kept> kept = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(f -> f.toString().endsWith(SUFFIX)).toList()) {
        kept.add(new Kept(file, Files.size(file), Files.getLastModifiedTime(file)));
      }
    } catch (NoSuchFileException anotherAgentMadeRoom) {
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
