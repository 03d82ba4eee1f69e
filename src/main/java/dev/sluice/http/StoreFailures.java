package dev.sluice.http;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoConfigurationException;
import com.mongodb.MongoCursorNotFoundException;
import com.mongodb.MongoException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.MongoInternalException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoServerException;
import com.mongodb.MongoWriteConcernException;
import com.mongodb.bulk.BulkWriteError;
import java.util.Set;

/**
 * Distinguishes an unreachable store from a command that the store refuses, which is an error of
 * the server.
 */
public final class StoreFailures {
  private static final int OUT_OF_DISK_SPACE = 14031;

  /**
   * Codes of temporary errors, such as those of a replica set that elects a primary, or of a full
   * disk.
   *
   * @see <a href="https://www.mongodb.com/docs/manual/reference/error-codes/">MongoDB's codes</a>
   */
  private static final Set<Integer> PASSING =
      Set.of(
          6, // HostUnreachable
          7, // HostNotFound
          24, // LockTimeout
          43, // CursorNotFound
          50, // MaxTimeMSExpired
          64, // WriteConcernFailed
          89, // NetworkTimeout
          91, // ShutdownInProgress
          112, // WriteConflict
          134, // ReadConcernMajorityNotAvailableYet
          146, // ExceededMemoryLimit
          189, // PrimarySteppedDown
          202, // NetworkInterfaceExceededTimeLimit
          262, // ExceededTimeLimit
          9001, // SocketException
          10107, // NotWritablePrimary
          11600, // InterruptedAtShutdown
          11602, // InterruptedDueToReplStateChange
          13388, // StaleConfig
          13435, // NotPrimaryNoSecondaryOk
          13436, // NotPrimaryOrSecondary
          OUT_OF_DISK_SPACE);

  private StoreFailures() {}

  /** Whether the store refused a write because its disk is full. */
  static boolean isFull(MongoException e) {
    return e instanceof MongoBulkWriteException bulk
        ? bulk.getWriteErrors().stream().anyMatch(error -> error.getCode() == OUT_OF_DISK_SPACE)
        : e.getCode() == OUT_OF_DISK_SPACE;
  }

  /** Whether the same request may succeed later. */
  public static boolean mayPass(MongoException e) {
    if (e instanceof MongoInternalException || e instanceof MongoConfigurationException) {
      return false;
    }
    if (e instanceof MongoBulkWriteException bulk) {
      return bulk.getWriteErrors().stream()
          .map(BulkWriteError::getCode)
          .allMatch(PASSING::contains);
    }
    return !(e instanceof MongoServerException)
        || e instanceof MongoNotPrimaryException
        || e instanceof MongoNodeIsRecoveringException
        || e instanceof MongoExecutionTimeoutException
        || e instanceof MongoCursorNotFoundException
        || e instanceof MongoWriteConcernException
        || PASSING.contains(e.getCode());
  }
}
