package dev.sluice.store.embedded.query;

import de.bwaldvogel.mongo.bson.MaxKey;
import de.bwaldvogel.mongo.bson.MinKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of an index: the entries from the least to the greatest, both inclusive. An entry is the
 * list of the indexed values and the {@code _id}; a list that is a prefix of it comes before it.
 */
record Span(List<Object> least, List<Object> greatest) {
  static final Span ALL = new Span(List.of(), List.of());

  /** The part of this span, whose bounds are the same values, in which one more value is fixed. */
  Span with(Object value) {
    List<Object> prefix = append(least, value);
    return new Span(prefix, prefix);
  }

  /** The part in which the next value lies between two bounds; null where a side is open. */
  Span between(@Nullable Object from, @Nullable Object to) {
    return new Span(
        append(least, from == null ? MinKey.getInstance() : from),
        to == null ? greatest : append(greatest, to));
  }

  /** The part in which the values after the fixed ones are any. */
  Span closed() {
    return new Span(least, append(greatest, MaxKey.getInstance()));
  }

  private static List<Object> append(List<Object> values, Object value) {
    List<Object> longer = new ArrayList<>(values);
    longer.add(value);
    return longer;
  }
}
