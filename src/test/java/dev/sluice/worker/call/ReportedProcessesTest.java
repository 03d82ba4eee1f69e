package dev.sluice.worker.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.http.ProblemException;
import dev.sluice.wire.worker.NodeProcess;
import dev.sluice.wire.worker.ProcessStatus;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportedProcessesTest {
  @Test
  void complete_anotherWorkersName_isReplaced() {
    List<NodeProcess> read =
        ReportedProcesses.complete("w", List.of(started(Instant.parse("2026-01-02T03:04:05Z"))));

    assertThat(read).singleElement().extracting(NodeProcess::workerId).isEqualTo("w");
  }

  @ParameterizedTest
  @ValueSource(longs = {-31_557_014_167_219_200L, -1, 253_402_300_800L, 31_556_889_864_403_199L})
  void complete_timeThatNoStoreHolds_isRefused(long second) {
    List<NodeProcess> reported = List.of(started(Instant.ofEpochSecond(second)));

    assertThatThrownBy(() -> ReportedProcesses.complete("w", reported))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("started_at");
  }

  private static NodeProcess started(Instant at) {
    return new NodeProcess(
        "p",
        "other",
        "job-1",
        1,
        ProcessStatus.READY,
        null,
        null,
        1L,
        9_000,
        1,
        null,
        null,
        at,
        0,
        0,
        0,
        null,
        null,
        null);
  }
}
