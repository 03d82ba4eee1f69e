package dev.sluice.store.embedded;

import de.bwaldvogel.mongo.bson.Document;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The ids between which a query can match, both inclusive; null where a side is open. It reads the
 * conditions on text ids and ignores all others, which only narrow the result.
 */
record IdRange(@Nullable String least, @Nullable String greatest) {
  static final IdRange ALL = new IdRange(null, null);

  static IdRange of(Document query) {
    IdRange range = ALL;
    if (query.get("_id") instanceof Document conditions) {
      range = range.and(conditions);
    }
    if (query.get("$and") instanceof Collection<?> parts) {
      for (Object part : parts) {
        range = part instanceof Document d ? range.and(of(d)) : range;
      }
    }
    return range;
  }

  private IdRange and(Document conditions) {
    IdRange range = this;
    for (String lower : new String[] {"$gt", "$gte"}) {
      range = conditions.get(lower) instanceof String id ? range.and(new IdRange(id, null)) : range;
    }
    for (String upper : new String[] {"$lt", "$lte"}) {
      range = conditions.get(upper) instanceof String id ? range.and(new IdRange(null, id)) : range;
    }
    return range;
  }

  private IdRange and(IdRange other) {
    return new IdRange(greater(least, other.least), less(greatest, other.greatest));
  }

  private static @Nullable String greater(@Nullable String a, @Nullable String b) {
    return a == null || (b != null && b.compareTo(a) > 0) ? b : a;
  }

  private static @Nullable String less(@Nullable String a, @Nullable String b) {
    return a == null || (b != null && b.compareTo(a) < 0) ? b : a;
  }
}
