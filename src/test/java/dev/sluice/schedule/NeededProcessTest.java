package dev.sluice.schedule;

import static dev.sluice.job.JobBuilder.aJob;
import static dev.sluice.worker.WorkerBuilder.aWorker;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.job.Job;
import dev.sluice.schedule.match.Kind;
import dev.sluice.wire.Requirements;
import dev.sluice.wire.worker.ProcessStatus;
import dev.sluice.worker.WorkerBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NeededProcessTest {
  private final NeededProcess order = order(Map.of("model_id", "m", "zone", "a"));

  @Test
  void purpose_sameModelAndLabels_isTheSame() {
    assertThat(order(Map.of("zone", "a", "model_id", "m")).purpose()).isEqualTo(order.purpose());
    assertThat(order(Map.of("zone", "b", "model_id", "m")).purpose()).isNotEqualTo(order.purpose());
    assertThat(order(Map.of("zone", "a", "model_id", "n")).purpose()).isNotEqualTo(order.purpose());
  }

  @Test
  void purpose_isNoKeyOfAClient() {
    assertThat(order.purpose()).contains(" ");
  }

  @ParameterizedTest
  @CsvSource({
    "STARTING, true",
    "READY, true",
    "BUSY, true",
    "STOPPING, false",
    "STOPPED, false",
    "FAILED, false"
  })
  void isServedBy_processOfTheModel_goesByItsState(ProcessStatus status, boolean serves) {
    assertThat(order.isServedBy(worker("m", status).build())).isEqualTo(serves);
  }

  @Test
  void isServedBy_workerThatTheJobsMayNotUse_isNot() {
    assertThat(order.isServedBy(worker("other", ProcessStatus.READY).build())).isFalse();
    assertThat(order.isServedBy(worker("m", ProcessStatus.READY).labels(Map.of()).build()))
        .isFalse();
    assertThat(order.isServedBy(worker("m", ProcessStatus.READY).draining().build())).isFalse();
    assertThat(order.isServedBy(worker("m", ProcessStatus.READY).offline().build())).isFalse();
    assertThat(order.isServedBy(worker("m", ProcessStatus.READY).deleted().build())).isFalse();
  }

  @Test
  void submission_hasTheModelAndTheLabelsOfTheJob() {
    Job job =
        aJob()
            .payload(
                "{\"spawn\":{\"command\":\"c\",\"requirements\":{\"labels\":{\"os\":\"linux\"}}}}")
            .build();

    ObjectNode submission = order.submission(job);

    assertThat(submission.toString())
        .isEqualTo(
            ("{'command':'c','requirements':{'labels':{'os':'linux','zone':'a'}},"
                    + "'operation':'process_spawn','model_id':'m','start':true}")
                .replace('\'', '"'));
  }

  private static WorkerBuilder worker(String model, ProcessStatus status) {
    return aWorker().labels(Map.of("zone", "a")).process(model, 1, status);
  }

  private static NeededProcess order(Map<String, String> labels) {
    return NeededProcess.of(new Kind("infer", List.of(), new Requirements(0, 0, labels), true));
  }
}
