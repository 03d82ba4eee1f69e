package dev.sluice.agent.resident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.agent.run.InvalidJobException;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.TestClock;
import dev.sluice.wire.worker.Assignment;
import dev.sluice.wire.worker.NodeProcess;
import dev.sluice.wire.worker.ProcessStatus;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ResidentsTest {
  private final ManualTimers timers = new ManualTimers();
  private final Residents residents = new Residents("node", new TestClock(), timers);

  @Test
  void register_newId_isStarting() throws Exception {
    register("p");

    NodeProcess process = residents.get("p");
    assertThat(process.status()).isEqualTo(ProcessStatus.STARTING);
    assertThat(process.workerId()).isEqualTo("node");
    assertThat(process.startedAt()).isEqualTo(TestClock.START);
    assertThat(process.slots()).isEqualTo(1);
  }

  @Test
  void register_idInUse_isAnErrorUntilItsProcessHasEnded() throws Exception {
    register("p");
    assertThatThrownBy(() -> register("p")).isInstanceOf(InvalidJobException.class);

    residents.ended("p", new Resident.End(0, null, ""));
    register("p");

    assertThat(residents.report()).hasSize(1);
    assertThat(residents.get("p").status()).isEqualTo(ProcessStatus.STARTING);
  }

  @Test
  void absent_getUpdateRemove_areErrors() {
    assertThatThrownBy(() -> residents.get("x")).isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(() -> residents.remove("x")).isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(() -> residents.update("x", Resident::ready))
        .isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void remove_present_isGone() throws Exception {
    register("p");

    residents.remove("p");

    assertThat(residents.report()).isEmpty();
  }

  @Test
  void list_byStatus_hasOnlyThose() throws Exception {
    register("a");
    register("b");
    residents.update("b", Resident::ready);

    assertThat(residents.list(ProcessStatus.READY))
        .extracting(NodeProcess::processId)
        .containsExactly("b");
    assertThat(residents.list(ProcessStatus.STARTING))
        .extracting(NodeProcess::processId)
        .containsExactly("a");
  }

  @Test
  void ended_withAnError_isFailedWithItsEvidence() throws Exception {
    register("p");
    residents.ended("p", new Resident.End(3, "died", "line"));
    residents.ended("p", new Resident.End(0, null, "line\nlast line"));
    residents.ended("p", new Resident.End(null, "later", ""));

    NodeProcess process = residents.get("p");

    assertThat(process.status()).isEqualTo(ProcessStatus.FAILED);
    assertThat(process.exitCode()).isEqualTo(3);
    assertThat(process.error()).isEqualTo("died");
    assertThat(process.lastLines()).isEqualTo("line\nlast line");
  }

  @Test
  void ready_afterAStopOrTheEnd_hasNoEffect() throws Exception {
    register("p");
    residents.update("p", Resident::stopping);
    residents.update("p", Resident::ready);
    assertThat(residents.get("p").status()).isEqualTo(ProcessStatus.STOPPING);

    residents.ended("p", new Resident.End(143, null, ""));
    residents.update("p", Resident::ready);
    residents.update("p", Resident::stopping);

    assertThat(residents.get("p").status()).isEqualTo(ProcessStatus.STOPPED);
  }

  @Test
  void take_slots_areOfTheLeastBusyProcessUntilAllAreTaken() throws Exception {
    for (String id : new String[] {"a", "b"}) {
      register(id, 2);
      residents.update(id, resident -> resident.listensOn(9_000));
    }
    assertThat(residents.take("m")).isEmpty();
    residents.update("a", Resident::ready);
    residents.update("b", Resident::ready);
    assertThat(residents.slots()).isEqualTo(4);

    Residents.Slot first = residents.take("m").orElseThrow();
    Residents.Slot second = residents.take("m").orElseThrow();
    residents.take("m");
    residents.take("m");

    assertThat(first.processId()).isNotEqualTo(second.processId());
    assertThat(residents.take("m")).isEmpty();
    assertThat(residents.take("other")).isEmpty();
    assertThat(residents.list(ProcessStatus.BUSY)).hasSize(2);
    first.close();
    assertThat(residents.take("m").orElseThrow().processId()).isEqualTo(first.processId());
  }

  @Test
  void report_uptime_endsWithTheProcess() throws Exception {
    register("p");
    timers.advance(Duration.ofSeconds(7));
    assertThat(residents.get("p").uptimeS()).isEqualTo(7);

    residents.ended("p", new Resident.End(0, null, ""));
    timers.advance(Duration.ofSeconds(60));

    assertThat(residents.get("p").uptimeS()).isEqualTo(7);
  }

  @Test
  void report_endedLongAgo_isForgotten() throws Exception {
    register("p");
    register("q");
    residents.ended("p", new Resident.End(0, null, ""));

    timers.advance(Duration.ofMinutes(6));

    assertThat(residents.report()).extracting(NodeProcess::processId).containsExactly("q");
  }

  @Test
  void register_manyThatEnd_keepsTheLastFifty() throws Exception {
    for (int i = 0; i < 60; i++) {
      register("p-" + i);
      residents.ended("p-" + i, new Resident.End(0, null, ""));
    }

    assertThat(residents.report())
        .hasSize(50)
        .extracting(NodeProcess::processId)
        .contains("p-59", "p-10")
        .doesNotContain("p-9");
  }

  @Test
  void change_anyKind_isTold() throws Exception {
    AtomicInteger changes = new AtomicInteger();
    residents.onChange(changes::incrementAndGet);

    register("p");
    residents.update("p", Resident::ready);
    residents.ended("p", new Resident.End(0, null, ""));
    residents.remove("p");

    assertThat(changes).hasValue(4);
  }

  private void register(String id) throws InvalidJobException {
    register(id, 1);
  }

  private void register(String id, int slots) throws InvalidJobException {
    var payload = JsonNodeFactory.instance.objectNode().put("process_id", id).put("command", "x");
    payload.put("model_id", "m").put("process_slots", slots);
    Assignment job = new Assignment("job-" + id, 1, "lease", "process_spawn", payload, 0, 1_000);
    residents.register(SpawnOrder.of(job), job);
  }
}
