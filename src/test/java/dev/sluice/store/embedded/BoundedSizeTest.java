package dev.sluice.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundedSizeTest {
  private static final int LIVE = 1_000;
  private static final String KILOBYTE = "x".repeat(1_024);

  @TempDir Path directory;

  /** About 100 MB go through a store that holds one. */
  @Test
  void delete_muchData_reusesSpaceAndShrinksOnClose() throws Exception {
    StoreHarness store = StoreHarness.open(directory);
    store.store.file().store().setRetentionTime(50);
    long largest = 0;
    for (int i = 0; i < 100 * LIVE; i++) {
      store.insert(i, KILOBYTE);
      store.delete(i - LIVE);
      if (i % LIVE == LIVE / 2) {
        store.store.file().tidy();
        store.store.writes().checkpoint();
        largest = Math.max(largest, bytes());
      }
    }
    assertThat(largest).isLessThan(30L * 1024 * KILOBYTE.length());

    store.close();
    assertThat(bytes()).isLessThan(6L * LIVE * KILOBYTE.length());
    try (StoreHarness reopened = StoreHarness.open(directory)) {
      assertThat(reopened.ids()).hasSize(LIVE);
    }
  }

  private long bytes() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
