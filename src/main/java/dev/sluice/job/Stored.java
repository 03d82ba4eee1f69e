package dev.sluice.job;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;

/** What a failed insert means: "duplicate key" is "already there". */
public final class Stored {
  private Stored() {}

  public static boolean isDuplicate(Throwable e) {
    return e instanceof MongoWriteException write
        && write.getError().getCategory() == ErrorCategory.DUPLICATE_KEY;
  }
}
