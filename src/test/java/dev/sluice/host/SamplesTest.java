package dev.sluice.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bundle.Report;
import dev.sluice.bundle.TaskBundle;
import dev.sluice.bundle.TaskTest;
import dev.sluice.bundle.expect.Expectation;
import dev.sluice.bundle.expect.ExpectationReader;
import dev.sluice.bundle.form.BundleReader;
import dev.sluice.fields.FieldErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the tests of the sample tasks in real hosts. */
@SuppressWarnings("NullAway") // a null would fail the test that it belongs to
class SamplesTest {
  private static final Path SAMPLES = Path.of("src/main/tasks");

  @AutoClose
  private static final TaskHosts HOSTS =
      new TaskHosts(Scripts.settings(Scripts.statements(10_000_000), 10_000));

  private static List<TaskBundle> samples() throws IOException {
    try (Stream<Path> directories = Files.list(SAMPLES)) {
      return directories.filter(Files::isDirectory).sorted().map(SamplesTest::read).toList();
    }
  }

  private static TaskBundle read(Path directory) {
    Report report = new BundleReader().readDirectory(directory);
    assertThat(report.errors()).isEmpty();
    assertThat(report.warnings()).isEmpty();
    TaskBundle bundle = report.bundle();
    assertThat(bundle).isNotNull();
    assertThat(bundle.name()).isEqualTo(directory.getFileName().toString());
    return bundle;
  }

  @TestFactory
  Stream<DynamicTest> samples_ownTests_pass() throws IOException {
    return samples().stream()
        .flatMap(
            task ->
                task.tests().stream()
                    .map(
                        test ->
                            DynamicTest.dynamicTest(
                                task.name() + "/" + test.name(),
                                () ->
                                    assertThat(new TaskTester(HOSTS, task).run(test))
                                        .matches(TaskTester.Outcome::right))));
  }

  @Test
  void samples_haveTests() throws IOException {
    assertThat(samples()).hasSizeGreaterThanOrEqualTo(5).allMatch(task -> task.tests().size() > 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{\"num1\":1,\"num2\":2} | {\"sum\":3} | false |",
        "{\"num1\":1,\"num2\":2} | {\"sum\":3.00} | false |",
        "{\"num1\":1,\"num2\":2} | {\"sum\":4} | false | output.sum is 3, expected 4",
        "{\"num1\":1,\"num2\":2} | {\"sum\":3,\"more\":1} | false | output.more is missing",
        "{\"num1\":1,\"num2\":2} | {} | false | output.sum is not expected, is 3",
        "{\"num1\":1,\"num2\":2} | 3 | false | output is {\"sum\":3}, expected 3",
        "{\"num1\":1,\"num2\":2} | {\"error\":\"x\"} | false | returned {\"sum\":3}, expected it to"
            + " throw x",
        "{\"num1\":\"a\",\"num2\":2} | {\"sum\":3} | false | INVALID_INPUT: input.num1",
        "{\"num1\":1,\"num2\":2} | {\"sum\":3} | true | passed, but its name says that it fails",
        "{\"num1\":\"a\",\"num2\":2} | {\"error\":\"input.num1\"} | true |",
        "{\"num1\":\"a\",\"num2\":2} | {\"error\":\"INVALID_INPUT\"} | false |",
        "{\"num1\":\"a\",\"num2\":2} | {\"error\":\"other\"} | true | INVALID_INPUT: input.num1",
        "{\"num1\":1,\"num2\":2} | {\"error\":\"x\"} | true | returned {\"sum\":3}, expected it to"
            + " throw x",
      })
  void run_unexpectedOutcome_namesTheDifference(
      String input, String expected, boolean toFail, String why) throws Exception {
    ObjectNode file = (ObjectNode) Scripts.json("{\"expected_output\":" + expected + "}");
    Expectation expectation = new ExpectationReader(file, "t", new FieldErrors()).read(toFail);
    TaskTest test = new TaskTest("t", Scripts.json(input), expectation, null, toFail);

    TaskTester.Outcome outcome = new TaskTester(HOSTS, read(SAMPLES.resolve("addition"))).run(test);

    assertThat(outcome.right()).isEqualTo(why == null);
    assertThat(outcome.why()).startsWith(why == null ? "" : why);
  }
}
