package dev.sluice.upkeep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.store.embedded.StoreException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompactionTest {
  private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");
  private static final int CHUNKS = 2_000;

  @TempDir Path directory;
  private Path killed;
  private Map<String, Document> written;

  /** A store with much unused space, and with writes that are in its journal only. */
  @BeforeEach
  void store() throws IOException {
    try (StoreFixture store = StoreFixture.open(directory.resolve("data"))) {
      for (int i = 0; i < 4; i++) {
        store.job("gone" + i, CHUNKS, LATER);
      }
      store.output().deleteMany(new Document());
      store.job("kept", CHUNKS, LATER);
      killed = store.killedAt(directory.resolve("killed"));
      written = store.documents();
    }
  }

  @Test
  void of_storeWithUnusedSpace_shrinksAndKeepsAll() throws IOException {
    Compaction compaction = Compaction.of(killed, Progress.NONE);

    assertThat(compaction.after()).isLessThan(compaction.before());
    assertThat(Files.size(killed.resolve("store.mv"))).isEqualTo(compaction.after());
    assertThatNothingIsLost();
    // A second start reads what the first one wrote.
    assertThatNothingIsLost();
  }

  @Test
  void of_storeInUse_isRefused() {
    try (StoreFixture store = StoreFixture.open(killed)) {
      assertThatThrownBy(() -> Compaction.of(killed, Progress.NONE))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("in use by another process");
      assertThat(store.documents()).isEqualTo(written);
    }
  }

  @Test
  void of_killedInTheMiddle_losesNothing() throws Exception {
    for (int at : new int[] {1, CHUNKS / 2, CHUNKS}) {
      killCompaction(at);
      assertThat(killed.resolve("store.compacted")).exists();
      assertThatNothingIsLost();
    }
    assertThat(Compaction.of(killed, Progress.NONE).after()).isPositive();
    assertThatNothingIsLost();
  }

  private void killCompaction(int at) throws IOException, InterruptedException {
    Process compaction =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-cp",
                System.getProperty("java.class.path"),
                KilledCompaction.class.getName(),
                killed.toString(),
                String.valueOf(at))
            .redirectErrorStream(true)
            .start();
    try (BufferedReader out = compaction.inputReader()) {
      String line = out.readLine();
      while (line != null && !line.equals(KilledCompaction.REACHED)) {
        line = out.readLine();
      }
      assertThat(line).isEqualTo(KilledCompaction.REACHED);
    } finally {
      compaction.toHandle().destroyForcibly();
      compaction.waitFor();
    }
  }

  private void assertThatNothingIsLost() {
    try (StoreFixture store = StoreFixture.open(killed)) {
      assertThat(store.documents()).isEqualTo(written);
    }
  }

  /** The process that the test kills: it stops after an entry and waits for its end. */
  static final class KilledCompaction {
    static final String REACHED = "reached";

    private KilledCompaction() {}

    public static void main(String[] args) throws IOException {
      long at = Long.parseLong(args[1]);
      Compaction.of(
          Path.of(args[0]),
          (done, total) -> {
            if (done == at) {
              System.out.println(REACHED);
              waitForEnd();
            }
          });
    }

    private static void waitForEnd() {
      try {
        Thread.currentThread().join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
