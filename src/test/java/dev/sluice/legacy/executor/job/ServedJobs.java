package dev.sluice.legacy.executor.job;

import static dev.sluice.time.Awaiting.result;

import dev.sluice.http.ProblemAnswer;
import dev.sluice.job.Job;
import dev.sluice.job.Jobs;
import dev.sluice.job.Placement;
import dev.sluice.job.attempt.Lease;
import dev.sluice.legacy.executor.ServedApi;
import dev.sluice.legacy.executor.worker.OlderFleet;
import dev.sluice.worker.Worker;
import dev.sluice.worker.Workers;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The routes of jobs and workers, and the calls with which a test prepares them. */
final class ServedJobs {
  private final Vertx vertx;
  private final ProblemAnswer problems;
  private final JobRoutes clients;
  private final AgentRoutes agents;
  private final OlderFleet fleet;
  private final Past past;

  /** What a test does past the routes. */
  record Past(Jobs jobs, Workers workers) {
    /** As the scheduler does. */
    Job assign(String jobId, String workerId) {
      Worker worker = result(workers.find(workerId));
      Job queued = result(jobs.find(jobId));
      Lease lease = Lease.of(worker.id, worker.incarnation);
      int attempt = queued.attemptNumber() + 1;
      return result(jobs.assign(List.of(new Placement(jobId, attempt, lease, false)))).get(0);
    }

    Job now(String jobId) {
      return result(jobs.find(jobId));
    }
  }

  ServedJobs(
      Vertx vertx,
      ProblemAnswer problems,
      JobRoutes clients,
      AgentRoutes agents,
      OlderFleet fleet,
      Past past) {
    this.vertx = vertx;
    this.problems = problems;
    this.clients = clients;
    this.agents = agents;
    this.fleet = fleet;
    this.past = past;
  }

  ServedApi serve() {
    return ServedApi.serve(vertx, problems, clients, agents, fleet);
  }

  Past past() {
    return past;
  }

  static String register(ServedApi api) {
    String id = "worker-" + UUID.randomUUID();
    api.post(
            "/api/workers/register",
            Map.of("workerId", id, "hostname", "h", "cpuCount", 4, "ramTotalMb", 4_096))
        .is(200);
    return id;
  }

  static String create(ServedApi api, String command) {
    return api.post(
            "/api/jobs/create",
            Map.of(
                "command", command, "fileUrl", "/api/files/download/none.zip", "filename", "f.zip"))
        .is(200)
        .text("jobId");
  }

  /** A job that the worker has fetched. */
  String running(ServedApi api, String worker) {
    String job = create(api, "echo hello");
    past.assign(job, worker);
    api.get("/api/jobs/get-job?workerId=" + worker).is(200);
    return job;
  }
}
