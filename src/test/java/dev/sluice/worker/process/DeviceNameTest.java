package dev.sluice.worker.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceNameTest {
  @ParameterizedTest
  @CsvSource({
    "cpu, CPU-0",
    "cpu:2, CPU-2",
    "cuda:0, GPU-0",
    "gpu:1, GPU-1",
    "metal:0, METAL-0",
    "CPU-0, CPU-0",
    "GPU-12, GPU-12",
    "cuda:63, GPU-63"
  })
  void id_knownForm_isThatOfTheWorker(String name, String id) {
    assertThat(DeviceName.id(name)).contains(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "cuda",
        "gpu",
        "tpu:0",
        "cuda:",
        "cuda:-1",
        "cuda:64",
        "cuda:100",
        "gpu-0",
        "METAL-0",
        "GPU-",
        "cpu ",
        "GPU:0"
      })
  void id_otherForm_isEmpty(String name) {
    assertThat(DeviceName.id(name)).isEmpty();
  }
}
