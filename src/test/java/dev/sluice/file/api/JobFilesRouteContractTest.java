package dev.sluice.file.api;

import static dev.sluice.file.Files.SEVERAL_CHUNKS;
import static dev.sluice.file.Files.bytes;
import static dev.sluice.file.Files.content;
import static dev.sluice.file.Files.named;
import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.time.Awaiting.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.file.FileStore;
import dev.sluice.file.Files;
import dev.sluice.file.StoredFile;
import dev.sluice.http.PlainRoutes;
import dev.sluice.http.PlainRoutes.Answer;
import dev.sluice.job.Job;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.store.PlainStore;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Files of jobs, for workers. */
@ExtendWith(PlainStore.class)
class JobFilesRouteContractTest {
  private static final byte[] LONG = bytes(SEVERAL_CHUNKS);

  @Inject Jobs jobs;
  @Inject FileStore store;
  @Inject JobFilesRoute route;
  @Inject Vertx vertx;
  private PlainRoutes server;
  private StoredFile file;
  private Job job;

  @BeforeEach
  void aRunningJobWithAFile() {
    Files.removeAll();
    file = result(store.store(named("in.zip"), content(LONG)));
    Job queued = StoredJobs.insert(aJob().operation("contract").fileId(file.id()).queued());
    job = StoredJobs.run(jobs, queued, "w");
    server = PlainRoutes.serve(vertx, Set.of(), route::register);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void get_fileThatTheJobNames_isItsContent() {
    Answer part = server.get(path(file.id()), "Sluice-Lease", token(), "Range", "bytes=5-9");

    assertThat(server.get(path(file.id()), "Sluice-Lease", token()).bytes()).isEqualTo(LONG);
    assertThat(part.status()).isEqualTo(206);
  }

  @Test
  void get_fileOfAnotherJob_isUnknown() {
    StoredFile other = result(store.store(named("other"), content(LONG)));

    Answer answer = server.get(path(other.id()), "Sluice-Lease", token());

    assertThat(answer.text()).contains("\"code\":\"file_not_found\"");
  }

  @Test
  void post_body_isAFileOfTheJob() {
    Answer answer = post("?filename=out.zip", "Sluice-Lease", token());

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.text()).contains("\"job_id\":\"" + job.id, "\"filename\":\"out.zip\"");
    StoredFile left = result(store.list(null, 5)).get(0);
    assertThat(server.get(path(left.id()), "Sluice-Lease", token()).bytes()).isEqualTo(LONG);
  }

  @Test
  void call_withoutThePresentLease_isRefused() {
    Answer without = server.call("POST", "/v1/jobs/" + job.id + "/files", bytes(10));

    assertThat(without.text()).contains("\"code\":\"required\"");
    assertThat(server.get(path(file.id()), "Sluice-Lease", "x").text()).contains("lease_lost");
    assertThat(result(store.list(null, 5)))
        .extracting(StoredFile::id)
        .isEqualTo(List.of(file.id()));
  }

  @Test
  void post_otherLease_isRefused() {
    Answer answer =
        server.call("POST", "/v1/jobs/" + job.id + "/files", bytes(10), "Sluice-Lease", "x");

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.text()).contains("\"code\":\"lease_lost\"");
  }

  private Answer post(String query, String... headers) {
    return server.call("POST", "/v1/jobs/" + job.id + "/files" + query, LONG, headers);
  }

  private String path(String fileId) {
    return "/v1/jobs/" + job.id + "/files/" + fileId;
  }

  private String token() {
    return job.lease == null ? "" : job.lease.token();
  }
}
