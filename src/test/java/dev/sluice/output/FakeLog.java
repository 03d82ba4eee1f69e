package dev.sluice.output;

import dev.sluice.time.Settings;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A log in memory that answers at once. */
public class FakeLog extends LogReader {
  private final Map<String, Chunk> chunks = new HashMap<>();
  int lookups;

  public FakeLog() {
    super(new RecentChunks(Settings.of(OutputConfig.class)));
  }

  public void store(String jobId, Chunk chunk) {
    chunks.put(OutputChunk.id(jobId, chunk.attempt(), chunk.seq()), chunk);
  }

  public List<Chunk> window(String jobId, int attempt, long seq, int max) {
    List<Chunk> found = new ArrayList<>();
    for (long s = seq; s < seq + max; s++) {
      Chunk chunk = chunks.get(OutputChunk.id(jobId, attempt, s));
      if (chunk == null) {
        break;
      }
      found.add(chunk);
    }
    return found;
  }

  @Override
  @Nullable
  public Chunk recent(String jobId, int attempt, long seq) {
    return null;
  }

  @Override
  public Uni<List<Chunk>> read(String jobId, int attempt, long seq, int max) {
    return Uni.createFrom().item(() -> window(jobId, attempt, seq, max));
  }

  @Override
  public Uni<Optional<Chunk>> find(String jobId, int attempt, long seq) {
    return Uni.createFrom()
        .item(
            () -> {
              lookups++;
              return window(jobId, attempt, seq, 1).stream().findFirst();
            });
  }
}
