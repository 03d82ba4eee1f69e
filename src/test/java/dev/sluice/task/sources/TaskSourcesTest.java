package dev.sluice.task.sources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.task.TaskConfig;
import dev.sluice.task.sources.TaskSources.Misconfigured;
import dev.sluice.time.ManualTimers;
import dev.sluice.time.Settings;
import dev.sluice.wire.FieldError;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskSourcesTest {
  @TempDir Path directory;

  private final Map<String, String> settings = new HashMap<>();

  @Test
  void opened_directoryAndSources_keepOrderDirectoryFirst() {
    set("sluice.tasks.directory", directory.toString());
    source(0, "type", "filesystem", "name", "b", "path", directory.toString());
    source(1, "type", "filesystem", "name", "a", "path", directory.toString(), "policy", "newer");

    TaskSources sources = open();

    assertThat(sources.sources())
        .extracting(ConfiguredSource::name)
        .containsExactly("tasks", "b", "a");
    assertThat(sources.sources())
        .extracting(ConfiguredSource::policy)
        .containsExactly(ConflictPolicy.REGISTRY, ConflictPolicy.REJECT, ConflictPolicy.NEWER);
    assertThat(sources.misconfigured()).isEmpty();
  }

  @Test
  void opened_samples_comeLast() {
    source(0, "type", "filesystem", "name", "ours", "path", directory.toString());
    set("sluice.tasks.samples", "true");

    TaskSources sources = open();

    assertThat(sources.sources())
        .extracting(ConfiguredSource::name)
        .containsExactly("ours", "samples");
    assertThat(sources.sources().get(1).policy()).isEqualTo(ConflictPolicy.REGISTRY);
  }

  @ParameterizedTest
  @CsvSource({
    "type, carrier-pigeon, type, unknown_type",
    "path, '', path, required",
    "name, good, name, duplicate_name",
    "policy, best, policy, unknown_policy",
    "watch, perhaps, watch, wrong_type",
    "colour, red, colour, unknown_field",
  })
  void opened_invalidSetting_isNamedAndOthersOpen(
      String setting, String value, String field, String code) {
    source(0, "type", "filesystem", "name", "good", "path", directory.toString());
    source(1, "type", "filesystem", "name", "bad", "path", directory.toString());
    source(1, setting, value);

    TaskSources sources = open();

    assertThat(sources.sources()).extracting(ConfiguredSource::name).containsExactly("good");
    assertThat(sources.misconfigured())
        .singleElement()
        .extracting(Misconfigured::errors)
        .satisfies(
            errors -> {
              assertThat(errors).extracting(FieldError::field).contains(field);
              assertThat(errors).extracting(FieldError::code).contains(code);
            });
    assertThat(sources.snapshots()).flatExtracting(SourceSnapshot::errors).hasSize(1);
  }

  @Test
  void misconfigured_message_listsEveryError() {
    source(0, "type", "pigeon", "name", "bad");
    source(1, "type", "filesystem", "name", "worse", "colour", "red");
    source(2, "type", "filesystem", "name", "worse", "path", directory.toString());

    assertThat(open().misconfigured())
        .extracting(Misconfigured::message)
        .containsExactly(
            "type must be one of filesystem, git, http",
            "path must be given; colour is unknown; the known fields are path, recursive, watch,"
                + " debounce, poll-interval",
            "name is the name of another source");
  }

  @Test
  void snapshots_misconfiguredSource_isUnread() {
    source(0, "type", "nothing", "name", "bad");

    TaskSources sources = open();

    assertThat(sources.snapshots())
        .singleElement()
        .satisfies(
            view -> {
              assertThat(view.source()).isEqualTo("bad");
              assertThat(view.complete()).isFalse();
            });
  }

  @Test
  void opened_emptySecret_countsAsAbsent() {
    source(0, "type", "http", "url", "http://127.0.0.1:1/v1", "token", "${NOT_SET_ANYWHERE:}");

    assertThat(open().misconfigured()).isEmpty();
  }

  private void source(int number, String... namesAndValues) {
    for (int i = 0; i < namesAndValues.length; i += 2) {
      set("sluice.tasks.sources[" + number + "]." + namesAndValues[i], namesAndValues[i + 1]);
    }
  }

  private void set(String name, String value) {
    settings.put(name, value);
  }

  private TaskSources open() {
    Map<String, String> all = new HashMap<>(settings);
    all.putIfAbsent("sluice.tasks.samples", "false");
    TaskConfig config = Settings.of(TaskConfig.class, all);
    TaskSources opened = SourcesOf.config(config, new ManualTimers(), directory);
    opened.opened().await().indefinitely();
    return opened;
  }
}
