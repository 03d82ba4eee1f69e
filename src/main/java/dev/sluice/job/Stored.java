package dev.sluice.job;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoWriteException;

/** What a failed insert means: "duplicate key" is "already there". */
public final class Stored {
  private Stored() {}

  /** Whether all that kept an insert, of one document or of many, from being done was this. */
  public static boolean isDuplicate(Throwable e) {
    if (e instanceof MongoBulkWriteException bulk) {
      return bulk.getWriteConcernError() == null
          && bulk.getWriteErrors().stream()
              .allMatch(error -> error.getCategory() == ErrorCategory.DUPLICATE_KEY);
    }
    return e instanceof MongoWriteException write
        && write.getError().getCategory() == ErrorCategory.DUPLICATE_KEY;
  }
}
