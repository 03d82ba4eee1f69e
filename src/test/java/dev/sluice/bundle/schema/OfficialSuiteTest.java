package dev.sluice.bundle.schema;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bundle.KnownFailures;
import dev.sluice.bundle.SuiteCase;
import dev.sluice.bundle.SuiteDraft;
import dev.sluice.bundle.SuiteRemotes;
import dev.sluice.bundle.SuiteVerdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The official JSON-Schema-Test-Suite, against this project's validator. {@code
 * src/test/json-schema/run} fetches the suite and runs this.
 */
@EnabledIfEnvironmentVariable(named = "SLUICE_TEST_JSON_SCHEMA_SUITE", matches = ".+")
class OfficialSuiteTest {
  private static final Path KNOWN = Path.of("src/test/json-schema/known-failures.txt");

  private static Path suite = Path.of("");
  private static Set<String> known = Set.of();

  @BeforeAll
  static void find() throws IOException {
    suite = Path.of(System.getenv("SLUICE_TEST_JSON_SCHEMA_SUITE"));
    known = KnownFailures.read(KNOWN);
  }

  @ParameterizedTest
  @EnumSource
  void suite_failures_areKnown(SuiteDraft draft) throws IOException {
    SuiteRemotes remotes = SuiteRemotes.of(suite);
    Map<SuiteCase.Kind, List<SuiteVerdict>> verdicts = new LinkedHashMap<>();
    Set<String> failures = new TreeSet<>();

    for (SuiteCase item : SuiteCase.of(suite, draft)) {
      for (Map.Entry<String, SuiteVerdict> tried : judge(item, draft, remotes).entrySet()) {
        SuiteVerdict verdict = tried.getValue();
        verdicts.computeIfAbsent(item.kind(), kind -> new ArrayList<>()).add(verdict);
        if (verdict.outcome() == SuiteVerdict.Outcome.FAILED) {
          failures.add(tried.getKey());
          System.out.println("FAILED " + tried.getKey() + ": " + verdict.detail());
        }
      }
    }

    verdicts.forEach((kind, all) -> System.out.println(summary(draft, kind, all)));
    assertThat(verdicts).containsOnlyKeys(SuiteCase.Kind.values());
    assertThat(failures)
        .containsExactlyInAnyOrderElementsOf(
            known.stream().filter(name -> name.startsWith(draft.directory + "/")).toList());
  }

  @Test
  void knownFailures_belongToTestedDrafts() {
    assertThat(known)
        .allSatisfy(
            name ->
                assertThat(SuiteDraft.values())
                    .anyMatch(draft -> name.startsWith(draft.directory + "/")));
  }

  /** By the name of the trial. */
  private static Map<String, SuiteVerdict> judge(
      SuiteCase item, SuiteDraft draft, SuiteRemotes remotes) {
    boolean needsRemotes = remotes.areNeededBy(item.schema());
    Map<String, SuiteVerdict> verdicts = new LinkedHashMap<>();
    try {
      CompiledSchema schema = JsonSchemas.compile(item.schema());
      for (SuiteCase.Trial trial : item.trials()) {
        verdicts.put(
            item.name(trial),
            SuiteVerdict.of(
                draft,
                item.kind(),
                needsRemotes,
                trial.valid(),
                schema.validate(trial.data(), "input")));
      }
    } catch (InvalidSchemaException e) {
      SuiteVerdict refused = SuiteVerdict.refused(needsRemotes, e.errors());
      item.trials().forEach(trial -> verdicts.put(item.name(trial), refused));
    }
    return verdicts;
  }

  private static String summary(
      SuiteDraft draft, SuiteCase.Kind kind, List<SuiteVerdict> verdicts) {
    Map<SuiteVerdict.Outcome, Long> counts =
        verdicts.stream().collect(groupingBy(SuiteVerdict::outcome, counting()));
    StringBuilder line =
        new StringBuilder(String.format("%-13s %-9s", draft.directory, kind))
            .append(counts.getOrDefault(SuiteVerdict.Outcome.PASSED, 0L))
            .append('/')
            .append(verdicts.size())
            .append(" passed");
    for (SuiteVerdict.Outcome outcome : SuiteVerdict.Outcome.values()) {
      if (outcome != SuiteVerdict.Outcome.PASSED && counts.containsKey(outcome)) {
        line.append(", ").append(counts.get(outcome)).append(' ').append(outcome);
      }
    }
    return line.toString();
  }
}
