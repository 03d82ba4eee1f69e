package dev.sluice.job;

import static dev.sluice.job.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.JobError;
import dev.sluice.wire.job.JobView;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecretsTest {

  @Test
  void view_secretInThePayload_isMaskedEverywhereInIt() {
    String payload =
        "{\"command\":[\"curl\",\"-ukey:pw1\"],\"env\":{\"K\":\"pw1\"},\"secrets\":[\"pw1\"],\"n\":1}";
    Job job = aJob().payload(payload).build();

    assertThat(job.view().payload().toString())
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

    assertThat(job.view().payload().path("command").textValue()).isEqualTo("say ***");
  }

  @Test
  void view_noSecrets_showsThePayload() {
    Job job = aJob().payload("{\"command\":\"true\"}").build();

    assertThat(job.view().payload()).hasToString("{\"command\":\"true\"}");
  }
}
