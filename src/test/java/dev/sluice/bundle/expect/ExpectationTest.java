package dev.sluice.bundle.expect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bundle.StrictJson;
import dev.sluice.bundle.expect.Expectation.Returns;
import dev.sluice.bundle.expect.Expectation.Throws;
import dev.sluice.fields.FieldErrors;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The forms of expectations that existing task packages use. */
class ExpectationTest {
  private static final String OUTPUT =
      "{'n': 20.0, 's': 'a sum', 'list': [{'id': 1, 'k': 'x'}, {'id': 2}], 'none': null, 'yes':"
          + " true}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'a': 'any', 'b': 'any'}          | {'a': 1, 'b': null}    |
          {'a': 'any'}                      | {}                     | output.a is missing
          {'a': 'type:number'}              | {'a': 1.5}             |
          {'a': 'type:number'}              | {'a': '1.5'}           | output.a is "1.5", expected "type:number"
          {'a': 'type:integer'}             | {'a': 1.0}             |
          {'a': 'type:integer'}             | {'a': 1.5}             | output.a is 1.5, expected "type:integer"
          {'a': 'type:string'}              | {'a': ''}              |
          {'a': 'type:boolean'}             | {'a': false}           |
          {'a': 'type:object'}              | {'a': {}}              |
          {'a': 'type:object'}              | {'a': []}              | output.a is [], expected "type:object"
          {'a': 'type:array'}               | {'a': []}              |
          {'a': 'type:null'}                | {'a': null}            |
          {'a': 'type:admin'}               | {'a': 'type:admin'}    |
          {'a': 'array_length:3'}           | {'a': [1, 2, 3]}       |
          {'a': 'array_length:3'}           | {'a': [1, 2]}          | output.a is [1,2], expected "array_length:3"
          {'a': 'array_length:0'}           | {'a': {}}              | output.a is {}, expected "array_length:0"
          'any'                             | 5                      |
          [{'a': 'any'}]                    | [{'a': 1, 'b': 2}]     | output[0].b is not expected, is 2
          20                                | 20.0                   |
          """)
  void difference_outputWithPlaceholders_isTheFirstThatDiffers(
      String expected, String actual, String difference) {
    Returns returns = returns("{'expected_output': " + expected + "}");

    assertThat(returns.difference(json(actual)))
        .isEqualTo(difference == null ? "" : difference.strip());
  }

  @Test
  void difference_partialMatch_ignoresFurtherFieldsAtEveryDepth() {
    String partial = "'match': 'partial', 'expected_output': {'list': [{'id': 1}, 'any']}";

    assertThat(returns("{" + partial + "}").difference(json(OUTPUT))).isEmpty();
    assertThat(returns("{" + partial.replace("'id': 1", "'id': 2") + "}").difference(json(OUTPUT)))
        .isEqualTo("output.list[0].id is 1, expected 2");
    assertThat(returns("{" + partial.replace("partial", "exact") + "}").difference(json(OUTPUT)))
        .isEqualTo("output.list[0].k is not expected, is \"x\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          $.n             | equals       | 20              | true
          n               | equals       | 21              | false
          $.list[0].k  | equals       | 'type:string'   | true
          $.list          | equals       | 'array_length:2'| true
          list.length()   | greater_than | 1               | true
          $.list[*].id    | contains     | 2               | true
          $.list[*].id    | contains     | 3               | false
          $.list          | contains     | {'id': 1}       | true
          $.s             | contains     | 'sum'           | true
          $.s             | contains     | 'total'         | false
          $               | contains     | 'none'          | true
          $.list[0]       | contains     | {'id': 1}       | true
          $.list[0]       | contains     | {'id': 2}       | false
          $.none          | exists       | true            | true
          $.gone          | exists       | true            | false
          $.gone          | exists       | false           | true
          $..nothing      | exists       | false           | true
          $.s             | exists       | false           | false
          $.n             | greater_than | 19.9            | true
          $.n             | greater_than | 20              | false
          $.s             | greater_than | 1               | false
          $.n             | less_than    | 21              | true
          $.n             | less_than    | 20              | false
          $.s             | matches      | '^a s.m$'       | true
          $.s             | matches      | '^sum'          | false
          $.n             | matches      | '20'            | false
          $.gone          | equals       | null            | false
          """)
  void difference_assertion_holdsOrNamesPathValueAndOperator(
      String path, String operator, String expected, boolean holds) {
    String assertion =
        "{'path': '%s', 'operator': '%s', 'expected': %s}".formatted(path, operator, expected);

    String difference = returns("{'assertions': [" + assertion + "]}").difference(json(OUTPUT));

    assertThat(difference.isEmpty()).as(difference).isEqualTo(holds);
    if (!holds) {
      assertThat(difference).startsWith("output $").contains(", expected " + operator);
    }
  }

  @Test
  void difference_outputAndAssertions_areBothCompared() {
    String both =
        "{'match': 'partial', 'expected_output': {'n': 20},"
            + " 'assertions': [{'path': 's', 'operator': 'exists'}]}";

    assertThat(returns(both).difference(json(OUTPUT))).isEmpty();
    assertThat(returns(both).difference(json("{'n': 20}")))
        .isEqualTo("output $['s'] is missing, expected exists");
    assertThat(returns(both).difference(json("{'n': 1, 's': 1}")))
        .isEqualTo("output.n is 1, expected 20");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'expected_output': {'error': 'Data'}}                                    | true
          {'expected_output': {'error': 'no pot'}}                                  | true
          {'expected_output': {'error': 'other'}}                                   | false
          {'expected_output': {'error': {'type': 'DataError'}}}                     | true
          {'expected_error': 'no pot'}                                              | true
          {'expected_error': 'DataError'}                                           | true
          {'expected_error': 'other', 'expected_output': null}                      | false
          {'expected_error': {'type': 'DataError', 'message': 'pot'}}               | true
          {'expected_error': {'type': 'Data'}}                                      | false
          {'expected_error': {'type': 'DataError', 'message': 'cup'}}               | false
          {'expected_error': {'message': 'pot'}}                                    | true
          """)
  void difference_expectedError_comparesClassAndMessage(String test, boolean matches) {
    Throws error = (Throws) read(test, false, new FieldErrors());

    assertThat(error.difference("DataError", "there is no pot").isEmpty()).isEqualTo(matches);
  }

  @Test
  void read_failFileWithoutExpectation_expectsAnyError() {
    assertThat(read("{'input': {}}", true, new FieldErrors())).isEqualTo(Throws.ANY);
    assertThat(Throws.ANY.difference("TypeError", "x")).isEmpty();
  }

  @Test
  void read_nullError_isAnOrdinaryField() {
    assertThat(returns("{'expected_output': {'error': null}}").difference(json("{'error': null}")))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {}                                                   | t.expected_output must be given, unless there is expected_error or assertions
          {'expected_output': {'error': 5}}                    | t.expected_output.error must be a string or {type, message}, is a number
          {'expected_error': ['x']}                            | t.expected_error must be a string or {type, message}, is an array
          {'expected_error': {}}                               | t.expected_error must have a type or a message
          {'expected_error': {'type': 5}}                      | t.expected_error.type must be a string, is a number
          {'expected_error': 'x', 'expected_output': 1}        | t.expected_output must be absent beside expected_error
          {'expected_output': 1, 'match': 'some'}              | t.match must be partial or exact, is "some"
          {'assertions': {}}                                   | t.assertions must be an array of {path, operator, expected}
          {'assertions': []}                                   | t.assertions must be an array of {path, operator, expected}
          {'assertions': [5]}                                  | t.assertions[0] must be {path, operator, expected}, is a number
          {'assertions': [{'operator': 'exists'}]}             | t.assertions[0].path must be a JSONPath, such as $.items[0].name
          {'assertions': [{'path': '$[', 'operator': 'exists'}]} | t.assertions[0].path is not a JSONPath
          {'assertions': [{'path': 'a'}]}                      | t.assertions[0].operator must be one of equals, contains, exists, greater_than, less_than, matches
          {'assertions': [{'path': 'a', 'operator': 'is'}]}    | t.assertions[0].operator must be one of equals, contains, exists, greater_than, less_than, matches, is "is"
          {'assertions': [{'path': 'a', 'operator': 'equals'}]} | t.assertions[0].expected must be given
          {'assertions': [{'path': 'a', 'operator': 'exists', 'expected': 'yes'}]} | t.assertions[0].expected must be true, false or absent
          {'assertions': [{'path': 'a', 'operator': 'less_than', 'expected': '5'}]} | t.assertions[0].expected must be a number
          {'assertions': [{'path': 'a', 'operator': 'matches', 'expected': '('}]}  | t.assertions[0].expected must be a regular expression
          {'expected_error': 'x', 'assertions': [{'path': 'a', 'operator': 'exists'}]} | t.assertions must be absent from a test that expects an error
          """)
  void read_malformedExpectation_namesTheField(String test, String error) {
    FieldErrors errors = new FieldErrors();

    read(test, false, errors);

    assertThat(FieldErrors.text(errors.list())).startsWith(error.strip());
    assertThat(errors.list()).hasSize(1);
  }

  private static Returns returns(String test) {
    FieldErrors errors = new FieldErrors();
    Expectation read = read(test, false, errors);
    assertThat(errors.list()).isEmpty();
    return (Returns) Objects.requireNonNull(read);
  }

  @SuppressWarnings("NullAway") // a null is an outcome here
  private static Expectation read(String test, boolean toFail, FieldErrors errors) {
    return new ExpectationReader((ObjectNode) json(test), "t", errors).read(toFail);
  }

  /** Single quotes stand for double ones. */
  private static JsonNode json(String text) {
    try {
      return StrictJson.MAPPER.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
