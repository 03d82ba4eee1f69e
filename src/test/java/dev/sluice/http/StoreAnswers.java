package dev.sluice.http;

import com.mongodb.MongoException;

/** What a client would be told, for tests of other packages. */
public final class StoreAnswers {
  private StoreAnswers() {}

  /** Whether a client would get 503. */
  public static boolean isUnavailable(MongoException e) {
    return ProblemMapper.of(e).status() == 503;
  }
}
