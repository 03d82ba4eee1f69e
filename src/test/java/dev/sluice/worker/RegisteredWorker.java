package dev.sluice.worker;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.time.Awaiting.result;

import dev.sluice.job.Job;
import dev.sluice.job.Jobs;
import dev.sluice.job.Placement;
import dev.sluice.job.StoredJobs;
import dev.sluice.job.attempt.Lease;
import dev.sluice.token.AccessToken;
import dev.sluice.token.Scope;
import dev.sluice.wire.worker.Device;
import dev.sluice.wire.worker.WorkerRegistered;
import dev.sluice.wire.worker.WorkerRegistration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** A worker in the store, and the jobs that a test gives it past the scheduler. */
public final class RegisteredWorker {

  private final Jobs jobs;
  private final Worker worker;
  private final String token;

  private RegisteredWorker(Jobs jobs, Worker worker, String token) {
    this.jobs = jobs;
    this.worker = worker;
    this.token = token;
  }

  /** Registers under a new id. */
  public static RegisteredWorker register(Membership membership, Workers workers, Jobs jobs) {
    return registerAgain(membership, workers, jobs, "w-" + UUID.randomUUID());
  }

  /** Registers under the id of a worker that has left. */
  public static RegisteredWorker registerAgain(
      Membership membership, Workers workers, Jobs jobs, String id) {
    WorkerRegistered registered = register(membership, id);
    Worker stored = result(workers.find(registered.workerId()));
    return new RegisteredWorker(jobs, stored, registered.token());
  }

  /** Registers under this id. */
  public static WorkerRegistered register(Membership membership, String id) {
    return register(membership, id, bearer("nodes"));
  }

  /** Registers under this id as the bearer of a token. */
  static WorkerRegistered register(Membership membership, String id, AccessToken bearer) {
    return register(membership, id, NameClaim.of(bearer, null));
  }

  /** Registers under this id with a secret. */
  static WorkerRegistered register(Membership membership, String id, String secret) {
    return register(membership, id, NameClaim.of(bearer("nodes"), secret));
  }

  private static WorkerRegistered register(Membership membership, String id, NameClaim claim) {
    WorkerRegistration registration =
        new WorkerRegistration(
            id,
            "host",
            null,
            null,
            4,
            4_096,
            Map.of(),
            10,
            List.of("none"),
            List.of(
                new Device("CPU-0", "cpu of " + id, "cpu", null, null),
                new Device("GPU-0", "gpu", "gpu", 24L, "8.9")));
    return result(membership.register(registration, claim));
  }

  /** A token for agents of these names; of any name if there are none. */
  static AccessToken bearer(String name, String... workers) {
    return AccessToken.issue(name, Set.of(Scope.AGENT), List.of(workers), Instant.EPOCH, null)
        .token();
  }

  /** As an operator does. */
  public static void remove(Membership membership, String id) {
    result(membership.delete(id));
  }

  public String id() {
    return worker.id;
  }

  public String token() {
    return token;
  }

  public Worker stored() {
    return worker;
  }

  /** A job that waits for this worker to fetch it; its lease's token is the job's id. */
  public Job assigned() {
    return assign(false);
  }

  /** A job that was assigned and handed out by one write. */
  public Job handedOut() {
    return assign(true);
  }

  /** A job that this worker has fetched. */
  public Job running() {
    return Objects.requireNonNull(result(jobs.fetched(assigned())));
  }

  private Job assign(boolean handOut) {
    Job queued = StoredJobs.insert(aJob().operation("contract").queued());
    Lease lease = new Lease(queued.id, worker.id, worker.incarnation);
    return result(jobs.assign(List.of(new Placement(queued.id, 1, lease, handOut)))).get(0);
  }
}
