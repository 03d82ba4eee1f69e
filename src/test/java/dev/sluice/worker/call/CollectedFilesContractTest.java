package dev.sluice.worker.call;

import static dev.sluice.http.Refusals.assertRefused;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.file.FileStore;
import dev.sluice.file.Files;
import dev.sluice.file.NewFile;
import dev.sluice.file.StoredFile;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.store.PlainStore;
import dev.sluice.wire.CollectedFiles;
import dev.sluice.wire.Outcome;
import dev.sluice.wire.job.JobResult;
import dev.sluice.wire.worker.AttemptResult;
import dev.sluice.worker.Membership;
import dev.sluice.worker.RegisteredWorker;
import dev.sluice.worker.Workers;
import jakarta.inject.Inject;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Results that name the file with the collected files. */
@ExtendWith(PlainStore.class)
class CollectedFilesContractTest {
  @Inject Jobs jobs;
  @Inject Membership membership;
  @Inject Workers workers;
  @Inject AcceptResult results;
  @Inject FileStore files;

  private Job running;

  @BeforeEach
  void run() {
    running = RegisteredWorker.register(membership, workers, jobs).running();
  }

  @AfterEach
  void removeFiles() {
    Files.removeAll();
  }

  @Test
  void result_fileOfTheJob_isInTheResult() {
    StoredFile own = file(running.id);

    Job ended = report(own.id());

    assertThat(ended.status).isEqualTo(JobStatus.COMPLETED);
    JobResult view = Objects.requireNonNull(StoredJobs.now(running).view().result());
    assertThat(view.fileId()).isEqualTo(own.id());
    assertThat(view.files()).isEqualTo(2);
    assertThat(view.size()).isEqualTo(3);
    assertThat(view.message()).isEqualTo("left out: 1");
  }

  @Test
  void result_noFile_isInTheResultWithItsReason() {
    report(null);

    JobResult view = Objects.requireNonNull(StoredJobs.now(running).view().result());
    assertThat(view.fileId()).isNull();
    assertThat(view.message()).isEqualTo("left out: 1");
  }

  @Test
  void result_fileOfAnotherJob_isRefused() {
    assertForeign(file("job-other").id());
  }

  @Test
  void result_uploadedFile_isRefused() {
    assertForeign(file(null).id());
  }

  @Test
  void result_unknownFile_isRefused() {
    assertForeign("file-gone");
  }

  private void assertForeign(String fileId) {
    assertRefused("unknown_file", () -> results.accept(running.id, running.id, naming(fileId)));
    assertThat(StoredJobs.now(running).status).isEqualTo(JobStatus.RUNNING);
  }

  private Job report(@Nullable String fileId) {
    return result(results.accept(running.id, running.id, naming(fileId)));
  }

  private static AttemptResult naming(@Nullable String fileId) {
    CollectedFiles collected = new CollectedFiles(fileId, 2, 3, "left out: 1");
    return new AttemptResult(1, Outcome.COMPLETED, 0, 0, null, null, collected);
  }

  private StoredFile file(@Nullable String jobId) {
    NewFile file = new NewFile("out.zip", NewFile.BYTES, jobId);
    return result(files.store(file, Files.content(Files.bytes(100))));
  }
}
