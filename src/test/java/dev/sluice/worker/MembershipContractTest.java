package dev.sluice.worker;

import static dev.sluice.http.Refusals.assertRefused;
import static dev.sluice.time.Awaiting.result;
import static dev.sluice.worker.RegisteredWorker.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.sluice.job.Job;
import dev.sluice.job.JobStatus;
import dev.sluice.job.Jobs;
import dev.sluice.job.StoredJobs;
import dev.sluice.job.attempt.EndReason;
import dev.sluice.store.PlainStore;
import dev.sluice.text.Sha256;
import dev.sluice.wire.Outcome;
import dev.sluice.wire.worker.Device;
import dev.sluice.wire.worker.WorkerRegistered;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PlainStore.class)
class MembershipContractTest {
  private static final String SECRET = "of-a-name-0123456789-abc";

  @Inject Jobs jobs;
  @Inject Membership membership;
  @Inject Workers workers;
  @Inject Presence presence;
  @Inject WorkerAuthenticator authenticator;
  @Inject WorkerConfig config;

  private RegisteredWorker worker;
  private String id;
  private String authorization;

  @BeforeEach
  void register() {
    worker = RegisteredWorker.register(membership, workers, jobs);
    id = worker.id();
    authorization = "Bearer " + worker.token();
  }

  @Test
  void authenticate_registeredWorker_onlyByItsToken() {
    assertThat(result(authenticator.authenticate(id, authorization)).id).isEqualTo(id);
    assertRefused("stale_token", () -> authenticator.authenticate(id, "Bearer wrong"));
    assertRefused("worker_not_found", () -> authenticator.authenticate("w-none", "Bearer x"));
    assertRefused("unauthorized", () -> authenticator.authenticate(id, null));
  }

  @Test
  void authenticate_suspectWorker_isPresentAgain() {
    presence.suspect(id);
    assertThat(presence.isPresent(id)).isFalse();

    result(authenticator.authenticate(id, authorization));

    assertThat(presence.isPresent(id)).isTrue();
  }

  @Test
  void longOffline_silentWorker_isListedWhenItsTimeIsOver() {
    Instant due = worker.stored().lastHeartbeatAt.plus(config.forgetAfter());
    assertThat(longOffline(due.plusSeconds(1))).doesNotContain(id);
    result(workers.fellSilent(worker.stored()));

    assertThat(longOffline(due)).doesNotContain(id);
    assertThat(longOffline(due.plusSeconds(1))).contains(id);
  }

  private List<String> longOffline(Instant now) {
    return membership.longOffline(now).stream().map(silent -> silent.id).toList();
  }

  @Test
  void forget_workerThatRegisteredAgain_staysAndTheOtherGoes() {
    RegisteredWorker.register(membership, id);
    assertThat(result(membership.forget(worker.stored()))).isFalse();

    assertThat(result(membership.forget(result(workers.find(id))))).isTrue();
    assertThat(result(workers.find(id))).isNull();
  }

  @Test
  void purgeRemoved_removedWorker_isDeletedWhenItsTimeIsOver() {
    RegisteredWorker.remove(membership, id);
    Instant due = worker.stored().lastHeartbeatAt.plus(config.forgetAfter());

    result(membership.purgeRemoved(due));
    assertThat(result(workers.find(id))).isNotNull();
    assertThat(result(membership.purgeRemoved(due.plusSeconds(1)))).isPositive();
    assertThat(result(workers.find(id))).isNull();
  }

  @Test
  void register_devices_areStored() {
    assertThat(result(workers.find(id)).devices)
        .containsExactly(
            new Device("CPU-0", "cpu of " + id, "cpu", null, null),
            new Device("GPU-0", "gpu", "gpu", 24L, "8.9"));
  }

  @Test
  void register_workerStoredWithoutDevices_hasNone() {
    result(Worker.mongoCollection().updateOne(Filters.eq("_id", id), Updates.unset("devices")));

    assertThat(result(workers.find(id)).devices).isEmpty();
  }

  @Test
  void register_token_isStoredAsADigestOnly() {
    assertThat(result(workers.find(id)).tokenDigest)
        .isEqualTo(Sha256.of(worker.token()))
        .isNotEqualTo(worker.token());
  }

  @Test
  void register_sameId_reclaimsTheAttemptsOfTheFormerIncarnation() {
    Job running = worker.running();
    Job assigned = worker.assigned();

    WorkerRegistered again = RegisteredWorker.register(membership, id);

    assertThat(again.token()).isNotEqualTo(worker.token());
    assertThat(StoredJobs.now(running).status).isEqualTo(JobStatus.QUEUED);
    assertThat(StoredJobs.now(running).attempts.get(0).outcome()).isEqualTo(Outcome.WORKER_LOST);
    assertThat(StoredJobs.now(assigned).attempts.get(0).reason()).isEqualTo(EndReason.NOT_FETCHED);
    assertRefused("stale_token", () -> authenticator.authenticate(id, authorization));
  }

