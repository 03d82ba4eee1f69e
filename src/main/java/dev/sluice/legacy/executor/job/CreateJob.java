package dev.sluice.legacy.executor.job;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.file.StoredFile;
import dev.sluice.job.submit.SubmitJob;
import dev.sluice.legacy.executor.ApiBody;
import dev.sluice.legacy.executor.file.OlderFiles;
import dev.sluice.store.StoredJson;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;

/** Submits a job, which is queued at once. */
@Singleton
public final class CreateJob {
  private static final double CPU = 1;
  private static final long RAM_MB = 256;
  private static final long TIMEOUT_MS = 300_000;
  private static final long RETRIES = 3;

  private final SubmitJob submit;
  private final OlderFiles files;

  CreateJob(SubmitJob submit, OlderFiles files) {
    this.submit = submit;
    this.files = files;
  }

  /**
   * @return its id; fails with 400 for a missing or wrong field
   */
  Uni<String> create(ApiBody body) {
    body.require("command, fileUrl, and filename are required", "command", "fileUrl", "filename");
    ObjectNode job =
        job(body.textOrEmpty("command"), body.textOrEmpty("fileUrl"), body.textOrEmpty("filename"));
    job.putObject("requirements")
        .put("cpu", body.numberOr("requiredCpu", CPU))
        .put("ram_mb", (long) body.numberOr("requiredRamMb", RAM_MB));
    job.put("timeout_ms", (long) body.numberOr("timeoutMs", TIMEOUT_MS));
    job.put("max_retries", (long) body.number("maxRetries").orElse(RETRIES));
    return files
        .idAt(body.textOrEmpty("fileUrl"))
        .chain(id -> submit(id == null ? job : job.put("file_id", id)));
  }

  /** With a file that was uploaded, and the defaults of {@link #create(ApiBody)}; its id. */
  public Uni<String> create(String command, StoredFile file) {
    return submit(job(command, file).put("max_retries", RETRIES));
  }

  /** As {@link #create(String, StoredFile)}, without another attempt after the first. */
  public Uni<String> createOnce(String command, StoredFile file) {
    return submit(job(command, file).put("max_retries", 0));
  }

  private static ObjectNode job(String command, StoredFile file) {
    ObjectNode job = job(command, OlderFiles.pathOf(file.id()), file.filename());
    job.putObject("requirements").put("cpu", CPU).put("ram_mb", RAM_MB);
    return job.put("timeout_ms", TIMEOUT_MS).put("file_id", file.id());
  }

  private static ObjectNode job(String command, String fileUrl, String filename) {
    ObjectNode job = JsonNodeFactory.instance.objectNode();
    job.put("operation", OlderJob.OPERATION).put("command", command).put("start", true);
    job.putObject("metadata").put(OlderJob.FILE_URL, fileUrl).put(OlderJob.FILENAME, filename);
    return job;
  }

  private Uni<String> submit(ObjectNode job) {
    byte[] body = StoredJson.text(job).getBytes(StandardCharsets.UTF_8);
    return submit.submit(body, null).map(accepted -> accepted.jobId());
  }
}
