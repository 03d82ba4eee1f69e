package dev.sluice.store;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoWriteException;
import com.mongodb.bulk.BulkWriteError;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Interprets failed inserts: a duplicate key means that the document is already stored. */
public final class Stored {
  private Stored() {}

  /** Whether {@code e} reports only duplicate keys, of one insert or of an unordered bulk. */
  public static boolean isDuplicate(Throwable e) {
    if (e instanceof MongoBulkWriteException bulk) {
      return bulk.getWriteConcernError() == null
          && bulk.getWriteErrors().stream()
              .allMatch(error -> error.getCategory() == ErrorCategory.DUPLICATE_KEY);
    }
    return e instanceof MongoWriteException write
        && write.getError().getCategory() == ErrorCategory.DUPLICATE_KEY;
  }

  /** The items of an unordered bulk insert that were stored although others failed. */
  public static <T> List<T> inSpiteOf(Throwable failure, List<T> all) {
    Set<Integer> failed =
        ((MongoBulkWriteException) failure)
            .getWriteErrors().stream().map(BulkWriteError::getIndex).collect(Collectors.toSet());
    return IntStream.range(0, all.size())
        .filter(i -> !failed.contains(i))
        .mapToObj(all::get)
        .toList();
  }
}
