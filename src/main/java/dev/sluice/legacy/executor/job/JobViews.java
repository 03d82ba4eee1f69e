package dev.sluice.legacy.executor.job;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.file.StoredFile;
import dev.sluice.job.Job;
import dev.sluice.legacy.executor.ApiAnswer;
import dev.sluice.legacy.executor.file.OlderFiles;
import dev.sluice.output.StreamedText;
import dev.sluice.wire.output.OutputChannel;
import org.jspecify.annotations.Nullable;

/** Jobs in the form of the older executor. */
final class JobViews {
  private JobViews() {}

  /** One of a list. */
  static ObjectNode listed(Job stored) {
    OlderJob job = new OlderJob(stored);
    ObjectNode view = JsonNodeFactory.instance.objectNode();
    view.put("jobId", stored.id).put("id", stored.id);
    view.put("command", job.command());
    view.put("fileUrl", job.fileUrl()).put("filename", job.filename());
    view.put("status", job.status());
    view.put("assignedAgentId", job.agentId());
    addLimits(view, stored);
    view.putNull("containerImage").putNull("workDir");
    addTimes(view, stored);
    return view;
  }

  /**
   * The whole of one.
   *
   * @param file that the job left; null if it left no file
   */
  static ObjectNode whole(Job stored, StreamedText text, @Nullable StoredFile file) {
    OlderJob job = new OlderJob(stored);
    ObjectNode view = JsonNodeFactory.instance.objectNode();
    view.put("jobId", stored.id);
    view.put("status", job.status());
    view.put("assignedAgentId", job.agentId());
    view.put("command", job.command());
    view.put("filename", job.filename());
    view.put("stdout", text.text(OutputChannel.STDOUT));
    view.put("stderr", text.text(OutputChannel.STDERR));
    view.put("exitCode", job.exitCode());
    view.put("errorMessage", job.errorMessage());
    view.put("resultFileId", file == null ? null : file.id());
    view.put("resultFilename", file == null ? null : file.filename());
    view.put("resultFileUrl", file == null ? null : OlderFiles.pathOf(file.id()));
    addTimes(view, stored);
    view.put("attempts", job.attempts());
    view.put("maxRetries", stored.maxRetries);
    addLimits(view, stored);
    return view;
  }

  private static void addLimits(ObjectNode view, Job job) {
    view.put("requiredCpu", job.requirements.cpu());
    view.put("requiredRamMb", job.requirements.ramMb());
    view.put("timeoutMs", job.timeoutMs);
  }

  private static void addTimes(ObjectNode view, Job job) {
    view.put("createdAt", ApiAnswer.millis(job.createdAt));
    view.put("queuedAt", ApiAnswer.millis(job.queuedAt));
    view.put("assignedAt", ApiAnswer.millis(job.assignedAt));
    view.put("startedAt", ApiAnswer.millis(job.startedAt));
    view.put("completedAt", ApiAnswer.millis(job.completedAt));
  }
}
