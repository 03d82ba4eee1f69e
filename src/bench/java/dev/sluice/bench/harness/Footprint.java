package dev.sluice.bench.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a process holds.
 *
 * @param heap bytes of live objects after a full collection
 */
public record Footprint(long heap, long threads, long descriptors) {
  public static Footprint of(long pid) throws IOException {
    return new Footprint(Heap.of(pid).bytes(), entries(pid, "task"), entries(pid, "fd"));
  }

  private static long entries(long pid, String directory) throws IOException {
    try (Stream<Path> entries = Files.list(Path.of("/proc/" + pid, directory))) {
      return entries.count();
    }
  }
}