  @Test
  void register_workerDrains_stillDrains() {
    result(membership.drain(id, true));

    RegisteredWorker.register(membership, id);

    assertThat(result(workers.find(id)).draining).isTrue();
  }

  @Test
  void register_drainingWorkerWasRemoved_takesWork() {
    result(membership.drain(id, true));
    result(membership.delete(id));

    RegisteredWorker.register(membership, id);

    assertThat(result(workers.find(id)).draining).isFalse();
  }

  @Test
  void register_drainedAfterTheNameWasRead_isRefused() {
    Worker read = result(workers.find(id));
    result(membership.drain(id, true));

    assertThat(result(workers.register(read, read))).isNull();
    assertThat(result(workers.find(id)).draining).isTrue();
  }

  @Test
  void register_nameOfALiveWorkerOfAnotherToken_isRefused() {
    Job running = worker.running();
    presence.heard(id);
    presence.suspect(id);

    assertInUse(() -> RegisteredWorker.register(membership, id, bearer("other")));

    assertThat(StoredJobs.now(running).status).isEqualTo(JobStatus.RUNNING);
    assertThat(result(authenticator.authenticate(id, authorization)).id).isEqualTo(id);
  }

  @Test
  void register_nameOfALiveWorkerWithAnotherSecret_isRefused() {
    String name = "w-" + UUID.randomUUID();
    WorkerRegistered owner = RegisteredWorker.register(membership, name, SECRET);

    assertInUse(() -> RegisteredWorker.register(membership, name, "another-" + SECRET));
    assertInUse(() -> RegisteredWorker.register(membership, name));

    assertThat(result(authenticator.authenticate(name, "Bearer " + owner.token())).id)
        .isEqualTo(name);
  }

  @Test
  void register_ownNameWithItsSecret_isAcceptedAtOnce() {
    String name = "w-" + UUID.randomUUID();
    RegisteredWorker.register(membership, name, SECRET);
    presence.heard(name);

    WorkerRegistered back = RegisteredWorker.register(membership, name, SECRET);

    assertThat(result(authenticator.authenticate(name, "Bearer " + back.token())).id)
        .isEqualTo(name);
  }

  @Test
  void register_nameOfAWorkerWithoutSecret_isClaimedByTheSecretOfItsToken() {
    RegisteredWorker.register(membership, id, SECRET);

    assertInUse(() -> RegisteredWorker.register(membership, id));
  }

  @Test
  void register_twoAgentsAtOnce_oneGetsTheName() {
    String name = "w-" + UUID.randomUUID();
    List<CompletableFuture<WorkerRegistered>> both =
        Stream.of("first-" + SECRET, "second-" + SECRET)
            .map(
                secret ->
                    CompletableFuture.supplyAsync(
                        () -> RegisteredWorker.register(membership, name, secret)))
            .toList();

    both.forEach(one -> one.exceptionally(refused -> null).join());

    assertThat(both).filteredOn(CompletableFuture::isCompletedExceptionally).hasSize(1);
  }

  @Test
  void register_nameOfASilentWorkerOfAnotherToken_isAccepted() {
    result(workers.fellSilent(worker.stored()));

    WorkerRegistered taken = RegisteredWorker.register(membership, id, bearer("other"));

    assertThat(result(authenticator.authenticate(id, "Bearer " + taken.token())).id).isEqualTo(id);
  }

  private static void assertInUse(Supplier<WorkerRegistered> registration) {
    assertRefused("worker_name_in_use", () -> Uni.createFrom().item(registration.get()));
  }

  @Test
  void register_nameThatTheTokenDoesNotAllow_isRefused() {
    assertRefused(
        "worker_not_allowed",
        () ->
            Uni.createFrom()
                .item(RegisteredWorker.register(membership, "gpu-1", bearer("ci", "build-*"))));
    assertThat(result(workers.find("gpu-1"))).isNull();
  }

  @Test
  void delete_workerWithAJob_refusesItsCallsAndQueuesTheJobAgain() {
    Job running = worker.running();

    result(membership.delete(id));

    assertRefused("worker_deleted", () -> authenticator.authenticate(id, authorization));
    assertThat(StoredJobs.now(running).status).isEqualTo(JobStatus.QUEUED);
    assertRefused("worker_not_found", () -> membership.delete(id));
  }

  @Test
  void register_removedWorker_isAcceptedAgain() {
    result(membership.delete(id));

    WorkerRegistered back = RegisteredWorker.register(membership, id);

    assertThat(result(authenticator.authenticate(id, "Bearer " + back.token())).deleted).isFalse();
  }

  @Test
  void fellSilent_heardMeanwhile_isEmpty() {
    result(
        Worker.mongoCollection()
            .updateOne(
                Filters.eq(id),
                Updates.set("lastHeartbeatAt", Instant.parse("2999-01-01T00:00:00Z"))));

    assertThat(result(workers.fellSilent(worker.stored()))).isNull();
  }
}
