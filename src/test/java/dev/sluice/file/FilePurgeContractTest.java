package dev.sluice.file;

import static dev.sluice.file.Files.SEVERAL_CHUNKS;
import static dev.sluice.file.Files.bytes;
import static dev.sluice.file.Files.content;
import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.job.Job;
import dev.sluice.job.StoredJobs;
import dev.sluice.store.PlainStore;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.Settings;
import dev.sluice.time.TestClock;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PlainStore.class)
class FilePurgeContractTest {
  private final TestClock clock = new TestClock();
  private final ManualTimers timers = new ManualTimers();
  private final FileStore store = Files.store(clock, timers, Map.of());
  private final GridChunks chunks = new GridChunks();
  private final Uploads uploads = new Uploads(clock);
  private final FilePurge purge =
      new FilePurge(
          store, new GridFiles(), chunks, uploads, Settings.of(FileConfig.class, Map.of()));

  @BeforeEach
  void noFiles() {
    Files.removeAll();
  }

  @Test
  void runAt_uploadOfAServerThatDied_isRemovedAfterAWhile() {
    result(uploads.begin("file-a"));
    for (int n = 0; n < 20; n++) {
      result(chunks.add("file-a", n, new byte[] {1}));
    }
    result(chunks.add("file-b", 0, new byte[] {1}));

    assertThat(runAfter(FilePurge.BROKEN_OFF_AFTER.minusMillis(1))).isZero();
    assertThat(Files.chunksOf("file-a")).isEqualTo(20);
    assertThat(runAfter(Duration.ofMillis(1))).isEqualTo(1);

    assertThat(Files.allChunks()).extracting(chunk -> chunk.fileId).containsExactly("file-b");
    assertThat(Files.uploads()).isEmpty();
  }

  @Test
  void runAt_fileThatIsComplete_staysAndOnlyItsUploadEnds() {
    StoredFile stored = stored(null);
    result(uploads.begin(stored.id()));

    runAfter(FilePurge.BROKEN_OFF_AFTER);

    assertThat(Files.read(store, stored, 0, stored.size() - 1)).isEqualTo(bytes(SEVERAL_CHUNKS));
    assertThat(Files.uploads()).isEmpty();
  }

  @Test
  void runAt_removalThatBrokeOff_isCompleted() {
    StoredFile stored = stored(null);
    result(uploads.beginRemoval(stored.id()));

    runAfter(FilePurge.BROKEN_OFF_AFTER);

    assertThat(result(store.find(stored.id()))).isNull();
    assertThat(Files.allChunks()).isEmpty();
    assertThat(Files.uploads()).isEmpty();
  }

  @Test
  void runAt_uploadThatGoesOnLater_failsAndLeavesNothing() {
    Buffer chunk = Buffer.buffer(bytes(GridChunks.SIZE));
    Uni<Buffer> later =
        Uni.createFrom()
            .deferred(
                () -> {
                  clock.advance(FilePurge.BROKEN_OFF_AFTER);
                  timers.advance(FilePurge.BROKEN_OFF_AFTER);
                  return purge.runAt(clock.instant()).replaceWith(chunk);
                });
    Multi<Buffer> stopped =
        Multi.createBy()
            .concatenating()
            .streams(Multi.createFrom().items(chunk, chunk, chunk), later.toMulti());

    assertThatThrownBy(() -> result(store.store(Files.named("a"), stopped)))
        .hasMessageContaining("upload_broken_off");
    assertThat(result(store.list(null, 10))).isEmpty();
    assertThat(Files.allChunks()).isEmpty();
  }

  @Test
  void runAt_fileOfAJob_goesWithTheJob() {
    Job job = StoredJobs.insert(aJob());
    StoredFile kept = stored(job.id);
    StoredFile orphan = stored("job-that-was-purged");

    assertThat(runAfter(Duration.ofDays(30))).isEqualTo(1);

    assertThat(result(store.find(orphan.id()))).isNull();
    assertThat(result(store.find(kept.id()))).isNotNull();
  }

  @Test
  void runAt_uploadedFile_goesAfterItsRetention() {
    StoredFile stored = stored(null);

    assertThat(runAfter(Duration.ofDays(7).minusMillis(1))).isZero();
    assertThat(runAfter(Duration.ofMillis(1))).isEqualTo(1);

    assertThat(result(store.find(stored.id()))).isNull();
  }

  @Test
  void runAt_fileThatAKeptJobNames_stays() {
    StoredFile uploaded = stored(null);
    StoredFile ofAPurgedJob = stored("job-that-was-purged");
    insertNaming(uploaded);
    insertNaming(ofAPurgedJob);

    assertThat(runAfter(Duration.ofDays(30))).isZero();

    assertThat(result(store.list(null, 10))).containsExactly(ofAPurgedJob, uploaded);
  }

  private static void insertNaming(StoredFile file) {
    Job job = aJob().id("job-of-" + file.id()).build();
    job.fileId = file.id();
    result(Job.mongoCollection().insertOne(job));
  }

  private StoredFile stored(@Nullable String jobId) {
    NewFile file = new NewFile("a", NewFile.BYTES, jobId);
    return result(store.store(file, content(bytes(SEVERAL_CHUNKS))));
  }

  private int runAfter(Duration time) {
    clock.advance(time);
    return result(purge.runAt(clock.instant()));
  }
}
