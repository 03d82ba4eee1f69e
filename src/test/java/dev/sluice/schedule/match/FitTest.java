package dev.sluice.schedule.match;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.schedule.match.Fit.Obstacle;
import static dev.sluice.worker.WorkerBuilder.aWorker;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.job.Job;
import dev.sluice.job.JobBuilder;
import dev.sluice.time.TestClock;
import dev.sluice.wire.worker.Device;
import dev.sluice.wire.worker.ProcessStatus;
import dev.sluice.worker.Worker;
import dev.sluice.worker.WorkerBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FitTest {
  private final Fit fit = new Fit(90);

  @Test
  void obstacle_healthyWorkerWithCapacity_isEmpty() {
    assertThat(fit.obstacle(job(aJob()), capacity(aWorker()))).isEmpty();
  }

  @Test
  void obstacle_oneInTheWay_isNamed() {
    assertObstacle(aJob(), aWorker().offline(), Obstacle.OFFLINE);
    assertObstacle(aJob(), aWorker().deleted(), Obstacle.OFFLINE);
    assertObstacle(aJob(), aWorker().draining(), Obstacle.DRAINING);
    assertObstacle(aJob(), aWorker().coolingForSeconds(9), Obstacle.COOLDOWN);
    assertObstacle(aJob(), aWorker().capabilities("task_run"), Obstacle.CAPABILITY);
    assertObstacle(needs(1, 1, Map.of("os", "linux")), aWorker(), Obstacle.LABELS);
    assertObstacle(
        needs(1, 1, Map.of("os", "linux")), aWorker().labels(Map.of("os", "mac")), Obstacle.LABELS);
    assertObstacle(needs(4.1, 1, Map.of()), aWorker(), Obstacle.CPU);
    assertObstacle(needs(1, 4_097, Map.of()), aWorker(), Obstacle.RAM);
    assertObstacle(aJob(), aWorker().capacity(4, 4_096, 1), Obstacle.SLOTS, aJob().runningOn("w"));
  }

  @Test
  void obstacle_jobWithFilesOnAWorkerOfAnEarlierVersion_isTheCapability() {
    Job collecting = aJob().build();
    collecting.collect = List.of("**");
    QueuedJob queued = QueuedJob.of(collecting, Duration.ofMinutes(1));

    assertThat(fit.obstacle(queued, capacity(aWorker().capabilities("exec"))))
        .contains(Obstacle.CAPABILITY);
    assertThat(fit.obstacle(queued, capacity(aWorker().capabilities("exec", "files")))).isEmpty();
  }

  @Test
  void obstacle_workerNotPresent_isSuspect() {
    WorkerCapacity absent =
        new WorkerCapacity(aWorker().build(), List.of(), false, TestClock.START);

    assertThat(fit.obstacle(job(aJob()), absent)).contains(Obstacle.SUSPECT);
    assertThat(absent.mayTake()).isFalse();
  }

  @Test
  void obstacle_ownLabels_areItsIdAndItsDevices() {
    Worker worker = aWorker().id("w").build();
    worker.devices = List.of(new Device("CPU-0", "c", "cpu", null, null), gpu("GPU-1"));

    assertThat(worker.hasLabel("worker_id", "w")).isTrue();
    assertThat(worker.hasLabel("worker_id", "x")).isFalse();
    assertThat(worker.hasLabel("device", "GPU-1")).isTrue();
    assertThat(worker.hasLabel("device", "GPU-0")).isFalse();
    assertObstacle(needs(1, 1, Map.of("worker_id", "x")), aWorker().id("w"), Obstacle.LABELS);
    assertObstacle(needs(1, 1, Map.of("device", "GPU-0")), aWorker(), Obstacle.LABELS);
    assertThat(
            fit.obstacle(job(needs(1, 1, Map.of("worker_id", "w"))), capacity(aWorker().id("w"))))
        .isEmpty();
  }

  @Test
  void isPossible_workerThatOnlyUnpacks_fetchesAndDoesNotCollect() {
    Job job = aJob().operation("exec").build();
    List<String> unpacks = List.of("exec", "zip");
    job.fileId = "file-1";
    assertThat(Kind.of(job).isPossibleWith(unpacks)).isTrue();
    assertThat(Kind.of(job).isPossibleWith(List.of("exec"))).isFalse();

    job.collect = List.of("out/**");

    assertThat(Kind.of(job).isPossibleWith(unpacks)).isFalse();
    assertThat(Kind.of(job).isPossibleWith(List.of("exec", "files"))).isTrue();
  }

  @Test
  void shape_ownLabels_fitAnyIdAndTheDevicesThatItHas() {
    Worker worker = aWorker().build();
    worker.devices = List.of(gpu("GPU-1"));
    Fit.Shape shape = Fit.Shape.of(worker);

    assertThat(shape.fits(Kind.of(needs(1, 1, Map.of("worker_id", "any")).build()))).isTrue();
    assertThat(shape.fits(Kind.of(needs(1, 1, Map.of("device", "GPU-1")).build()))).isTrue();
    assertThat(shape.fits(Kind.of(needs(1, 1, Map.of("device", "GPU-0")).build()))).isFalse();
  }

  @Test
  void obstacle_modelOfNoProcess_isTheModel() {
    WorkerBuilder worker = serving("m", 1, ProcessStatus.STARTING);

    assertThat(fit.obstacle(job(infer("m")), capacity(worker))).contains(Obstacle.MODEL);
    assertThat(Fit.Shape.of(worker.build()).fits(Kind.of(infer("m").build()))).isFalse();
  }

  @Test
  void obstacle_slotsOfAProcess_areItsOwnAndNoneOfItsWorker() {
    WorkerBuilder worker = serving("m", 2, ProcessStatus.BUSY).capacity(4, 4_096, 1);
    JobBuilder full = aJob().needs(4, 4_096, Map.of()).runningOn("w");

    assertThat(fit.obstacle(job(infer("m")), capacity(worker, full))).isEmpty();
    assertThat(fit.obstacle(job(infer("other")), capacity(worker))).contains(Obstacle.MODEL);
    WorkerCapacity busy = capacity(worker, infer("m").runningOn("w"), infer("m").runningOn("w"));
    assertThat(fit.obstacle(job(infer("m")), busy)).contains(Obstacle.PROCESS_SLOTS);
    assertThat(fit.obstacle(job(aJob().operation("exec")), busy)).isEmpty();
    assertThat(Fit.Shape.of(worker.build()).fits(Kind.of(infer("m").build()))).isTrue();
  }

  @Test
  void obstacle_inferWithALabel_needsItToo() {
    JobBuilder job = infer("m").needs(0, 0, Map.of("model_id", "m", "worker_id", "elsewhere"));

    assertThat(fit.obstacle(job(job), capacity(serving("m", 1, ProcessStatus.READY))))
        .contains(Obstacle.LABELS);
  }

  static JobBuilder infer(String model) {
    return aJob().operation("infer").needs(0, 0, Map.of("model_id", model));
  }

  static WorkerBuilder serving(String model, int slots, ProcessStatus status) {
    return aWorker().capabilities("exec", "infer").process(model, slots, status);
  }

  private static Device gpu(String id) {
    return new Device(id, "gpu", "gpu", null, null);
  }

  @Test
  void obstacle_needsAllThatIsFree_isEmpty() {
    JobBuilder all = needs(4, 4_096, Map.of());

    assertThat(fit.obstacle(job(all), capacity(aWorker()))).isEmpty();
  }

  @Test
  void obstacle_sumOfFractions_ignoresTheLastBit() {
    WorkerCapacity worker = capacity(aWorker().capacity(0.3, 4_096, 10));
    worker.reserve(Kind.of(needs(0.1, 1, Map.of()).build()));
    worker.reserve(Kind.of(needs(0.1, 1, Map.of()).build()));

    assertThat(fit.obstacle(job(needs(0.1, 1, Map.of())), worker)).isEmpty();
  }

  @Test
  void obstacle_busyMachineThatHoldsNothing_isEmpty() {
    assertThat(fit.obstacle(job(aJob()), capacity(aWorker().cpuUsage(100)))).isEmpty();
  }

  @Test
  void obstacle_saturatedByOthersAndJustTookAJob_pauses() {
    JobBuilder small = needs(0.1, 64, Map.of());
    WorkerCapacity worker = saturated(Duration.ofMillis(1_999));

    assertThat(fit.obstacle(job(small), worker)).contains(Obstacle.CPU_USAGE);
  }

  @Test
  void obstacle_saturatedByOthersForTwoSeconds_isEmpty() {
    assertThat(fit.obstacle(job(needs(0.1, 64, Map.of())), saturated(Duration.ofSeconds(2))))
        .isEmpty();
  }

  @Test
  void obstacle_saturatedByOthersAndClockWasSetBack_isEmpty() {
    assertThat(fit.obstacle(job(needs(0.1, 64, Map.of())), saturated(Duration.ofHours(-1))))
        .isEmpty();
  }

  @Test
  void obstacle_busyWithItsOwnJobs_isEmpty() {
    WorkerCapacity worker = capacity(aWorker().cpuUsage(100), assigned(2, Duration.ZERO));

    assertThat(fit.obstacle(job(needs(0.1, 64, Map.of())), worker)).isEmpty();
  }

  @Test
  void obstacle_secondJobOfARoundOnASaturatedWorker_pauses() {
    WorkerCapacity worker = capacity(aWorker().cpuUsage(100));
    worker.reserve(Kind.of(needs(0.1, 64, Map.of()).build()));

    assertThat(fit.obstacle(job(needs(0.1, 64, Map.of())), worker)).contains(Obstacle.CPU_USAGE);
  }

  /** Its one job reserves a tenth of a core of four, and others use the rest. */
  private static WorkerCapacity saturated(Duration sinceItsJob) {
    return capacity(aWorker().cpuUsage(100), assigned(0.1, sinceItsJob));
  }

  private static JobBuilder assigned(double cpu, Duration ago) {
    JobBuilder builder = needs(cpu, 64, Map.of()).runningOn("w");
    builder.build().assignedAt = TestClock.START.minus(ago);
    return builder;
  }

  @Test
  void loadScore_loadedWorker_isThatOfTheDesign() {
    WorkerCapacity worker =
        capacity(aWorker().cpuUsage(50), aJob().needs(1, 1_024, Map.of()).runningOn("w"));

    double expected =
        0.6 * 50 + 0.3 * 100 * 1 / 4 + 0.1 * 100 * 1_024 / 4_096 + 5.0 / 3 + 0.01 / 3_072;

    assertThat(worker.loadScore()).isCloseTo(expected, within(1e-9));
  }

  @Test
  void loadScore_fullWorker_isFinite() {
    WorkerCapacity worker = capacity(aWorker(), aJob().needs(4, 4_096, Map.of()).runningOn("w"));

    assertThat(worker.loadScore()).isCloseTo(30 + 10 + 50 + 0.01, within(1e-9));
  }

  private void assertObstacle(
      JobBuilder job, WorkerBuilder worker, Obstacle obstacle, JobBuilder... held) {
    assertThat(fit.obstacle(job(job), capacity(worker, held))).contains(obstacle);
  }

  private static JobBuilder needs(double cpu, long ramMb, Map<String, String> labels) {
    return aJob().needs(cpu, ramMb, labels);
  }

  static QueuedJob job(JobBuilder builder) {
    return QueuedJob.of(builder.queued().build(), Duration.ofMinutes(1));
  }

  static WorkerCapacity capacity(WorkerBuilder worker, JobBuilder... held) {
    List<Job> jobs = new ArrayList<>();
    for (JobBuilder builder : held) {
      jobs.add(builder.build());
    }
    return new WorkerCapacity(worker.build(), jobs, true, TestClock.START);
  }
}
