package dev.sluice.worker.process;

import static dev.sluice.worker.WorkerBuilder.aWorker;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.http.ProblemException;
import dev.sluice.time.ManualTimers;
import dev.sluice.wire.worker.NodeProcess;
import dev.sluice.wire.worker.ProcessStatus;
import dev.sluice.worker.FleetInMemory;
import dev.sluice.worker.Worker;
import java.util.List;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway") // a null would fail the test that it belongs to
class ProcessesTest {
  private final FleetInMemory fleet = new FleetInMemory(new ManualTimers());
  private final Processes processes = new Processes(fleet.workers, fleet.cache);

  @Test
  void list_workersThatAreThere_hasTheirsById() {
    join("w1", "b", ProcessStatus.READY);
    join("w2", "a", ProcessStatus.FAILED);

    assertThat(ids(processes.all())).containsExactly("a", "b");
    assertThat(ids(processes.list(ProcessFilter.ofWorker("w1")))).containsExactly("b");
    assertThat(ids(processes.list(ProcessFilter.of(null, "failed", null)))).containsExactly("a");
    assertThat(ids(processes.list(ProcessFilter.of("m", null, "cuda:0")))).hasSize(2);
    assertThat(processes.list(ProcessFilter.of("other", null, null))).isEmpty();
    assertThat(processes.list(ProcessFilter.of(null, null, "cpu"))).isEmpty();
  }

  @Test
  void list_workerLostOrRemoved_hasItsProcessesNoMore() {
    Worker lost = join("w1", "a", ProcessStatus.READY);
    Worker removed = join("w2", "b", ProcessStatus.READY);
    long seen = processes.changes().count();

    lost.offline = true;
    fleet.changed(lost);
    removed.deleted = true;
    fleet.changed(removed);

    assertThat(processes.all()).isEmpty();
    assertThat(processes.changes().count()).isGreaterThan(seen);
  }

  @Test
  void counts_eachStatus_hasZeroesToo() {
    join("w1", "a", ProcessStatus.READY);

    assertThat(processes.counts())
        .hasSize(ProcessStatus.values().length)
        .containsEntry("READY", 1L)
        .containsEntry("BUSY", 0L);
  }

  @Test
  void isInUse_endedProcess_isNot() {
    join("w1", "a", ProcessStatus.FAILED);
    join("w2", "b", ProcessStatus.STOPPING);

    assertThat(processes.isInUse("a")).isFalse();
    assertThat(processes.isInUse("b")).isTrue();
  }

  @Test
  void filter_unknownStatusOrDevice_isNamed() {
    assertThatThrownBy(() -> ProcessFilter.of(null, "DEAD", null))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("status must be one of STARTING");
    assertThatThrownBy(() -> ProcessFilter.of(null, null, "tpu:0"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("device must be cpu");
  }

  @Test
  void target_byIdOrPid_findsTheOneThatRuns() {
    join("w1", "a", ProcessStatus.FAILED);
    join("w2", "a", ProcessStatus.READY);

    assertThat(target(null, "a", null).workerId()).isEqualTo("w2");
    assertThat(target("w1", "a", null).workerId()).isEqualTo("w1");
    assertThat(target("w2", null, 7L).processId()).isEqualTo("a");
  }

  @Test
  void target_unknownOrAmbiguous_isRefused() {
    join("w1", "a", ProcessStatus.READY);
    join("w2", "a", ProcessStatus.READY);

    assertThatThrownBy(() -> target(null, "x", null)).hasMessageContaining("process_not_found");
    assertThatThrownBy(() -> target("w1", null, 8L)).hasMessageContaining("process_not_found");
    assertThatThrownBy(() -> target(null, "a", null)).hasMessageContaining("process_ambiguous");
  }

  private NodeProcess target(String worker, String id, Long pid) {
    return new ProcessTarget(worker, id, pid).in(processes.all());
  }

  private Worker join(String worker, String process, ProcessStatus status) {
    Worker joined = aWorker().id(worker).build();
    NodeProcess one = ProcessReaderTest.process(process, status);
    joined.processes =
        List.of(
            new NodeProcess(
                one.processId(),
                worker,
                one.jobId(),
                1,
                status,
                "m",
                "GPU-0",
                7L,
                9_000,
                1,
                null,
                null,
                one.startedAt(),
                1,
                0,
                1,
                null,
                null,
                null));
    fleet.changed(joined);
    return joined;
  }

  private static List<String> ids(List<NodeProcess> listed) {
    return listed.stream().map(NodeProcess::processId).toList();
  }
}
