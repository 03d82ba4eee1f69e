package dev.sluice.job;

import static dev.sluice.job.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.job.attempt.Result;
import dev.sluice.wire.JobError;
import dev.sluice.wire.job.JobResult;
import dev.sluice.wire.job.JobView;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecretsTest {

  @Test
  void view_secretInThePayload_isMaskedEverywhereInIt() {
    String payload =
        "{\"command\":[\"curl\",\"-ukey:pw1\"],\"env\":{\"K\":\"pw1\"},\"secrets\":[\"pw1\"],\"n\":1}";
    Job job = aJob().payload(payload).build();

    assertThat(String.valueOf(job.view().payload()))
        .isEqualTo(
            "{\"command\":[\"curl\",\"-ukey:***\"],\"env\":{\"K\":\"***\"},\"secrets\":[\"***\"],"
                + "\"n\":1}");
  }

  @Test
  void view_secretBesideThePayload_isMasked() {
    Job job =
        aJob()
            .payload("{\"secrets\":[\"pw1\"]}")
            .metadata("{\"by\":{\"pw1\":[\"a pw1\"]}}")
            .tags(List.of("pw1", "nightly"))
            .build();
    job.result = new Result(1, "{\"seen\":\"pw1\"}", new JobError("poison", "no pw1", "last pw1"));

    JobView view = job.view();

    assertThat(view.toString()).doesNotContain("pw1");
    assertThat(view.metadata()).hasToString("{by={***=[a ***]}}");
    assertThat(view.tags()).containsExactly("***", "nightly");
    assertThat(job.resultView()).hasValueSatisfying(r -> assertThat(r).isEqualTo(view.result()));
  }

  @Test
  void view_secretWithinSecret_masksBoth() {
    Job job =
        aJob()
            .payload("{\"command\":\"say hunter22\",\"secrets\":[\"hunter\",\"hunter22\"]}")
            .build();

    assertThat(job.view().payload())
        .hasToString("{\"command\":\"say ***\",\"secrets\":[\"***\",\"***\"]}");
  }

  @Test
  void listed_longPayloadAndOutput_leavesThemOutAndMasksTheRest() {
    String longText = "x".repeat(Job.LISTED_LENGTH);
    Job job =
        aJob()
            .payload("{\"command\":\"" + longText + "\",\"secrets\":[\"pw1\"]}")
            .tags(List.of("pw1"))
            .build();
    job.result = new Result(0, "\"" + longText + "\"", new JobError("c", "no pw1", null));

    JobView view = job.listed();

    assertThat(view.payload()).isNull();
    assertThat(view.tags()).containsExactly("***");
    assertThat(view.result()).isEqualTo(new JobResult(0, null, new JobError("c", "no ***", null)));
    assertThat(job.view().payload()).isNotNull();
  }

  @Test
  void listed_shortPayloadAndOutput_isTheWholeView() {
    Job job = aJob().payload("{\"command\":\"true\"}").build();
    job.result = new Result(0, "{\"n\":1}", null);

    assertThat(job.listed()).isEqualTo(job.view());
  }

  @Test
  void view_noSecrets_showsThePayload() {
    Job job = aJob().payload("{\"command\":\"true\"}").build();

    assertThat(job.view().payload()).hasToString("{\"command\":\"true\"}");
  }
}
