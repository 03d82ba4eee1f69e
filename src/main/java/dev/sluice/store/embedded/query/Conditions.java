package dev.sluice.store.embedded.query;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a query, all of which must hold, that an index can serve: that a field has one
 * of some values, or lies between bounds. The others are left out, so the spans of an index contain
 * at least the documents that match.
 */
final class Conditions {
  private static final String ID = "_id";

  /** Conditions on several fields multiply their values; a query with more spans uses fewer. */
  private static final int MOST_SPANS = 1_000;

  private final Map<String, Condition> fields = new HashMap<>();
  private @Nullable List<Document> alternatives;

  /** One of the values, or between two bounds, of which one may be absent. */
  private record Condition(
      @Nullable Set<Object> anyOf, @Nullable Object least, @Nullable Object greatest) {

    /**
     * Values narrow more than bounds. Two sets of values, or two bounds, do not narrow each other:
     * of a field that is a list, one element may meet the one and another element the other.
     */
    Condition and(Condition other) {
      return anyOf == null && other.anyOf != null ? other : this;
    }

    /** An {@code _id} is no list, so that it lies between both bounds. */
    Condition andOfOne(Condition other) {
      if (anyOf != null || other.anyOf != null) {
        return and(other);
      }
      return new Condition(
          null, greater(least, other.least, 1), greater(greatest, other.greatest, -1));
    }

    List<Span> ranges(List<Span> spans) {
      return spans.stream().map(span -> span.between(least, greatest)).toList();
    }

    private static @Nullable Object greater(@Nullable Object a, @Nullable Object b, int sign) {
      if (a instanceof String left && b instanceof String right) {
        return sign * left.compareTo(right) > 0 ? left : right;
      }
      return a == null ? b : a;
    }
  }

  Conditions(Document query) {
    add(query);
  }

  private void add(Document query) {
    query.forEach(
        (field, value) -> {
          if (field.equals("$and") && value instanceof Collection<?> parts) {
            parts.stream().filter(Document.class::isInstance).forEach(d -> add((Document) d));
          } else if (field.equals("$or") && alternatives == null) {
            alternatives = documents(value);
          } else if (value instanceof Document operators) {
            operators.forEach((operator, operand) -> add(field, operator, operand));
          } else {
            add(field, "$eq", value);
          }
        });
  }

  private static @Nullable List<Document> documents(@Nullable Object value) {
    return value instanceof Collection<?> parts
            && parts.stream().allMatch(Document.class::isInstance)
        ? parts.stream().map(Document.class::cast).toList()
        : null;
  }

  private void add(String field, String operator, @Nullable Object operand) {
    @Nullable Condition condition = condition(operator, operand);
    if (condition != null) {
      fields.merge(field, condition, field.equals(ID) ? Condition::andOfOne : Condition::and);
    }
  }

  private static @Nullable Condition condition(String operator, @Nullable Object operand) {
    if (operator.equals("$in") && operand instanceof Collection<?> values) {
      return values.stream().allMatch(Conditions::isServed)
          ? new Condition(new LinkedHashSet<Object>(values), null, null)
          : null;
    }
    if (!isServed(operand)) {
      return null;
    }
    return switch (operator) {
      case "$eq" -> new Condition(Set.of(operand), null, null);
      case "$gt", "$gte" -> new Condition(null, operand, null);
      case "$lt", "$lte" -> new Condition(null, null, operand);
      default -> null;
    };
  }

  /**
   * Whether an index has entries for the value. Left out are null, which matches documents without
   * the field too, numbers, of which different ones may be equal, and values that consist of
   * others.
   */
  static boolean isServed(@Nullable Object value) {
    return value instanceof String
        || value instanceof ObjectId
        || value instanceof Boolean
        || value instanceof Instant;
  }

  /** The ids of which a document must have one; empty if the query does not say. */
  Optional<Set<Object>> ids() {
    return Optional.ofNullable(fields.get(ID)).map(Condition::anyOf);
  }

  /** The least {@code _id} that can match; null if there is no such bound. */
  @Nullable Object leastId() {
    @Nullable Condition id = fields.get(ID);
    return id == null ? null : id.least;
  }

  /** The greatest {@code _id} that can match; null if there is no such bound. */
  @Nullable Object greatestId() {
    @Nullable Condition id = fields.get(ID);
    return id == null ? null : id.greatest;
  }

  /** The queries of which one must match too; empty if there is no {@code $or}. */
  Optional<List<Document>> alternatives() {
    return Optional.ofNullable(alternatives);
  }

  /**
   * The spans of an index in which the documents are that can match.
   *
   * @param index its fields, the last of which is {@code _id}
   * @return empty if there is no condition on the first field
   */
  Optional<Spans> spans(List<String> index) {
    List<Span> spans = List.of(Span.ALL);
    for (String field : index) {
      @Nullable Condition condition = fields.get(field);
      @Nullable Set<Object> values = condition == null ? null : condition.anyOf;
      if (condition != null && values == null) {
        return Optional.of(new Spans(condition.ranges(spans), field.equals(ID)));
      }
      if (values == null || values.size() * spans.size() > MOST_SPANS) {
        return field.equals(index.get(0))
            ? Optional.empty()
            : Optional.of(new Spans(spans, field.equals(ID)));
      }
      spans = spans.stream().flatMap(span -> values.stream().map(span::with)).toList();
    }
    return Optional.of(new Spans(spans, true));
  }

  /**
   * Parts of one index.
   *
   * @param byId whether the entries of each are in the order of their {@code _id}
   */
  record Spans(List<Span> parts, boolean byId) {
    Spans {
      parts = parts.stream().map(Span::closed).toList();
    }
  }
}
