package dev.sluice.source.files;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bundle.Report;
import dev.sluice.bundle.TaskBundle;
import dev.sluice.bundle.form.BundleReader;
import dev.sluice.source.BrokenTask;
import dev.sluice.source.DiscoveredTask;
import dev.sluice.source.Discovery;
import dev.sluice.source.SourceContext;
import dev.sluice.source.SourceException;
import dev.sluice.time.Pause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tasks below a directory. A task whose {@link Signature} is unchanged is not read again. A
 * task that was written to a moment ago may be incomplete, so it is looked at again before it is
 * shown.
 */
public final class TaskTree {
  private static final int MOST_LOOKS = 5;

  private final String source;
  private final Path path;
  private final boolean recursive;
  private final Duration settle;
  private final SourceContext context;
  private final BundleReader identifying;
  private Map<Path, Known> known = new HashMap<>();

  /**
   * @param task the last valid task at this path
   * @param broken the errors at this path now; null if it is valid
   */
  private record Known(
      Signature signature, @Nullable DiscoveredTask task, @Nullable BrokenTask broken) {}

  /**
   * @param source configured name of the source
   * @param settle how long a task's files must stay unchanged before it is read; zero if no other
   *     process writes to them
   */
  public TaskTree(
      String source, Path path, boolean recursive, Duration settle, SourceContext context) {
    this.source = source;
    this.path = path;
    this.recursive = recursive;
    this.settle = settle;
    this.context = context;
    identifying = context.reader().identifying();
  }

  /**
   * @throws SourceException if the directory itself cannot be read
   */
  public Discovery discover() throws SourceException, InterruptedException {
    try {
      Path root = path.toRealPath();
      RepositoryIndex index = RepositoryIndex.of(root);
      Candidates candidates = Candidates.in(root, recursive, index);
      Map<Path, Known> seen = look(root, index, candidates.tasks());
      keepBelow(candidates.unreadable(), seen);
      known = seen;
      List<BrokenTask> broken = new ArrayList<>(index.broken());
      broken.addAll(candidates.broken());
      return discovery(broken);
    } catch (NoSuchFileException e) {
      throw new SourceException("missing", path + " does not exist", e);
    } catch (IOException e) {
      throw new SourceException("unreadable", path + " cannot be read", e);
    }
  }

  /** A task below an unreadable directory does not count as removed. */
  private void keepBelow(Set<Path> unreadable, Map<Path, Known> seen) {
    for (Path directory : unreadable) {
      known.forEach(
          (task, last) -> {
            if (task.startsWith(directory)) {
              seen.putIfAbsent(task, last);
            }
          });
    }
  }

  private Map<Path, Known> look(Path root, RepositoryIndex index, Set<Path> candidates)
      throws InterruptedException {
    Map<Path, Known> seen = new HashMap<>();
    Collection<Path> open = candidates;
    for (int look = 1; !open.isEmpty(); look++) {
      if (look > 1) {
        Pause.of(settle, context.timers());
      }
      List<Path> unsettled = new ArrayList<>();
      for (Path task : open) {
        Known last = seen.getOrDefault(task, known.get(task));
        Known now = look(root, task, index.entry(task), last);
        if (now == null) {
          seen.remove(task);
        } else if (now == last || isSettled(now)) {
          seen.put(task, now);
        } else if (look < MOST_LOOKS) {
          seen.put(task, now);
          unsettled.add(task);
        } else {
          seen.put(task, withoutSignature(now));
        }
      }
      open = unsettled;
    }
    return seen;
  }

  /**
   * So that the next look reads it again: another write may follow within the same tick of the file
   * system's clock.
   */
  private static Known withoutSignature(Known task) {
    return new Known(new Signature(0, 0), task.task(), task.broken());
  }

  private boolean isSettled(Known task) {
    long age = age(task.signature()).toNanos();
    // A task that does not parse is likely to be incomplete.
    long quiet = task.broken() == null ? settle.toNanos() : MOST_LOOKS * settle.toNanos();
    // A time in the future means a wrong clock, not a recent write.
    return age >= quiet || age < -settle.toNanos();
  }

  private Duration age(Signature signature) {
    Instant modified = Instant.EPOCH.plus(Duration.ofNanos(signature.newest()));
    return Duration.between(modified, context.clock().instant());
  }

  /** Returns {@code last} itself if nothing changed; null if the task no longer exists. */
  private @Nullable Known look(
      Path root, Path task, @Nullable ObjectNode index, @Nullable Known last) {
    Path at = root.resolve(task);
    Signature signature;
    try {
      signature = Signature.of(at, Objects.hashCode(index));
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      signature = new Signature(0, 0);
    }
    if (last != null && last.signature().equals(signature)) {
      return last;
    }
    Report report = read(identifying, at, root, index);
    TaskBundle bundle = report.bundle();
    String location = location(task);
    if (bundle == null) {
      // An error in a file does not remove the task as it was before.
      DiscoveredTask before = last == null ? null : last.task();
      return new Known(signature, before, new BrokenTask(location, report.errors()));
    }
    return new Known(
        signature,
        new DiscoveredTask(
            source,
            bundle.name(),
            bundle.version(),
            bundle.digest(),
            location,
            () -> read(context.reader(), at, root, index)),
        null);
  }

  private static Report read(
      BundleReader reader, Path task, Path root, @Nullable ObjectNode index) {
    return Files.isDirectory(task)
        ? reader.readDirectory(task, root, index)
        : reader.readZip(task, index);
  }

  private Discovery discovery(List<BrokenTask> broken) {
    List<DiscoveredTask> tasks = new ArrayList<>();
    for (Known task : known.values()) {
      if (task.task() != null) {
        tasks.add(task.task());
      }
      if (task.broken() != null) {
        broken.add(task.broken());
      }
    }
    return Discovery.of(tasks, broken);
  }

  /** With slashes on every system; the root is a dot. */
  static String location(Path relative) {
    String text = relative.toString().replace('\\', '/');
    return text.isEmpty() ? "." : text;
  }
}
