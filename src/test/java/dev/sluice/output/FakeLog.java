package dev.sluice.output;

import dev.sluice.time.Settings;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A log in memory that answers at once. */
public class FakeLog extends LogReader {
  private final Map<String, LogChunk> chunks = new HashMap<>();
  int lookups;

  public FakeLog() {
    super(Settings.of(OutputConfig.class));
  }

  public void store(String jobId, LogChunk chunk) {
    chunks.put(StoredChunk.id(jobId, chunk.attempt(), chunk.seq()), chunk);
  }

  public List<LogChunk> window(String jobId, int attempt, long seq, int max) {
    List<LogChunk> found = new ArrayList<>();
    for (long s = seq; s < seq + max; s++) {
      LogChunk chunk = chunks.get(StoredChunk.id(jobId, attempt, s));
      if (chunk == null) {
        break;
      }
      found.add(chunk);
    }
    return found;
  }

  @Override
  @Nullable
  public LogChunk recent(String jobId, int attempt, long seq) {
    return null;
  }

  @Override
  public Uni<List<LogChunk>> read(String jobId, int attempt, long seq, int max) {
    return Uni.createFrom().item(() -> window(jobId, attempt, seq, max));
  }

  @Override
  public Uni<LogChunk> find(String jobId, int attempt, long seq) {
    return Uni.createFrom()
        .item(
            () -> {
              lookups++;
              return chunks.get(StoredChunk.id(jobId, attempt, seq));
            });
  }
}
