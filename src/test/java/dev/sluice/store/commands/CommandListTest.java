package dev.sluice.store.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.store.commands.CommandList.Row;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CommandListTest {
  private static final Set<String> STABLE_API_V1 =
      Set.of(
          "aggregate",
          "count",
          "createIndexes",
          "delete",
          "dropIndexes",
          "find",
          "findAndModify",
          "insert",
          "listIndexes",
          "ping",
          "update");
  private static final Set<String> LOST_ANSWER =
      Set.of("read", "own id", "guarded", "same values", "repeated");
  private static final String ID = "_id";
  private static final CommandList LIST = CommandList.read();

  static Stream<Row> rows() {
    return LIST.server().stream();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void row_command_isOfTheStableApiWithTheUsualConcerns(Row row) {
    assertThat(STABLE_API_V1).contains(row.cells().get(0));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void row_index_existsAndItsFirstFieldIsInTheFilterOrTheOrder(Row row) {
    String asked = row.cells().get(2) + ", " + row.cells().get(3);

    for (String index : indexes(row)) {
      assertThat(existing(row.cells().get(1))).as(row.shape()).contains(index);
      assertThat(asked).as(row.shape()).contains(index.split(",")[0]);
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void row_withoutAnIndex_saysWhatIsRead(Row row) {
    String index = row.more().get(0);
    boolean asks = Set.of("find", "aggregate", "update", "delete").contains(row.cells().get(0));

    assertThat(!asks || index.contains("`") || index.matches("none: \\w.+"))
        .as(row.toString())
        .isTrue();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void row_lostAnswer_hasAKnownEffect(Row row) {
    String effect = row.more().get(1);

    assertThat(LOST_ANSWER).as(row.shape()).anyMatch(effect::startsWith);
  }

  @Test
  void rows_ofServerAndTests_areListedOnce() {
    List<String> all =
        Stream.concat(LIST.server().stream(), LIST.tests().stream()).map(Row::shape).toList();

    assertThat(all).isNotEmpty().doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "{find: 'jobs', filter: {_id: 'a', n: {$gte: 1, $lt: 2}}, sort: {_id: -1}, "
            + "readConcern: {level: 'majority'}} "
            + "! | find | jobs | _id =, n $gte $lt | -_id | – |",
        "{find: 'jobs', filter: {$or: [{a: 1}, {b: {$in: []}}]}, readConcern: {level: 'majority'}} "
            + "! | find | jobs | $or (a =; b $in) | – | – |",
        "{find: 'jobs', filter: {}} ! | find (read concern –) | jobs | – | – | – |",
        "{update: 'jobs', updates: [{q: {_id: 1}, u: {$set: {'a.0.b': 1}, $inc: {c: 1}}}], "
            + "writeConcern: {w: 'majority', j: true}} "
            + "! | update | jobs | _id = | – | $inc $set |",
        "{update: 'jobs', updates: [{q: {'a.3.b': 1}, u: {c: 1}, upsert: true}], "
            + "writeConcern: {w: 'majority', j: true}} "
            + "! | update | jobs | a.N.b = | – | replacement upsert |",
        "{insert: 'jobs', writeConcern: {w: 1}} ! | insert ({\"w\": 1}) | jobs | – | – | – |",
        "{insert: 'jobs'} ! | insert (no write concern) | jobs | – | – | – |",
        "{createIndexes: 'jobs', indexes: [{key: {a: 1, b: 1}}]} "
            + "! | createIndexes | jobs | a, b | – | – |"
      })
  void shape_ofACommand_hasNoValues(String command, String row) {
    assertThat(CommandShape.of(BsonDocument.parse(command)).row()).isEqualTo(row);
  }

  private static List<String> indexes(Row row) {
    return Arrays.stream(row.more().get(0).split("`"))
        .filter(part -> part.matches("\\w+(, \\w+)*"))
        .filter(part -> !part.equals("and"))
        .toList();
  }

  private static Set<String> existing(String collection) {
    return Stream.concat(
            Stream.of(ID),
            LIST.server().stream()
                .filter(row -> row.cells().get(0).equals("createIndexes"))
                .filter(row -> row.cells().get(1).equals(collection))
                .map(row -> row.cells().get(2)))
        .collect(Collectors.toSet());
  }
}
