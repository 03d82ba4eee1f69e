package dev.sluice.cli.tail;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WaitReasonsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"cpu\":1}                    | for a worker: 1 lacks free CPU",
        "{\"cpu\":2,\"labels\":1}       | for a worker: 2 lack free CPU, 1 lacks a label",
        "{\"offline\":2,\"suspect\":1}  | for a worker: 2 are offline, 1 is not responding",
        "{\"slots\":1,\"cpu_usage\":1}  | for a worker: 1 lacks a free slot, 1 is overloaded",
        "{\"model\":2,\"process_slots\":1}"
            + " | for a worker: 2 lack a process of the model, 1 lacks a process with a free slot",
        "{\"flooded\":3}                | for a worker: 3 flooded",
        "{\"workers\":0}                | for a worker: none is registered",
        "{\"not_before\":1}             | until its not_before time",
      })
  void describe_reasons_namesEachObstacle(String reasons, String text)
      throws JsonProcessingException {
    assertThat(WaitReasons.describe(new ObjectMapper().readTree(reasons))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"status\":\"QUEUED\"} | ''",
        "{\"waiting_on\":{\"model\":1},\"spawn_job_id\":\"job-1\"}"
            + " | for a worker: 1 lacks a process of the model; job-1 starts one"
      })
  void of_status_namesTheJobThatStartsAProcess(String status, String text)
      throws JsonProcessingException {
    assertThat(WaitReasons.of(new ObjectMapper().readTree(status))).isEqualTo(text);
  }
}
