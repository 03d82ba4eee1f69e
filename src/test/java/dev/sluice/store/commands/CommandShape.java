package dev.sluice.store.commands;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * A command without its values.
 *
 * @param command its name; in brackets the concerns that differ from those of the server's settings
 * @param filter fields with their operators, such as {@code _id =, status $in}; of {@code
 *     createIndexes} the fields of the index
 * @param sort fields with their direction
 * @param change operators of an update, or {@code remove}
 */
record CommandShape(String command, String collection, String filter, String sort, String change) {
  private static final String NONE = "–";
  private static final BsonDocument EMPTY = new BsonDocument();

  static CommandShape of(BsonDocument command) {
    String name = command.getFirstKey();
    BsonValue first = command.get(name);
    String collection =
        first instanceof BsonString text ? text.getValue() : text(command, "collection");
    return new CommandShape(
        name + differentConcern(command),
        collection,
        filter(command),
        sort(command),
        change(command));
  }

  private static String text(BsonDocument document, String field) {
    return document.isString(field) ? document.getString(field).getValue() : NONE;
  }

  private static String differentConcern(BsonDocument command) {
    BsonDocument write = command.getDocument("writeConcern", EMPTY);
    boolean durable =
        write.isEmpty() || (text(write, "w").equals("majority") && write.containsKey("j"));
    String read = text(command.getDocument("readConcern", EMPTY), "level");
    boolean writes =
        List.of("insert", "update", "delete", "findAndModify").contains(command.getFirstKey());
    boolean reads =
        List.of("find", "aggregate", "count", "distinct").contains(command.getFirstKey());
    if (writes && (write.isEmpty() || !durable)) {
      return " (" + (write.isEmpty() ? "no write concern" : write.toJson()) + ")";
    }
    return reads && !read.equals("majority") ? " (read concern " + read + ")" : "";
  }

  private static String filter(BsonDocument command) {
    return switch (command.getFirstKey()) {
      case "find" -> fields(command.getDocument("filter", EMPTY));
      case "findAndModify", "count", "distinct" -> fields(command.getDocument("query", EMPTY));
      case "update" -> each(command, "updates", statement -> fields(statement.getDocument("q")));
      case "delete" -> each(command, "deletes", statement -> fields(statement.getDocument("q")));
      case "aggregate" ->
          command.getArray("pipeline").stream()
              .map(BsonValue::asDocument)
              .filter(stage -> stage.containsKey("$match"))
              .map(stage -> fields(stage.getDocument("$match")))
              .findFirst()
              .orElse(NONE);
      case "createIndexes" ->
          each(command, "indexes", index -> String.join(", ", index.getDocument("key").keySet()));
      default -> NONE;
    };
  }

  private static String sort(BsonDocument command) {
    BsonDocument sort = command.getDocument("sort", EMPTY);
    return sort.isEmpty()
        ? NONE
        : sort.keySet().stream()
            .map(field -> (sort.getNumber(field).intValue() < 0 ? "-" : "") + field)
            .collect(joining(", "));
  }

  private static String change(BsonDocument command) {
    return switch (command.getFirstKey()) {
      case "findAndModify" ->
          command.containsKey("remove") ? "remove" : operators(command) + upsert(command);
      case "update" ->
          each(
              command,
              "updates",
              statement ->
                  operators(new BsonDocument("update", statement.get("u"))) + upsert(statement));
      case "aggregate" ->
          command.getArray("pipeline").stream()
              .map(stage -> stage.asDocument().getFirstKey())
              .collect(joining(" "));
      default -> NONE;
    };
  }

  private static String operators(BsonDocument command) {
    BsonValue update = command.get("update");
    if (!(update instanceof BsonDocument document)) {
      return "pipeline";
    }
    boolean replaces = document.isEmpty() || !document.getFirstKey().startsWith("$");
    return replaces ? "replacement" : String.join(" ", new TreeSet<>(document.keySet()));
  }

  private static String upsert(BsonDocument statement) {
    return statement.containsKey("upsert") && statement.getBoolean("upsert").getValue()
        ? " upsert"
        : "";
  }

  private static String each(
      BsonDocument command, String array, Function<BsonDocument, String> shape) {
    return command.getArray(array).stream()
        .map(BsonValue::asDocument)
        .map(shape)
        .distinct()
        .sorted()
        .collect(joining("; "));
  }

  private static String fields(BsonDocument filter) {
    return filter.isEmpty()
        ? NONE
        : filter.entrySet().stream()
            .flatMap(part -> field(part.getKey(), part.getValue()))
            .collect(joining(", "));
  }

  private static Stream<String> field(String key, BsonValue value) {
    if (key.equals("$and")) {
      return value.asArray().stream().map(part -> fields(part.asDocument()));
    }
    if (key.startsWith("$") && value.isArray()) {
      return Stream.of(
          value.asArray().stream()
              .map(part -> fields(part.asDocument()))
              .distinct()
              .collect(joining("; ", key + " (", ")")));
    }
    String name = key.replaceAll("\\.\\d+", ".N");
    boolean operators =
        value instanceof BsonDocument document
            && !document.isEmpty()
            && document.getFirstKey().startsWith("$");
    return Stream.of(
        name + " " + (operators ? String.join(" ", value.asDocument().keySet()) : "="));
  }

  /** As the first cells of a row of the guide. */
  String row() {
    return "| %s | %s | %s | %s | %s |".formatted(command, collection, filter, sort, change);
  }
}
